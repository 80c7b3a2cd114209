"""/presets: which amounts of money are on the buttons of the order form."""

from telegram import Update

from bot.ordering.presets import SETTING, chosen, offered
from bot.services import Context
from handlers import chat
from handlers.access import private
from handlers.views import trade_form as view


@private
async def presets(update: Update, context: Context) -> None:
    """/presets; /presets 50 100 250; /presets TRY 1000 5000"""
    services, who, words = context.services, context.person.id, context.args or []
    async with services.storage.read() as unit:
        kept = await unit.settings.get(who, SETTING)
    if words:
        kept = chosen(kept, words, await services.binance.symbols())
        async with services.storage.begin() as unit:
            await unit.settings.set(who, SETTING, kept)
    await chat.show(update, view.presets(context.say, offered(kept)))
