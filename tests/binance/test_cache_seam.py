"""The client asks a cache for what is public, and tells what the cache knew."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from binance import Binance, HmacKey, Hosts, errors
from binance.hooks import CacheHit, HookEvent
from binance.private import spot
from binance.public import spot as market

PRICE = "GET /api/v3/ticker/price"


class Shelf:
    """Keeps every answer for ever."""

    def __init__(self) -> None:
        self.kept: dict[Any, bytes] = {}

    async def answer(self, request: Any, fetch: Callable[[], Awaitable[bytes]]) -> Any:
        if request not in self.kept:
            self.kept[request] = await fetch()
        return request.read(self.kept[request])


async def test_what_is_public_is_asked_once_and_what_is_signed_every_time(
    fake: Any, now: Any, alice: HmacKey
) -> None:
    told: list[HookEvent] = []
    shelf, transport = Shelf(), httpx.ASGITransport(fake.app())
    fake.says(PRICE, {"symbol": "BTCUSDT", "price": "1"})
    fake.says("GET /api/v3/openOrders", [])
    async with Binance(
        Hosts.sandbox(), transport=transport, now=now, cache=shelf, hooks=[told.append]
    ) as binance:
        account = binance.account(alice)
        for _ in range(3):
            await binance.send(market.Price(symbol="BTCUSDT"))
            await account.send(spot.OpenOrders(symbol="BTCUSDT"))
        metrics = binance.metrics()

    assert len(fake.calls(PRICE)) == 1
    assert len(fake.calls("GET /api/v3/openOrders")) == 3
    assert list(shelf.kept) == [market.Price(symbol="BTCUSDT")]
    assert [event for event in told if isinstance(event, CacheHit)] == [CacheHit(PRICE)] * 2
    assert metrics.cache_hit_ratio == pytest.approx(2 / 3)


async def test_a_fetch_for_the_cache_is_tried_again_like_any_read(
    fake: Any, now: Any, retry: Any
) -> None:
    fake.says(PRICE, b"", status=502)
    fake.says(PRICE, {"symbol": "BTCUSDT", "price": "1"})
    async with Binance(
        Hosts.sandbox(),
        transport=httpx.ASGITransport(fake.app()),
        now=now,
        cache=Shelf(),
        retry=retry,
    ) as binance:
        await binance.send(market.Price(symbol="BTCUSDT"))

    assert len(fake.calls(PRICE)) == 2


async def test_what_the_cache_cannot_read_is_not_quoted(fake: Any, now: Any) -> None:
    fake.says(PRICE, {"symbol": "BTCUSDT", "price": "canary"})
    async with Binance(
        Hosts.sandbox(), transport=httpx.ASGITransport(fake.app()), now=now, cache=Shelf()
    ) as binance:
        with pytest.raises(errors.Unreadable) as unreadable:
            await binance.send(market.Price(symbol="BTCUSDT"))

    assert "canary" not in repr(unreadable.value)
    assert unreadable.value.__context__ is None
