"""Which symbols are traded most, of which alone a stranger could not move the price."""

import time
from collections.abc import Iterable, Iterator
from typing import Protocol

from binance.clock import Clock
from binance.streams.board import BoardRow
from bot.guards.rates import LastPrice, in_usdt

MOST = 100
_KEPT = 600.0  # seconds
_QUOTES = (
    "USDT", "USDC", "FDUSD", "TUSD", "USD1", "BTC", "ETH", "BNB", "TRY", "EUR", "BRL", "JPY",
    "ARS", "MXN", "PLN", "ZAR", "IDR", "UAH", "RON", "COP", "CZK",
)  # fmt: skip
_MULTIPLES = ("1000000", "1000", "1M")  # of cheap coins futures trade so many at once


class Board(Protocol):
    """Every symbol's last 24 hours."""

    def rows(self) -> Iterator[BoardRow]: ...


class Seeds(Protocol):
    """As much of `Prices` as is needed here."""

    async def seed(self) -> None: ...

    async def last_of_all(self) -> LastPrice: ...


class Largest:
    """The spot symbols with the largest volume of the last 24 hours, and what they trade."""

    def __init__(self, board: Board, prices: Seeds, *, now: Clock = time.time) -> None:
        self._board, self._prices, self._now = board, prices, now
        self._symbols: frozenset[str] = frozenset()
        self._assets: frozenset[str] = frozenset()
        self._looked_at = float("-inf")

    async def symbols(self) -> frozenset[str]:
        """At most so many of them; asks Binance only where the board is empty."""
        await self._look()
        return self._symbols

    async def trades(self, asset: str) -> bool:
        """Whether one of the largest symbols is of this asset; `1000PEPE` is PEPE."""
        await self._look()
        return plain(asset) in self._assets

    async def _look(self) -> None:
        if self._now() - self._looked_at <= _KEPT:
            return
        if not any(True for _ in self._board.rows()):
            await self._prices.seed()
        ranked = _ranked(self._board.rows(), await self._prices.last_of_all())
        self._symbols = frozenset(ranked)
        self._assets = frozenset(filter(None, map(base_of, ranked)))
        self._looked_at = self._now()


def base_of(symbol: str) -> str | None:
    """What a spot symbol trades, by its name."""
    quote = _quote_of(symbol)
    return None if quote is None else symbol.removesuffix(quote)


def plain(asset: str) -> str:
    """The coin itself, of a contract on a thousand of them."""
    multiple = next((each for each in _MULTIPLES if asset.startswith(each)), "")
    return asset.removeprefix(multiple) or asset


def _ranked(rows: Iterable[BoardRow], last: LastPrice) -> list[str]:
    rates = {quote: in_usdt(quote, last) for quote in _QUOTES}
    volumes = [
        (row.quote_volume * rate, row.symbol)
        for row in rows
        if row.quote_volume > 0 and (rate := rates.get(_quote_of(row.symbol) or ""))
    ]
    return [symbol for _, symbol in sorted(volumes, reverse=True)[:MOST]]


def _quote_of(symbol: str) -> str | None:
    found = (quote for quote in _QUOTES if symbol.endswith(quote) and symbol != quote)
    return next(found, None)
