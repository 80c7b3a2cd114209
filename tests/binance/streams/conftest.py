"""A market in virtual time, and the streams that listen to it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

import pytest
from pretend_market import Market, Reader, loop_time

from binance import Hosts
from binance.streams.connection import SocketPolicy
from binance.streams.market import MarketStreams, TradeHistory
from binance.streams.pace import Pace, Pauses


@pytest.fixture
def market() -> Market:
    return Market()


@pytest.fixture
def calm() -> Callable[..., SocketPolicy]:
    """The policy as it is, on the pretended market."""

    def policy(market: Market, **changes: Any) -> SocketPolicy:
        given = {"dial": market.dial, "pace": Pace(200, 300.0, now=loop_time), "backoff": Pauses}
        return SocketPolicy(**given | changes)

    return policy


@pytest.fixture
def opened(calm: Any) -> Any:
    """Run streams on a market; with `mended`, what is missed is fetched."""

    @asynccontextmanager
    async def run(
        market: Market, *, mended: bool = False, more: Any = None, **changes: Any
    ) -> AsyncIterator[MarketStreams]:
        given = {"history": TradeHistory(market) if mended else None} | (more or {})
        policy = calm(market, **changes)
        streams = MarketStreams(Hosts.sandbox(), now=loop_time, policy=policy, **given)
        task = asyncio.ensure_future(streams.run())
        try:
            yield streams
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task  # raises what went wrong in it, such as too many messages

    return run


@pytest.fixture
def reading() -> Any:
    """Read subscriptions as fast as they tell."""

    @asynccontextmanager
    async def read(streams: MarketStreams, *subscriptions: Any) -> AsyncIterator[Reader]:
        async with aclosing(streams.subscribe(*subscriptions)) as feed:
            reader = Reader(feed)
            task = asyncio.ensure_future(reader.run())
            try:
                yield reader
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    return read
