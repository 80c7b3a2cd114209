"""/price, /ticker, a symbol's card."""

import asyncio

from telegram import Update

from binance.models.exchange import SymbolInfo
from bot.i18n import note
from bot.refusals import Misunderstood
from bot.services import Context
from handlers import chat, parse
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
    await _show_prices(update, context, context.match[1].split(",")[:MOST])


async def ticker(update: Update, context: Context) -> None:
    """/ticker BTCUSDT"""
    if len(context.args or ()) != 1:
        raise Misunderstood(note("Write one symbol: /ticker BTCUSDT"))
    assert context.args is not None
    await _show_ticker(update, context, context.args[0])


async def refresh_ticker(update: Update, context: Context) -> None:
    """A tap on `ticker:BTCUSDT`"""
    assert context.match is not None
    await chat.acknowledge(update)
    await _show_ticker(update, context, context.match[1])


async def card(update: Update, context: Context) -> None:
    """A tap on `card:BTCUSDT`"""
    assert context.match is not None
    await chat.acknowledge(update)
    await show_card(update, context, await parse.symbol(context.services.binance, context.match[1]))


async def show_card(update: Update, context: Context, info: SymbolInfo) -> None:
    row = await context.services.prices.of(info.symbol, asker=context.asker)
    await chat.show(update, view.card(context.say, info, row))


async def _show_prices(
    update: Update, context: Context, words: tuple[str, ...] | list[str]
) -> None:
    services = context.services
    listed = [await parse.symbol(services.binance, word) for word in words]
    once, asker = dict.fromkeys(info.symbol for info in listed), context.asker
    rows = await asyncio.gather(*(services.prices.of(symbol, asker=asker) for symbol in once))
    offers = await services.prices.offers(rows[0].symbol) if len(rows) == 1 else None
    page = view.prices(context.say, rows, offers, now=services.now().timestamp())
    await chat.show(update, page)


async def _show_ticker(update: Update, context: Context, word: str) -> None:
    services = context.services
    info = await parse.symbol(services.binance, word)
    day = await services.prices.day(info.symbol, asker=context.asker)
    await chat.show(update, view.ticker(context.say, info, day))
