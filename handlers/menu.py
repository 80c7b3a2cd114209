"""The command menu and the words on the bot's profile, in every language."""

from telegram import Bot, BotCommand

from bot.i18n import DEFAULT, LANGUAGES, Say, note
from handlers.views.start import COMMANDS

ABOUT = note(
    "Watch and trade on Binance from this chat: prices, charts, alerts, balances, orders. "
    "Nobody from this bot will ever ask you for a secret key, a password or the codes of your "
    "Binance account."
)


async def greet(bot: Bot) -> None:
    """Tell Telegram what the bot can do; English is what other languages fall back to."""
    for language in LANGUAGES:
        say = Say(language)
        code = None if language == DEFAULT else language
        commands = [BotCommand(name, say(text)) for name, text in COMMANDS]
        await bot.set_my_commands(commands, language_code=code)
        await bot.set_my_description(say(ABOUT), language_code=code)
