"""Who is followed trade by trade, and who by the board of all tickers."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any

from binance.streams.market import MarketStreams
from bot.alerts.board_feed import BoardFeed
from bot.alerts.conditions import Price
from bot.alerts.feeds import Trades

if TYPE_CHECKING:
    from bot.alerts.watch import Watch

PLACES = 300  # symbols followed trade by trade; a connection takes 1,024 streams


class Attention:
    """Gives the places to whoever comes first, and one that gets free to who has waited longest.

    What has to see each trade, such as a change within minutes, has a place in any case.
    """

    def __init__(self, streams: MarketStreams, board: BoardFeed, *, places: int = PLACES) -> None:
        self._streams, self._board, self._places = streams, board, places
        self._taken: set[str] = set()

    async def items(self, watch: "Watch") -> AsyncGenerator[Any, None]:
        """Yield what there is to know of a watch's source, however it is followed just now."""
        while True:
            followed = self._closely(watch) if self._may_have(watch) else self._loosely(watch)
            async with aclosing(followed) as items:
                async for item in items:
                    yield item

    async def _closely(self, watch: "Watch") -> AsyncGenerator[Any, None]:
        self._taken.add(watch.source)  # before anything is awaited: nobody else took it
        try:
            async with aclosing(self._streams.subscribe(watch.feed.subscription())) as items:
                async for item in items:
                    yield item
        finally:
            self._taken.discard(watch.source)

    def _loosely(self, watch: "Watch") -> AsyncGenerator[Any, None]:
        return self._board.hints(watch, until=partial(self._may_have, watch))

    def _may_have(self, watch: "Watch") -> bool:
        return len(self._taken) < self._places or not _is_of_prices(watch)


def _is_of_prices(watch: "Watch") -> bool:
    """Whether nothing but prices of trades is compared, so that trades may come late."""
    prices = all(isinstance(track.measure, Price) for track in watch.tracks.values())
    return isinstance(watch.feed, Trades) and prices
