"""What an order would get from the order book as it is now."""

from typing import Protocol, TypeVar

from binance.public import coin_futures, futures
from binance.request import Public
from binance.streams.books import Fill, LocalBook
from bot.guards.stakes import Leg, Venue

T = TypeVar("T")

_LEVELS = 500


class Sends(Protocol):
    """As much of the client as is needed here."""

    async def send(self, request: Public[T], /, *, owner: str = "") -> T: ...


class HasBooks(Protocol):
    """As much of `Depths` as is needed here."""

    async def of(self, symbol: str, /, *, asker: str = "") -> LocalBook: ...


class BooksOfAll:
    """Live books of spot, snapshots of futures."""

    def __init__(self, binance: Sends, depths: HasBooks) -> None:
        self._binance, self._depths = binance, depths

    async def fill(self, leg: Leg, *, asker: str) -> Fill:
        """Where the levels that are seen do not suffice, the answer is not `complete`."""
        book = await self._book(leg, asker)
        if leg.quantity is None:
            assert leg.quote is not None
            return book.fill_quote(leg.side, leg.quote)
        return book.fill(leg.side, leg.quantity)

    async def _book(self, leg: Leg, asker: str) -> LocalBook:
        if leg.venue is Venue.SPOT:
            return await self._depths.of(leg.symbol, asker=asker)
        kind = futures.Depth if leg.venue is Venue.USDM else coin_futures.Depth
        snapshot = await self._binance.send(kind(symbol=leg.symbol, limit=_LEVELS), owner=asker)
        return LocalBook(snapshot, limit=_LEVELS)
