"""/price, /ticker, a symbol's card."""

import asyncio
from collections.abc import Sequence

from telegram import Update

from binance.models.exchange import SymbolInfo
from bot import reading
from bot.i18n import Html, note
from bot.refusals import Misunderstood
from bot.services import Context
from handlers import chat, parse
from handlers.page import Page
from handlers.views import market as view

DEFAULT = ("BTCUSDT", "ETHUSDT", "BNBUSDT", "SOLUSDT")
MOST = 20


async def price(update: Update, context: Context) -> None:
    """/price BTCUSDT ETHUSDT"""
    words = context.args or DEFAULT
    if len(words) > MOST:
        raise Misunderstood(note("I show {n} prices at once."), n=MOST)
    await _show_prices(update, context, words)


async def refresh_price(update: Update, context: Context) -> None:
    """A tap on `price:BTCUSDT,ETHUSDT`"""
    assert context.match is not None
    await chat.acknowledge(update)
    symbols = await context.services.binance.symbols()
    shown = [name for name in context.match[1].split(",")[:MOST] if name in symbols]
    if not shown:
        raise reading.unlisted(symbols, context.match[1])
    await chat.show(update, await _prices(context, shown))


async def ticker(update: Update, context: Context) -> None:
    """/ticker BTCUSDT"""
    if len(context.args or ()) != 1:
        raise Misunderstood(note("Write one symbol: /ticker BTCUSDT"))
    assert context.args is not None
    info = await parse.symbol(context.services.binance, context.args[0])
    await _show_ticker(update, context, info)


async def refresh_ticker(update: Update, context: Context) -> None:
    """A tap on `ticker:BTCUSDT`"""
    assert context.match is not None
    await chat.acknowledge(update)
    info = await parse.tapped(context.services.binance, context.match[1])
    await _show_ticker(update, context, info)


async def card(update: Update, context: Context) -> None:
    """A tap on `card:BTCUSDT`"""
    assert context.match is not None
    await chat.acknowledge(update)
    await show_card(update, context, await parse.tapped(context.services.binance, context.match[1]))


async def show_card(update: Update, context: Context, info: SymbolInfo) -> None:
    row = await context.services.prices.of(info.symbol, asker=context.asker)
    await chat.show(update, view.card(context.say, info, row))


async def _show_prices(
    update: Update, context: Context, words: tuple[str, ...] | list[str]
) -> None:
    """Answer what can be answered, and say of each other word what may be meant."""
    symbols = await context.services.binance.symbols()
    found = {word: reading.exactly(symbols, word) for word in words}
    known = [info.symbol for info in found.values() if info is not None]
    unknown = [
        (reading.unlisted(symbols, word), reading.nearest(symbols, word))
        for word, info in found.items() if info is None
    ]  # fmt: skip
    page = await _prices(context, known) if known else Page(Html())
    await chat.show(update, view.with_unknown(context.say, page, unknown))


async def _prices(context: Context, symbols: Sequence[str]) -> Page:
    services, asker = context.services, context.asker
    once = dict.fromkeys(symbols)
    rows = await asyncio.gather(*(services.prices.of(symbol, asker=asker) for symbol in once))
    offers = await services.prices.offers(rows[0].symbol) if len(rows) == 1 else None
    return view.prices(context.say, rows, offers, now=services.now().timestamp())


async def _show_ticker(update: Update, context: Context, info: SymbolInfo) -> None:
    day = await context.services.prices.day(info.symbol, asker=context.asker)
    await chat.show(update, view.ticker(context.say, info, day))
