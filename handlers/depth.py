"""/depth: the order book of a symbol."""

from telegram import Update

from binance.models.exchange import SymbolInfo
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
    info = await parse.symbol(context.services.binance, context.args[0])
    await _show(update, context, info)


async def refresh(update: Update, context: Context) -> None:
    """A tap on `depth:BTCUSDT`"""
    assert context.match is not None
    await chat.acknowledge(update)
    info = await parse.tapped(context.services.binance, context.match[1])
    await _show(update, context, info)


async def _show(update: Update, context: Context, info: SymbolInfo) -> None:
    services = context.services
    book = await services.depths.of(info.symbol, asker=context.asker)
    await chat.show(update, view.depth(context.say, info, book, now=services.now()))
