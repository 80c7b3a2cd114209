"""What becomes of events: lines of a log, and metrics for Prometheus."""

import json
import logging
from decimal import Decimal
from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from binance import Binance, HmacKey, Hosts, Priority, errors
from binance.breaker import BreakerState
from binance.hooks import (
    BreakerChanged,
    CacheHit,
    Firewalled,
    Foreign,
    Hook,
    HookEvent,
    RequestDone,
    Resumed,
    Retried,
    Shed,
    Stopped,
    Waited,
)
from binance.observers import logs
from binance.observers.prometheus import PrometheusObserver
from binance.private.spot import NewOrder
from binance.public import spot

ORDER = "POST", "/api/v3/order"
EVENTS: list[tuple[HookEvent, int, str]] = [
    (
        RequestDone("api", *ORDER, status=200, error=None, seconds=0.0123, weight=1),
        logging.DEBUG,
        "POST /api/v3/order: 200 after 0.012 s",
    ),
    (
        RequestDone("api", *ORDER, status=400, error="OrderRejected", seconds=0.5, weight=1),
        logging.INFO,
        "POST /api/v3/order: 400 OrderRejected after 0.500 s",
    ),
    (
        RequestDone("api", *ORDER, status=None, error="Unreachable", seconds=3, weight=1),
        logging.INFO,
        "POST /api/v3/order: no answer Unreachable after 3.000 s",
    ),
    (
        Retried("api", "GET", "/api/v3/time", number=1, pause=0.25, error="Unreachable"),
        logging.INFO,
        "GET /api/v3/time: Unreachable, attempt 2 in 0.2 s",
    ),
    (CacheHit("GET /api/v3/time"), logging.DEBUG, "GET /api/v3/time: from the cache"),
    (
        BreakerChanged("fapi", BreakerState.HALF_OPEN),
        logging.WARNING,
        "the breaker of /fapi is half_open",
    ),
    (BreakerChanged("fapi", BreakerState.CLOSED), logging.INFO, "the breaker of /fapi is closed"),
    (
        Waited("live spot", 1.5, granted=True, priority=Priority.HIGH),
        logging.DEBUG,
        "live spot: a high request got room after 1.500 s",
    ),
    (
        Waited("live spot", 10.0, granted=False, priority=Priority.LOW),
        logging.INFO,
        "live spot: a low request got no room after 10.000 s",
    ),
    (
        Stopped("live spot", 1_700_000_000, "banned"),
        logging.WARNING,
        "live spot: banned, silent until 22:13:20 UTC",
    ),
    (
        Firewalled("live spot", 1_700_000_000),
        logging.ERROR,
        "live spot: refused by the firewall, silent until 22:13:20 UTC",
    ),
    (Resumed("live spot"), logging.INFO, "live spot: answers again"),
    (
        Foreign("live spot", 0.25),
        logging.WARNING,
        "live spot: somebody else at our address uses 25%",
    ),
    (
        Shed("live spot", Priority.LOW),
        logging.WARNING,
        "live spot: too many wait, a low one was shed",
    ),
]


@pytest.mark.parametrize(("event", "level", "line"), EVENTS)
def test_every_event_is_one_line(
    event: HookEvent, level: int, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="binance.events"):
        logs.write(event)

    assert [(one.levelno, one.getMessage()) for one in caplog.records] == [(level, line)]


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def observer(registry: CollectorRegistry) -> PrometheusObserver:
    return PrometheusObserver(registry)


def test_every_event_is_counted(observer: PrometheusObserver, registry: CollectorRegistry) -> None:
    for event, _, _ in EVENTS:
        observer(event)

    value = registry.get_sample_value
    endpoint = {"api": "api", "method": "POST", "path": "/api/v3/order"}
    pool = {"pool": "live spot"}
    for outcome in ("ok", "OrderRejected", "Unreachable"):
        assert value("binance_requests_total", endpoint | {"outcome": outcome}) == 1
    assert value("binance_request_seconds_count", endpoint) == 3
    assert value("binance_request_weight_total", {"api": "api"}) == 3
    assert value("binance_retries_total", {"api": "api", "error": "Unreachable"}) == 1
    assert value("binance_cache_hits_total", {"method": "GET", "path": "/api/v3/time"}) == 1
    breaker = {"api": "fapi", "binance_breaker_state": "CLOSED"}
    assert value("binance_breaker_state", breaker) == 1
    waited = pool | {"priority": "HIGH", "granted": "true"}
    assert value("binance_limit_wait_seconds_sum", waited) == 1.5
    assert value("binance_limit_stops_total", pool | {"reason": "banned"}) == 1
    assert value("binance_limit_stops_total", pool | {"reason": "firewall"}) == 1
    assert value("binance_limit_silent_until_timestamp_seconds", pool) == 1_700_000_000
    assert value("binance_limit_resumed_total", pool) == 1
    assert value("binance_limit_foreign_ratio", pool) == 0.25
    assert value("binance_limit_shed_total", pool | {"priority": "LOW"}) == 1


def test_accounts_are_not_told_apart(
    observer: PrometheusObserver, registry: CollectorRegistry
) -> None:
    for account in ("1f2e", "3d4c"):
        observer(Stopped(f"live POST /sapi/v1/margin/order UID #{account}", 1.0, "rate limited"))

    labels = {"pool": "live POST /sapi/v1/margin/order UID", "reason": "rate limited"}
    assert registry.get_sample_value("binance_limit_stops_total", labels) == 2


async def test_neither_logs_nor_metrics_show_a_parameter_a_user_or_a_key(
    fake: Any,
    alice: HmacKey,
    observer: PrometheusObserver,
    registry: CollectorRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fake.says("POST /api/v3/order", {"code": -2010, "msg": "no canary"}, status=400)
    fake.says("GET /api/v3/ticker/price", {"symbol": "BTCUSDT", "price": "1"})
    order = NewOrder(
        symbol="CANARY", side="BUY", type="MARKET", quantity=Decimal("0.987654"),
        new_client_order_id="canary-order",
    )  # fmt: skip
    transport = httpx.ASGITransport(fake.app())
    hooks: list[Hook] = [observer, logs.write]

    with caplog.at_level(logging.DEBUG, logger="binance"):
        async with Binance(Hosts.sandbox(), transport=transport, hooks=hooks) as binance:
            account = binance.account(alice, owner="canary-user")
            with pytest.raises(errors.OrderRejected):
                await account.send(order)
            await binance.send(spot.Price(symbol="CANARY"), owner="canary-user")

    seen = caplog.text + generate_latest(registry).decode() + json.dumps(caplog.messages)
    assert "/api/v3/order" in seen
    assert "canary" not in seen.lower()
    assert "0.987654" not in seen
    assert alice.api_key not in seen
