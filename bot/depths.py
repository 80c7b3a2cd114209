"""How deep a market is: its live book, or a snapshot where that is slow to come."""

import asyncio

from binance import Binance
from binance.public import spot
from binance.streams.books import Books, LocalBook

LEVELS = 1_000
"""Levels of a live book, which weigh 50 when it begins: 5,000 would weigh 250."""
PATIENCE = 1.5
_AT_A_GLANCE = 500  # levels of a snapshot instead, which weigh 25


class Depths:
    """The books of whatever people look at."""

    def __init__(self, binance: Binance, books: Books) -> None:
        self._binance, self._books = binance, books

    async def of(self, symbol: str, *, asker: str = "") -> LocalBook:
        """The book of a listed symbol, to be read before the next `await`.

        A snapshot is not `synced`: it is the book of the moment when it was asked for.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._books.book(symbol, owner=asker)
        except TimeoutError:
            request = spot.Depth(symbol=symbol, limit=_AT_A_GLANCE)
            return LocalBook(await self._binance.send(request, owner=asker), limit=request.limit)
