"""Weights, order counts, and what comes of ignoring them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.exchange.wire.pools import RAW_REQUESTS, SPOT

if TYPE_CHECKING:
    import httpx

    from sandbox.exchange import Exchange
    from tests.sandbox.exchange.conftest import Hand, Trader

USED = "X-MBX-USED-WEIGHT-1M"


def spend(exchange: Exchange, weight: int) -> None:
    exchange._core.weights.charge("127.0.0.1", SPOT, weight)


@pytest.mark.parametrize(
    ("query", "weight"),
    [
        ("ping", 1),
        ("time", 1),
        ("exchangeInfo?symbol=BTCUSDT", 20),
        ("depth?symbol=BTCUSDT", 5),
        ("depth?symbol=BTCUSDT&limit=101", 25),
        ("depth?symbol=BTCUSDT&limit=1000", 50),
        ("depth?symbol=BTCUSDT&limit=1001", 250),
        ("trades?symbol=BTCUSDT", 25),
        ("historicalTrades?symbol=BTCUSDT", 25),
        ("aggTrades?symbol=BTCUSDT", 4),
        ("klines?symbol=BTCUSDT&interval=1m", 2),
        ("uiKlines?symbol=BTCUSDT&interval=1m", 2),
        ("avgPrice?symbol=BTCUSDT", 2),
        ("ticker/24hr?symbol=BTCUSDT", 2),
        ("ticker/24hr?symbols=%5B%22BTCUSDT%22%5D", 2),
        ("ticker/24hr", 80),
        ("ticker/price?symbol=BTCUSDT", 2),
        ("ticker/price", 4),
        ("ticker/bookTicker", 4),
    ],
)
async def test_market_data_weighs_what_is_documented(
    http: httpx.AsyncClient, query: str, weight: int
) -> None:
    answer = await http.get(f"/api/v3/{query}")

    assert answer.headers[USED] == answer.headers["X-MBX-USED-WEIGHT"] == str(weight)


@pytest.mark.parametrize(
    ("path", "params", "weight"),
    [
        ("account", {}, 20),
        ("order", {"symbol": "BTCUSDT", "orderId": 1}, 4),
        ("openOrders", {}, 80),
        ("openOrders", {"symbol": "BTCUSDT"}, 6),
        ("allOrders", {"symbol": "BTCUSDT"}, 20),
        ("myTrades", {"symbol": "BTCUSDT"}, 20),
        ("myTrades", {"symbol": "BTCUSDT", "orderId": 1}, 5),
        ("rateLimit/order", {}, 40),
    ],
)
async def test_account_data_weighs_what_is_documented(
    alice: Trader, path: str, params: dict[str, str], weight: int
) -> None:
    answer = await alice.send("GET", f"/api/v3/{path}", **params)

    assert answer.headers[USED] == str(weight)


async def test_orders_that_succeed_are_free_and_others_are_not(alice: Trader) -> None:
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET"}

    placed = await alice.send("POST", "/api/v3/order", **order, quantity="0.01")
    refused = await alice.send("POST", "/api/v3/order", **order, quantity="100")

    assert (placed.headers[USED], refused.headers[USED]) == ("0", "1")


async def test_sapi_endpoints_have_pools_of_their_own(alice: Trader) -> None:
    answer = await alice.send("GET", "/sapi/v1/account/apiRestrictions")

    assert answer.headers["X-SAPI-USED-IP-WEIGHT-1M"] == "1"
    assert USED not in answer.headers


async def test_weight_is_counted_by_the_minute_of_the_clock(
    http: httpx.AsyncClient, clock: Hand
) -> None:
    clock.at += 59.9
    await http.get("/api/v3/ping")
    clock.at += 0.1

    assert (await http.get("/api/v3/ping")).headers[USED] == "1"


async def test_too_much_weight_waits_for_the_next_minute(
    exchange: Exchange, http: httpx.AsyncClient, clock: Hand
) -> None:
    clock.at += 20.5
    spend(exchange, 6_000)

    refused = await http.get("/api/v3/ping")
    clock.at += 39.5
    after = await http.get("/api/v3/ping")

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "40"
    assert refused.json() == {
        "code": -1003,
        "msg": "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. "
        "Please use WebSocket Streams for live updates to avoid polling the API.",
    }
    assert after.status_code == 200


async def test_who_ignores_429_is_banned_longer_each_time(
    exchange: Exchange, http: httpx.AsyncClient, clock: Hand
) -> None:
    bans = []
    for _ in range(3):
        spend(exchange, 6_000)
        while (answer := await http.get("/api/v3/ping")).status_code == 429:
            pass
        assert answer.status_code == 418
        bans.append(int(answer.headers["Retry-After"]))
        until = int((clock.at + bans[-1]) * 1000)
        assert answer.json()["msg"].startswith(
            f"Way too much request weight used; IP banned until {until}."
        )
        clock.at += bans[-1]

    assert bans == [120, 240, 480]


async def test_unfilled_orders_are_counted_until_they_are_filled(
    alice: Trader, clock: Hand
) -> None:
    resting = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}

    first = await alice.send("POST", "/api/v3/order", **resting, quantity="0.01", price="60000")
    await alice.order(symbol="BTCUSDT", side="SELL", type="MARKET", quantity="0.01")
    ten_seconds, day = await alice.get("/api/v3/rateLimit/order")
    clock.at += 10
    later, _ = await alice.get("/api/v3/rateLimit/order")

    assert first.headers["X-MBX-ORDER-COUNT-10S"] == "1"
    assert first.headers["X-MBX-ORDER-COUNT-1D"] == "1"
    assert (ten_seconds["count"], day["count"], later["count"]) == (1, 1, 0)
    assert (ten_seconds["interval"], ten_seconds["limit"]) == ("SECOND", 100)


async def test_too_many_orders_wait_for_the_next_ten_seconds(alice: Trader) -> None:
    for _ in range(100):
        await alice.limit("BUY", "0.0001", "60000")

    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    answer = await alice.send("POST", "/api/v3/order", **order)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "10"
    assert answer.json() == {
        "code": -1015,
        "msg": "Too many new orders; current limit is 100 orders per 10 SECOND.",
    }


async def test_requests_to_spot_are_counted_however_little_they_weigh(
    exchange: Exchange, http: httpx.AsyncClient, clock: Hand
) -> None:
    exchange._core.weights.add("127.0.0.1", RAW_REQUESTS, 299_999)
    await http.get("/api/v3/ping")

    refused = await http.get("/api/v3/ping")
    clock.at += 300

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "300")
    assert refused.json() == {"code": -1003, "msg": "Too many requests queued."}
    assert (await http.get("/api/v3/ping")).status_code == 200
