"""What a symbol costs now: from the live board, which costs no weight, or asked for."""

from collections.abc import Callable
from decimal import Decimal

from binance import Binance, Priority
from binance.public import spot
from binance.streams.board import BoardRow, PriceBoard

STILL = 15.0  # seconds without any tick after which the board is not trusted


class Prices:
    """The board where it is alive, REST where it is not."""

    def __init__(
        self,
        binance: Binance,
        board: PriceBoard,
        now: Callable[[], float],
    ) -> None:
        self._binance, self._board, self._now = binance, board, now

    async def of(self, symbol: str, *, asker: str = "") -> BoardRow:
        """The latest price and the last 24 hours of a listed symbol.

        `asker` is for whom, so that those who ask for much do not keep others waiting.
        """
        row = self._board.row(symbol)
        if row is not None and self.alive() and row.received_at >= self._board.resumed_at:
            return row
        ticker = await self._binance.send(spot.Ticker24h(symbol=symbol), owner=asker)
        row = BoardRow.of_ticker(ticker, received_at=self._now())
        self._board.put(row)
        return row

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
