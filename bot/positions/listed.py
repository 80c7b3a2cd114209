"""Which contracts there are, and how people's spelling of one is understood."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from binance.cache import Kept
from binance.clock import Clock
from binance.errors import NotAvailable
from binance.models.coin_futures.contracts import SymbolInfo as CoinContract
from binance.models.futures.contracts import Contract, SymbolInfo
from binance.public import coin_futures, futures
from binance.request import Public
from bot.i18n import note
from bot.positions.wishes import Venue
from bot.reading import WORD, quoted
from bot.refusals import Misunderstood

T = TypeVar("T")

_KEPT = 3600.0  # seconds
_AGAIN = 60.0  # seconds before a contract that is not known makes it ask again
_QUOTES = ("", "USDT", "USDC")
_MULTIPLES = {"": 1, "1000": 1000, "1000000": 1_000_000, "1M": 1_000_000}
"""Of cheap coins so many are one contract's unit."""
_SEPARATORS = str.maketrans("", "", "/-_ ")


class Sends(Protocol):
    """As much of the client as is needed here."""

    async def send(self, request: Public[T], /) -> T: ...


@dataclass(frozen=True)
class Listed:
    """The contracts of both venues by their symbols."""

    usdm: Mapping[str, SymbolInfo]
    coinm: Mapping[str, CoinContract]

    def usd(self, word: str) -> SymbolInfo:
        """A USD-M contract as it was written: `btc`, `btcusdt`, `BTC/USDT`; never a guess."""
        name = self._usd_name(word)
        if name is None:
            raise _unlisted(word)
        return self.usdm[name]

    def any(self, word: str) -> tuple[Venue, Contract]:
        """A contract of either venue; a bare coin means USD-M, `btcusd` a perpetual of COIN-M."""
        name = self._usd_name(word)
        if name is not None:
            return "usdm", self.usdm[name]
        coin = self._coin_names.get(_plain(word)) if WORD.fullmatch(word) else None
        if coin is None:
            raise _unlisted(word)
        return "coinm", self.coinm[coin]

    def multiple(self, word: str) -> int:
        """How many of the coins that were named are one unit of the contract that was meant."""
        found = self._usd_found(word)
        return 1 if found is None else _MULTIPLES[found[0]]

    def knows(self, word: str) -> bool:
        return self._usd_name(word) is not None

    def at(self, venue: Venue) -> Mapping[str, Contract]:
        return self.usdm if venue == "usdm" else self.coinm

    def of(self, venue: Venue, symbol: str) -> Contract:
        """The contract on a button, by its very name."""
        known = self.at(venue)
        if symbol not in known:
            raise _unlisted(symbol)
        return known[symbol]

    def _usd_name(self, word: str) -> str | None:
        if not WORD.fullmatch(word):  # a look-alike would name another, real contract
            return self._exact(word)
        found = self._usd_found(word)
        return None if found is None else found[1]

    def _usd_found(self, word: str) -> tuple[str, str] | None:
        """What has to be put in front of a word to name a contract, and that contract."""
        spelt, names = _plain(word), self._usd_names
        tried = ((many, many + spelt + quote) for quote in _QUOTES for many in _MULTIPLES)
        return next(((many, names[one]) for many, one in tried if one in names), None)

    def _exact(self, word: str) -> str | None:
        return word if word in self.usdm else None

    @cached_property
    def _usd_names(self) -> dict[str, str]:
        return {_plain(symbol): symbol for symbol in self.usdm}

    @cached_property
    def _coin_names(self) -> dict[str, str]:
        names = {_plain(symbol): symbol for symbol in self.coinm}
        perpetual = (one for one in self.coinm if one.endswith("_PERP"))
        return names | {_plain(one.removesuffix("_PERP")): one for one in perpetual}


class Listing:
    """Asks Binance for them once an hour, and sooner where one is held that is not among them."""

    def __init__(self, binance: Sends, *, now: Clock = time.time) -> None:
        self._binance = binance
        self._kept = Kept(self._fetch, now, ttl=_KEPT)

    async def known(self) -> Listed:
        return await self._kept.get()

    async def knowing(self, venue: Venue, symbols: Iterable[str]) -> Listed:
        """As they are known, or asked for anew if one of these is not: it may be a new one."""
        listed = await self.known()
        if listed.at(venue).keys() >= set(symbols):
            return listed
        return await self._kept.renewed(pause=_AGAIN)

    async def _fetch(self) -> Listed:
        usdm = await self._binance.send(futures.ExchangeInfo())
        return Listed({one.symbol: one for one in usdm.symbols}, await self._coinm())

    async def _coinm(self) -> Mapping[str, CoinContract]:
        try:
            coinm = await self._binance.send(coin_futures.ExchangeInfo())
        except NotAvailable:
            return {}
        return {one.symbol: one for one in coinm.symbols}


def _plain(word: str) -> str:
    return word.upper().translate(_SEPARATORS)


def _unlisted(word: str) -> Misunderstood:
    return Misunderstood(
        note("Binance lists no futures contract “{word}”. Write it like BTCUSDT."),
        word=quoted(word),
    )
