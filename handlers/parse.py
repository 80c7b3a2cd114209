"""From words to values, strictly: what is not understood is said, and nothing happens."""

import re
from collections.abc import Sequence

from binance import Binance
from binance.models.exchange import SymbolInfo
from binance.models.market import Interval
from bot import ordering, reading
from bot.i18n import note
from bot.ordering import Wish
from bot.refusals import Misunderstood

KEY = re.compile(r"\A[A-Za-z0-9]{64}\Z", re.ASCII)
ORDER_ID = re.compile(r"\A[0-9]{1,19}\Z", re.ASCII)
BARE = re.compile(r"\A[A-Za-z0-9]{2,20}(?:[/-][A-Za-z0-9]{2,10})?\Z", re.ASCII)

INTERVALS = ("1m", "5m", "15m", "30m", "1h", "4h", "12h", "1d", "1w", "1M")


async def symbol(binance: Binance, word: str) -> SymbolInfo:
    """A listed symbol, exactly; near misses are offered and never taken."""
    return reading.listed(await binance.symbols(), word)


async def tapped(binance: Binance, name: str) -> SymbolInfo:
    """The symbol on a button, by its very name, whatever letters that has."""
    symbols = await binance.symbols()
    if name not in symbols:  # it may have been listed since they were asked for
        symbols = await binance.symbols_anew()
    if name not in symbols:
        raise reading.unlisted(symbols, name)
    return symbols[name]


async def order(binance: Binance, command: str, words: Sequence[str]) -> Wish:
    """What follows /buy, /sell, /bracket or /oco: `BTCUSDT 0.01 @ 65000`."""
    return ordering.parse(command, words, await binance.symbols())


def interval(word: str) -> Interval:
    """A candle length; `1m` is a minute and `1M` a month, as at Binance."""
    chosen = word if word == "1M" else word.lower()
    if chosen not in INTERVALS:
        raise Misunderstood(note("I know these intervals: {known}"), known=" ".join(INTERVALS))
    return Interval(chosen)


def order_id(words: Sequence[str]) -> int:
    if len(words) != 1 or not ORDER_ID.match(words[0]):
        raise Misunderstood(
            note("Write the number of the order: /cancel 123456. /orders lists them.")
        )
    return int(words[0])
