"""What waits here for a connection says nothing of Binance."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from binance import Binance, Hosts
from binance.breaker import BreakerState
from binance.errors import BreakerOpen
from binance.public.spot import Ping, Price
from binance.room import PLACES


class Working(httpx.AsyncBaseTransport):
    """Answers each call after two seconds."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(2)
        return httpx.Response(200, json={"symbol": "BTCUSDT", "price": "1"}, request=request)


@pytest.fixture
async def binance() -> AsyncIterator[Binance]:
    now = asyncio.get_running_loop().time
    async with Binance(Hosts.sandbox(), transport=Working(), now=now, max_wait=120) as client:
        await client.send(Price(symbol="BTCUSDT"))  # so that it is known that there is room
        yield client


async def test_a_backlog_of_ours_does_not_look_like_a_slow_binance(binance: Binance) -> None:
    backlog = [Price(symbol="BTCUSDT")] * 250

    answers = await binance.gather(backlog, limit=len(backlog))

    assert not [answer for answer in answers if isinstance(answer, BreakerOpen)]
    assert binance.breaker("api").state is BreakerState.CLOSED


async def test_what_waits_for_a_place_does_not_leave_after_the_breaker_has_opened(
    binance: Binance,
) -> None:
    crowd = [Ping()] * (2 * PLACES)
    sending = asyncio.create_task(binance.gather(crowd, limit=len(crowd)))
    await asyncio.sleep(1)

    binance.breaker("api").open()

    answers = await sending
    assert sum(isinstance(answer, BreakerOpen) for answer in answers) >= PLACES
    assert binance.limits.unsettled == 0
