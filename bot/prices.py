"""What a symbol costs now: from the live board, which costs no weight, or asked for."""

import asyncio
import logging
from collections.abc import Callable
from decimal import Decimal

from binance import Binance, Priority
from binance.errors import BinanceError
from binance.flights import Flights
from binance.models.market import Ticker24h
from binance.public import spot
from binance.streams.board import BoardRow, Offers, PriceBoard
from binance.streams.books import LocalBook

log = logging.getLogger(__name__)

STILL = 15.0  # seconds without any tick after which the board is not trusted
FRESH = 3.0  # seconds for which offers that were asked for are shown to all who ask
_PATIENCE = 1.5


class Prices:
    """The board where it is alive, REST where it is not; best offers from books that are kept."""

    def __init__(
        self,
        binance: Binance,
        board: PriceBoard,
        now: Callable[[], float],
        *,
        book_at_hand: Callable[[str], LocalBook | None],
    ) -> None:
        self._binance, self._board, self._now = binance, board, now
        self._book_at_hand = book_at_hand
        self._flights = Flights()

    async def of(self, symbol: str, *, asker: str = "") -> BoardRow:
        """The latest price and the last 24 hours of a listed symbol.

        `asker` is for whom, so that those who ask for much do not keep others waiting.
        """
        row = self._board.row(symbol)
        if row is not None and self.alive() and row.received_at >= self._board.resumed_at:
            return row
        ticker = await self.day(symbol, asker=asker)
        return BoardRow.of_ticker(ticker, received_at=self._now())

    async def day(self, symbol: str, *, asker: str = "") -> Ticker24h:
        """The last 24 hours in full, as Binance tells them now; the board has them too then."""
        ticker = await self._binance.send(spot.Ticker24h(symbol=symbol), owner=asker)
        self._board.put(BoardRow.of_ticker(ticker, received_at=self._now()))
        self._board.put_offers([ticker])
        return ticker

    async def offers(self, symbol: str) -> Offers | None:
        """The best bid and ask: of now, as of some seconds ago, or older if Binance is silent."""
        if (live := self._live_offers(symbol)) is not None:
            return live
        known = self._board.offers(symbol)
        if known is None or self._now() - known.received_at > FRESH:
            await self._ask_for_offers()
        return self._board.offers(symbol)

    async def last_of_all(self) -> Callable[[str], Decimal | None]:
        """The latest price of any symbol: a look-up that asks for nothing more."""
        if self.alive() and any(True for _ in self._board.rows()):
            return self.last_known
        asked = {one.symbol: one.price for one in await self._binance.send(spot.Prices())}
        return asked.get

    async def seed(self) -> None:
        """Fill the board once, so that symbols that nobody trades just now are on it too."""
        for ticker in await self._binance.send(spot.Tickers24h(), priority=Priority.LOW):
            if self._board.row(ticker.symbol) is None:
                self._board.put(BoardRow.of_ticker(ticker, received_at=self._now()))

    def last_known(self, symbol: str) -> Decimal | None:
        """What the board last heard, however old; nothing is asked for."""
        row = self._board.row(symbol)
        return row.close if row else None

    def alive(self) -> bool:
        """Whether ticks are coming in."""
        heard = self._board.heard_at
        return heard is not None and self._now() - heard < STILL

    def _live_offers(self, symbol: str) -> Offers | None:
        book = self._book_at_hand(symbol)
        if book is None or book.best_bid is None or book.best_ask is None:
            return None
        return Offers(book.best_bid.price, book.best_ask.price, received_at=self._now())

    async def _ask_for_offers(self) -> None:
        """Ask for everybody's at once, for 4 of weight, and no more often than every few seconds.

        One symbol's would weigh 2: too much when many people ask for many symbols.
        """
        if self._now() - self._board.offers_at <= FRESH:
            return
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._flights.join("offers", self._fetch_offers)
        except (BinanceError, TimeoutError) as error:
            log.info("no best offers: %r", error)

    async def _fetch_offers(self) -> None:
        self._board.put_all_offers(await self._binance.send(spot.BookTickers()))
