"""/depth: the order book of a symbol."""

from telegram import Update

from bot.i18n import note
from bot.refusals import Misunderstood
from bot.services import Context
from handlers import chat, parse
from handlers.views import depth as view


async def depth(update: Update, context: Context) -> None:
    """/depth BTCUSDT"""
    if len(context.args or ()) != 1:
        raise Misunderstood(note("Write one symbol: /depth BTCUSDT"))
    assert context.args is not None
    await _show(update, context, context.args[0])


async def refresh(update: Update, context: Context) -> None:
    """A tap on `depth:BTCUSDT`"""
    assert context.match is not None
    await chat.acknowledge(update)
    await _show(update, context, context.match[1])


async def _show(update: Update, context: Context, word: str) -> None:
    services = context.services
    info = await parse.symbol(services.binance, word)
    book = await services.depths.of(info.symbol, asker=context.asker)
    await chat.show(update, view.depth(context.say, info, book, now=services.now()))
