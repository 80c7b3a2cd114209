"""How deep a market is: its live book, or a snapshot where that is slow to come."""

import asyncio
import logging

from binance import Binance
from binance.errors import BinanceError
from binance.streams.books import SPOT, BookMarket, Books, LocalBook

log = logging.getLogger(__name__)

LEVELS = 1_000
"""Levels of a live book, which weigh 50 when it begins: 5,000 would weigh 250."""
PATIENCE = 1.5
_GLANCE = 4.0  # seconds that a question may wait for it altogether
_AT_A_GLANCE = 500  # levels of a snapshot instead, which weigh 25


class Depths:
    """The books of whatever people look at."""

    def __init__(self, binance: Binance, books: Books, market: BookMarket = SPOT) -> None:
        self._binance, self._books, self._market = binance, books, market

    async def of(self, symbol: str, *, asker: str = "") -> LocalBook:
        """The book of a listed symbol, to be read before the next `await`.

        A snapshot is not `synced`: it is the book of the moment when it was asked for.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._books.book(symbol, owner=asker)
        except TimeoutError:
            request = self._market.snapshot(symbol, _AT_A_GLANCE)
            return LocalBook(await self._binance.send(request, owner=asker), limit=_AT_A_GLANCE)

    async def glance(self, symbol: str, *, asker: str) -> LocalBook | None:
        """The book for a question that can do without; None rather than a person kept waiting."""
        try:
            async with asyncio.timeout(_GLANCE):
                return await self.of(symbol, asker=asker)
        except (BinanceError, TimeoutError) as error:
            log.info("no order book for a preview: %r", error)
            return None
