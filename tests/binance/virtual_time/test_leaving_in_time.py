"""What was decided on the prices of one moment does not leave minutes later."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from binance import Binance, HmacKey, Hosts, Priority
from binance.errors import HeldUp, Unreachable
from binance.private.spot import CancelOrder, NewOrder
from binance.public import futures, spot

TIME, ORDER, FUTURES_TIME = "/api/v3/time", "/api/v3/order", "/fapi/v1/time"
BUY = NewOrder(symbol="BTCUSDT", side="BUY", type="MARKET", quote_order_qty=50)


class Exchange(httpx.AsyncBaseTransport):
    """Takes as long for a path as it is told to, and may hang or be away."""

    def __init__(self) -> None:
        self.takes: defaultdict[str, float] = defaultdict(float)
        self.errors: dict[str, Exception] = {}
        self.left: defaultdict[str, list[float]] = defaultdict(list)
        self.order: dict[str, Any] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path, now = request.url.path, asyncio.get_running_loop().time
        self.left[path].append(now())
        await asyncio.sleep(self.takes[path])
        if path in self.errors:
            raise self.errors[path]
        answer = self.order if path == ORDER else {"serverTime": int(now() * 1000)}
        return httpx.Response(200, json=answer, request=request)


@pytest.fixture
def exchange(filled: dict[str, Any]) -> Exchange:
    exchange = Exchange()
    exchange.order = filled
    return exchange


@pytest.fixture
async def binance(exchange: Exchange) -> AsyncIterator[Binance]:
    now = asyncio.get_running_loop().time
    hosts = Hosts.live().replace(usdm_rest="http://127.0.0.1:1")
    async with Binance(hosts, transport=exchange, now=now, max_wait=1) as client:
        await client.send(spot.Time())  # so that it is known that there is room
        await client.send(futures.Time())
        yield client


def set_clock(binance: Binance) -> None:
    """Let it look as if somebody had set our clock."""
    now = asyncio.get_running_loop().time
    binance.clock._ticks = lambda: now() - 3600


def hang(exchange: Exchange) -> None:
    exchange.takes[TIME], exchange.errors[TIME] = 9.0, httpx.ReadTimeout("late")


async def test_all_share_a_comparison_of_clocks_that_fails(
    binance: Binance, exchange: Exchange, alice: HmacKey
) -> None:
    set_clock(binance)
    hang(exchange)
    asked = len(exchange.left[TIME])
    begun = asyncio.get_running_loop().time()

    await asyncio.gather(*(binance.account(alice).send(BUY) for _ in range(5)))

    assert len(exchange.left[TIME]) == asked + 1
    assert max(exchange.left[ORDER]) - begun < 10


async def test_after_it_failed_nobody_waits_for_the_next_for_some_seconds(
    binance: Binance, exchange: Exchange, alice: HmacKey
) -> None:
    set_clock(binance)
    hang(exchange)
    now = asyncio.get_running_loop().time
    await binance.account(alice).send(BUY)
    asked = len(exchange.left[TIME])

    at = now()
    await binance.account(alice).send(BUY)
    assert (exchange.left[ORDER][-1], len(exchange.left[TIME])) == (at, asked)

    await asyncio.sleep(6)
    await binance.account(alice).send(BUY)
    assert len(exchange.left[TIME]) == asked + 1


async def test_what_hangs_for_long_holds_an_order_up_for_seconds_only(
    binance: Binance, exchange: Exchange, alice: HmacKey
) -> None:
    set_clock(binance)
    exchange.takes[TIME] = 1000
    now = asyncio.get_running_loop().time
    begun = now()

    await binance.account(alice).send(BUY)

    assert now() - begun <= 10


async def test_an_order_that_would_leave_too_late_does_not_leave(
    binance: Binance, exchange: Exchange, alice: HmacKey
) -> None:
    set_clock(binance)
    hang(exchange)
    exchange.takes[FUTURES_TIME] = 33.0
    placing = asyncio.create_task(binance.account(alice).send(BUY))
    cancelling = CancelOrder(symbol="BTCUSDT", order_id=1)
    cancelled = asyncio.create_task(binance.account(alice).send(cancelling))
    await asyncio.sleep(5)

    # They have every connection when the order is ready to leave, and for as long as it has.
    crowd = [futures.Time()] * 24
    await binance.gather(crowd, limit=24, priority=Priority.CRITICAL)

    with pytest.raises(HeldUp):
        await placing
    with pytest.raises(HeldUp):
        await cancelled
    assert exchange.left[ORDER] == []
    assert binance.limits.unsettled == 0


async def test_an_order_is_not_carried_from_one_address_to_the_next_for_ever(
    binance: Binance, exchange: Exchange, alice: HmacKey
) -> None:
    exchange.takes[ORDER], exchange.errors[ORDER] = 12.0, httpx.ConnectTimeout("away")
    now = asyncio.get_running_loop().time
    begun = now()

    with pytest.raises(Unreachable) as unreachable:
        await binance.account(alice).send(BUY)

    assert not isinstance(unreachable.value, HeldUp)
    assert [at - begun for at in exchange.left[ORDER]] == [0, 12, 24]
    assert binance.breaker("api")._window.failed == 1
