"""What the last minutes looked like."""

from typing import Any

import httpx
import pytest

from binance import Binance, HmacKey, Hosts, errors
from binance.hooks import CacheHit, RequestDone, Retried
from binance.metrics import Meter
from binance.private import spot
from binance.public import spot as market


def done(api: str, seconds: float, status: int | None = 200) -> RequestDone:
    return RequestDone(api, "GET", "/x", status, None, seconds, 1)


def test_latencies_are_told_by_family(now: Any) -> None:
    meter = Meter(now)
    for hundredths in range(1, 101):
        meter(done("api", hundredths / 100))
    meter(done("fapi", 3.0, status=None))

    families = meter.families()

    assert (families["api"].p50, families["api"].p99) == (0.5, 0.99)
    assert (families["api"].requests, families["api"].failed) == (100, 0)
    assert (families["fapi"].requests, families["fapi"].failed) == (1, 1)


def test_what_is_long_ago_counts_no_more(now: Any) -> None:
    meter = Meter(now)
    meter(done("api", 9.0))
    now.at += 301
    meter(done("api", 0.1))

    assert meter.families()["api"].p99 == 0.1
    now.at += 301
    assert meter.families()["api"].requests == 0


def test_hits_of_the_cache_are_a_share_of_what_it_was_asked(now: Any) -> None:
    meter = Meter(now)
    assert meter.cache_hit_ratio is None

    for _ in range(3):
        meter(CacheHit("GET /api/v3/ticker/price"))
    meter.cache_misses += 1

    assert meter.cache_hit_ratio == 0.75


async def test_the_client_tells_its_metrics(binance: Binance, fake: Any) -> None:
    fake.says("GET /api/v3/ping", b"", status=502)
    fake.says("GET /api/v3/ping", {})

    await binance.send(market.Ping())
    metrics = binance.metrics()

    assert (metrics.families["api"].requests, metrics.families["api"].failed) == (2, 1)
    assert metrics.retries == 1
    assert metrics.breakers == {"api": "CLOSED"}
    assert metrics.pools == binance.health().pools


async def test_a_refusal_is_an_answer_but_no_success(
    fake: Any, now: Any, alice: HmacKey, retry: Any
) -> None:
    told: list[Any] = []
    fake.says("GET /api/v3/order", {"code": -2013, "msg": "Order does not exist."}, status=400)
    transport = httpx.ASGITransport(fake.app())
    async with Binance(
        Hosts.sandbox(), transport=transport, now=now, retry=retry, hooks=[told.append]
    ) as binance:
        with pytest.raises(errors.NoSuchOrder):
            await binance.account(alice).send(spot.QueryOrder(symbol="BTCUSDT", order_id=1))

        assert binance.health().last_success_age is None

    requests = [event for event in told if isinstance(event, RequestDone)]
    assert [(one.status, one.error) for one in requests] == [(400, "NoSuchOrder")]
    assert not [event for event in told if isinstance(event, Retried)]
