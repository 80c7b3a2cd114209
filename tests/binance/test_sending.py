"""The client against a scripted Binance."""

import asyncio
import logging
from decimal import Decimal
from typing import Any

import httpx
import pytest

from binance import Binance, HmacKey, Hosts, Priority, errors
from binance.backoff import Fixed
from binance.breaker import BreakerState
from binance.dispatch import usual_priority
from binance.hooks import HookEvent, RequestDone, Retried, Stopped
from binance.limits import MemoryBans
from binance.models.orders import OrderType, Side
from binance.private import asset, margin, spot
from binance.public import spot as market
from binance.request import Private, Security
from binance.retry import Retry

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
ORDER = "POST /api/v3/order"
FUTURES_ORDER = "POST /fapi/v1/order"
PRICE = "GET /api/v3/ticker/price"
ACCOUNT = "GET /api/v3/account"


def sell() -> spot.NewOrder:
    return spot.NewOrder(
        symbol="BTCUSDT", side=Side.SELL, type=OrderType.MARKET, quantity=Decimal("0.10")
    )


async def test_a_price_is_read(binance: Binance, fake: Any) -> None:
    fake.says(PRICE, {"symbol": "BTCUSDT", "price": "67123.40000000", "new": 1})

    ticker = await binance.send(market.Price(symbol="BTCUSDT"))

    assert ticker.price == Decimal("67123.4")
    assert fake.seen[0].query == "symbol=BTCUSDT"
    assert "x-mbx-apikey" not in fake.seen[0].headers


async def test_an_order_travels_signed_in_the_body(
    binance: Binance, fake: Any, alice: HmacKey, filled: dict[str, Any]
) -> None:
    fake.says(ORDER, filled)
    order = sell()

    result = await binance.account(alice).send(order, priority=Priority.HIGH)

    seen = fake.seen[0]
    payload, _, signature = seen.body.rpartition("&signature=")
    assert seen.query == ""
    assert alice.sign(payload) == signature
    assert seen.headers["x-mbx-apikey"] == alice.api_key
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"
    assert seen.params["newClientOrderId"] == order.new_client_order_id
    assert seen.params["recvWindow"] == "5000"
    assert result.average_price == Decimal("3998.2")


def test_an_account_is_known_by_a_name_that_is_not_its_key(
    binance: Binance, alice: HmacKey
) -> None:
    account = binance.account(alice)

    assert account.owner == binance.account(alice).owner
    assert account.owner not in alice.api_key
    assert alice.api_key not in account.owner
    assert binance.account(alice, owner="alice").owner == "alice"


async def test_reading_and_cancelling_travel_in_the_query(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.says("DELETE /api/v3/order", {"code": -2011, "msg": "Unknown order sent."}, status=400)

    with pytest.raises(errors.NoSuchOrder):
        await binance.account(alice).send(spot.CancelOrder(symbol="BTCUSDT", order_id=1))

    assert fake.seen[0].body == ""
    assert fake.seen[0].params["orderId"] == "1"


async def test_a_read_is_tried_again_and_signed_anew(
    binance: Binance, fake: Any, alice: HmacKey, now: Any
) -> None:
    fake.says(ACCOUNT, b"", status=502)
    fake.says(ACCOUNT, {"code": -1001, "msg": "Internal error"}, status=400)
    fake.says(ACCOUNT, _account())
    now.at += 0.123

    account = await binance.account(alice).send(spot.GetAccount())

    assert account.balances[0].total == Decimal(3)
    assert len(fake.calls(ACCOUNT)) == 3


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, b""),
        (503, {"code": -1008, "msg": "Server is currently overloaded"}),
        (400, {"code": -1007, "msg": "Timeout waiting for response"}),
        (200, b"<garbage"),
        (200, {"symbol": "BTCUSDT"}),
        (400, {"code": -2010, "msg": "Duplicate order sent."}),
    ],
)
async def test_an_order_whose_fate_is_unknown_leaves_once(
    binance: Binance, fake: Any, alice: HmacKey, status: int, answer: Any
) -> None:
    fake.says(ORDER, answer, status=status)

    with pytest.raises(errors.Unknown):
        await binance.account(alice).send(sell())

    assert len(fake.calls(ORDER)) == 1


async def test_an_order_without_an_answer_is_unknown_and_says_what_to_ask_for(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.fails(ORDER, httpx.ReadTimeout("late"))
    order = sell()

    with pytest.raises(errors.Unknown) as unknown:
        await binance.account(alice).send(order)

    assert len(fake.calls(ORDER)) == 1
    assert unknown.value.endpoint == ORDER
    assert unknown.value.symbol == "BTCUSDT"
    assert unknown.value.client_order_id == order.new_client_order_id


class FuturesOrder(
    Private[dict[str, Any]], endpoint="POST /fapi/v1/order", security=Security.TRADE, orders=1
):
    symbol: str = "BTCUSDT"
    new_client_order_id: str = "mine"


async def test_an_order_that_was_certainly_not_carried_out_is_sent_again_signed_anew(
    fake: Any, now: Any, alice: HmacKey, retry: Retry
) -> None:
    told: list[HookEvent] = []
    fake.says(FUTURES_ORDER, {"code": -1000, "msg": "Service Unavailable."}, status=503)
    fake.says(FUTURES_ORDER, {"orderId": 1})
    transport = httpx.ASGITransport(fake.app())
    async with Binance(
        Hosts.sandbox(),
        transport=transport,
        now=lambda: now.at + len(fake.seen),
        retry=retry,
        hooks=[told.append],
    ) as binance:
        await binance.account(alice).send(FuturesOrder())

    first, second = (seen.params for seen in fake.calls(FUTURES_ORDER))
    assert int(second["timestamp"]) - int(first["timestamp"]) == 1000
    assert first["signature"] != second["signature"]
    assert first["newClientOrderId"] == second["newClientOrderId"] == "mine"
    assert Retried("fapi", "POST", "/fapi/v1/order", 1, 0.0, "Busy") in told


async def test_the_same_words_do_not_make_a_spot_order_leave_twice(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.says(ORDER, {"code": -1000, "msg": "Service Unavailable."}, status=503)

    with pytest.raises(errors.Unknown):
        await binance.account(alice).send(sell())

    assert len(fake.calls(ORDER)) == 1


async def test_the_futures_clock_is_asked_of_the_futures(
    binance: Binance, fake: Any, alice: HmacKey, now: Any
) -> None:
    late = {"code": -5028, "msg": "Timestamp for this request is outside of the ME recvWindow."}
    fake.says(FUTURES_ORDER, late, status=400)
    fake.says(FUTURES_ORDER, {"orderId": 1})
    fake.says("GET /fapi/v1/time", {"serverTime": int((now() + 3) * 1000)})

    await binance.account(alice).send(FuturesOrder())

    first, second = (int(seen.params["timestamp"]) for seen in fake.calls(FUTURES_ORDER))
    assert second - first == 3000
    assert binance.clock.offset == 0


async def test_a_clock_that_was_set_is_compared_before_the_next_request(
    binance: Binance, fake: Any, alice: HmacKey, now: Any, filled: dict[str, Any]
) -> None:
    ticks = now()
    binance.clock._ticks = lambda: ticks  # the one that nobody sets
    await binance.resync()
    now.at += 3600
    fake.ahead = -3600
    fake.says(ORDER, filled)

    await binance.account(alice).send(sell())

    assert fake.calls(ORDER)[0].params["timestamp"] == str(int(ticks * 1000))


async def test_an_order_that_found_no_connection_was_not_sent(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.fails(ORDER, httpx.ConnectError("refused"))

    with pytest.raises(errors.Unreachable):
        await binance.account(alice).send(sell())

    assert binance.limits.spot.used == 0


async def test_a_wrong_clock_is_set_and_the_request_signed_once_more(
    binance: Binance, fake: Any, alice: HmacKey, filled: dict[str, Any], now: Any
) -> None:
    skewed = {"code": -1021, "msg": "Timestamp for this request is outside of the recvWindow."}
    fake.ahead = 7.5
    fake.says(ORDER, skewed, status=400)
    fake.says(ORDER, filled)

    await binance.account(alice).send(sell())

    first, second = (int(seen.params["timestamp"]) for seen in fake.calls(ORDER))
    assert second - first == 7500
    assert first == int(now() * 1000)


async def test_a_clock_that_stays_wrong_is_reported(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    skewed = {"code": -1021, "msg": "Timestamp for this request is outside of the recvWindow."}
    fake.says(ORDER, skewed, status=400)

    with pytest.raises(errors.ClockSkew):
        await binance.account(alice).send(sell())

    assert len(fake.calls(ORDER)) == 2


async def test_a_clock_that_cannot_be_read_leaves_no_doubt_about_the_order(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    skewed = {"code": -1021, "msg": "Timestamp for this request is outside of the recvWindow."}
    fake.says(ORDER, skewed, status=400)
    fake.says("GET /api/v3/time", b"", status=503)

    with pytest.raises(errors.ClockSkew):
        await binance.account(alice).send(sell())

    assert len(fake.calls(ORDER)) == 1


async def test_after_a_ban_nothing_is_sent_to_that_pool(
    fake: Any, now: Any, alice: HmacKey
) -> None:
    told: list[HookEvent] = []
    bans = MemoryBans()
    transport = httpx.ASGITransport(fake.app())
    fake.says(
        PRICE,
        {"code": -1003, "msg": "Way too much request weight used; IP banned until ..."},
        status=418,
        headers={"Retry-After": "300"},
    )
    async with Binance(
        Hosts.sandbox(), transport=transport, now=now, bans=bans, hooks=[told.append]
    ) as binance:
        with pytest.raises(errors.RateLimited) as banned:
            await binance.send(market.Price(symbol="BTCUSDT"))
        with pytest.raises(errors.RateLimited):
            await binance.account(alice).send(sell(), priority=Priority.CRITICAL)

    assert banned.value.retry_after == 300
    assert len(fake.seen) == 1
    stopped = [event for event in told if isinstance(event, Stopped)]
    assert [one.until for one in stopped] == [now() + 300]
    async with Binance(Hosts.sandbox(), transport=transport, now=now, bans=bans) as restarted:
        with pytest.raises(errors.RateLimited):
            await restarted.send(market.Ping())
        assert restarted.health().pools[0].stopped_until == now() + 300
    assert len(fake.seen) == 1


async def test_too_many_orders_of_one_account_stop_nobody_else(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.says(ORDER, {"code": -1015, "msg": "Too many new orders."}, status=429)
    fake.says(PRICE, {"symbol": "BTCUSDT", "price": "1"})

    with pytest.raises(errors.TooManyOrders):
        await binance.account(alice).send(sell())

    await binance.send(market.Price(symbol="BTCUSDT"))


async def test_one_order_too_many_in_place_of_another_silences_nobody_else(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    too_many = {"code": -1015, "msg": "Too many new orders."}
    data = {
        "cancelResult": "SUCCESS",
        "newOrderResult": "FAILURE",
        "newOrderResponse": too_many,
    }
    partly = {"code": -2021, "msg": "Order cancel-replace partially failed.", "data": data}
    fake.says("POST /api/v3/order/cancelReplace", partly, status=429)
    fake.says(PRICE, {"symbol": "BTCUSDT", "price": "1"})
    other = spot.CancelReplace(
        **sell().model_dump(),
        cancel_replace_mode=spot.CancelReplaceMode.STOP_ON_FAILURE,
        order_rate_limit_exceeded_mode=spot.OrderRateLimitExceededMode.CANCEL_ONLY,
        cancel_order_id=5,
    )

    with pytest.raises(errors.HalfDone) as half:
        await binance.account(alice).send(other)
    await binance.send(market.Price(symbol="BTCUSDT"))

    assert (half.value.cancelled, half.value.placed) == (True, False)


async def test_what_others_use_behind_our_address_is_counted(binance: Binance, fake: Any) -> None:
    fake.says("GET /api/v3/ping", {}, headers={"X-MBX-USED-WEIGHT-1M": "4321"})

    await binance.send(market.Ping())

    assert binance.limits.spot.used == 4321


async def test_a_filled_order_costs_nothing_and_a_refused_one_does(
    binance: Binance, fake: Any, alice: HmacKey, filled: dict[str, Any]
) -> None:
    fake.says(ORDER, filled)
    fake.says(ORDER, {"code": -2010, "msg": "Market is closed."}, status=400)
    account = binance.account(alice)

    await account.send(sell())
    assert binance.limits.spot.used == 0
    with pytest.raises(errors.OrderRejected):
        await account.send(sell())

    assert binance.limits.spot.used == 1


async def test_a_cancelled_call_stays_counted_but_is_out_no_more(
    binance: Binance, fake: Any
) -> None:
    arrived = asyncio.Event()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            arrived.set()
            await asyncio.Event().wait()
            raise AssertionError

    async with Binance(Hosts.sandbox(), transport=Slow()) as slow:
        call = asyncio.ensure_future(slow.send(market.Ping()))
        await arrived.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

        assert slow.limits.spot.used == 1
        assert slow.limits.unsettled == 0


async def test_an_answer_that_cannot_be_read_is_not_quoted(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.says(ACCOUNT, _account() | {"canTrade": "canary"})

    with pytest.raises(errors.Unreadable, match="canTrade") as unreadable:
        await binance.account(alice).send(spot.GetAccount())

    assert "canary" not in repr(unreadable.value)
    assert unreadable.value.__context__ is None


async def test_where_there_is_no_sapi_it_is_said(fake: Any, alice: HmacKey) -> None:
    transport = httpx.ASGITransport(fake.app())
    async with Binance(Hosts.testnet(), transport=transport) as binance:
        with pytest.raises(errors.NotAvailable, match="testnet has no /sapi"):
            await binance.account(alice).send(asset.ApiRestrictions())

    assert not fake.seen


async def test_a_failing_api_is_left_alone_but_not_the_others(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.says(ORDER, b"", status=500)
    fake.says("GET /sapi/v1/account/apiRestrictions", _restrictions())
    account = binance.account(alice)
    for _ in range(10):
        with pytest.raises(errors.Unknown):
            await account.send(sell())

    with pytest.raises(errors.BreakerOpen):
        await account.send(sell())

    await account.send(asset.ApiRestrictions())
    assert len(fake.calls(ORDER)) == 10
    assert binance.health().breakers == {"api": BreakerState.OPEN, "sapi": BreakerState.CLOSED}


def test_there_is_no_breaker_for_what_is_not_there(binance: Binance) -> None:
    with pytest.raises(errors.NotAvailable):
        binance.breaker("spot")


async def test_a_crowd_waiting_for_an_api_to_recover_sends_it_no_more_than_the_permits(
    binance: Binance, fake: Any, now: Any, retry: Retry
) -> None:
    fake.says("GET /api/v3/ping", {})
    binance.breaker("api").open()
    binance.breaker("api").close()
    for _ in range(10):
        with pytest.raises(errors.Unknown), binance.breaker("api").permit():
            raise errors.Unknown("HTTP 503")
    now.at += 15

    answers = await asyncio.gather(
        *(binance.send(market.Ping()) for _ in range(1000)), return_exceptions=True
    )

    assert len(fake.seen) == 3
    assert (binance.limits.spot.used, binance.limits.unsettled) == (3, 0)
    assert sum(isinstance(answer, errors.BreakerOpen) for answer in answers) == 997
    assert binance.breaker("api").state is BreakerState.CLOSED


async def test_a_cancellation_may_leave_while_the_api_is_left_alone(
    binance: Binance, fake: Any, alice: HmacKey, now: Any
) -> None:
    for _ in range(10):
        with pytest.raises(errors.Unknown), binance.breaker("api").permit():
            raise errors.Unknown("HTTP 503")
    fake.says("DELETE /api/v3/order", {"code": -2011, "msg": "Unknown order sent."}, status=400)
    cancel = spot.CancelOrder(symbol="BTCUSDT", order_id=1)
    now.at += 2

    with pytest.raises(errors.BreakerOpen):
        await binance.send(market.Ping())
    with pytest.raises(errors.NoSuchOrder):
        await binance.account(alice).send(cancel)

    assert binance.breaker("api").state is BreakerState.HALF_OPEN


@pytest.mark.parametrize(
    ("request_", "priority"),
    [
        (spot.CancelOrder(symbol="BTCUSDT", order_id=1), Priority.CRITICAL),
        (margin.CancelOpenOrders(symbol="BTCUSDT"), Priority.CRITICAL),
        (FuturesOrder(), Priority.HIGH),
        (
            margin.NewOrder(
                symbol="BTCUSDT", side=Side.BUY, type=OrderType.MARKET, quantity=Decimal(1)
            ),
            Priority.HIGH,
        ),
        (
            spot.TestOrder(
                symbol="BTCUSDT", side=Side.BUY, type=OrderType.MARKET, quantity=Decimal(1)
            ),
            Priority.NORMAL,
        ),
        (market.Ping(), Priority.NORMAL),
    ],
)
def test_what_moves_money_goes_first(request_: Any, priority: Priority) -> None:
    assert usual_priority(request_) is priority


async def test_a_refused_key_trips_its_owner_only(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.says(ACCOUNT, {"code": -2015, "msg": "Invalid API-key."}, status=401)
    refused, other = binance.account(alice), binance.account(HmacKey(KEY[::-1], SECRET))
    for _ in range(4):
        with pytest.raises(errors.BadKey):
            await refused.send(spot.GetAccount())

    with pytest.raises(errors.BadKey):
        await other.send(spot.GetAccount())

    assert len(fake.calls(ACCOUNT)) == 4
    assert fake.seen[-1].headers["x-mbx-apikey"] == KEY[::-1]


async def test_symbols_are_fetched_once_for_all_who_ask(
    binance: Binance, fake: Any, rule: Any, now: Any
) -> None:
    fake.says("GET /api/v3/exchangeInfo", _exchange_info(rule("BTCUSDT")))

    found = await asyncio.gather(*(binance.symbols() for _ in range(20)))
    now.at += 3599
    await binance.symbols()

    assert len(fake.seen) == 1
    assert fake.seen[0].query == "showPermissionSets=false"
    assert found[0]["BTCUSDT"].base_asset == "BTC"
    assert binance.limits.spot.limit == 1200


async def test_symbols_are_asked_for_before_their_time_twice_a_minute_at_most(
    binance: Binance, fake: Any, rule: Any, now: Any
) -> None:
    fake.says("GET /api/v3/exchangeInfo", _exchange_info(rule("BTCUSDT")))
    fake.says("GET /api/v3/exchangeInfo", _exchange_info(rule("BTCUSDT"), rule("NEWUSDT")))
    fake.says("GET /api/v3/exchangeInfo", _exchange_info(rule("NEWUSDT")))
    await binance.symbols()

    now.at += 29
    assert "NEWUSDT" not in await binance.symbols_anew()
    now.at += 1
    assert "NEWUSDT" in await binance.symbols_anew()
    assert "BTCUSDT" not in await binance.symbols_anew(pause=0)
    assert len(fake.seen) == 3


async def test_old_symbols_are_better_than_none(
    binance: Binance, fake: Any, rule: Any, now: Any
) -> None:
    fake.says("GET /api/v3/exchangeInfo", _exchange_info(rule("BTCUSDT")))
    await binance.symbols()
    now.at += 3600
    fake.says("GET /api/v3/exchangeInfo", b"", status=500)
    fake.says("GET /api/v3/exchangeInfo", b"", status=500)

    assert "BTCUSDT" in await binance.symbols()


async def test_run_keeps_the_clock_and_the_symbols(
    binance: Binance, fake: Any, rule: Any, eventually: Any
) -> None:
    fake.ahead = -2.5
    fake.says("GET /api/v3/exchangeInfo", _exchange_info(rule("BTCUSDT")))

    running = asyncio.ensure_future(binance.run())
    await eventually(lambda: len(fake.seen) == 4)  # the time three times, and the symbols
    running.cancel()

    assert binance.health().clock_offset == -2.5


async def test_observers_see_attempts_and_never_parameters(
    fake: Any, now: Any, alice: HmacKey, filled: dict[str, Any]
) -> None:
    told: list[HookEvent] = []
    fake.says(ORDER, filled)
    transport = httpx.ASGITransport(fake.app())
    async with Binance(Hosts.sandbox(), transport=transport, now=now, hooks=[told.append]) as b:
        await b.account(alice).send(sell())

    assert RequestDone("api", "POST", "/api/v3/order", 200, None, 0.0, 1) in told
    assert not any(word in repr(told) for word in ("BTCUSDT", KEY, "bt-"))


async def test_a_broken_observer_makes_no_order_look_failed(
    fake: Any, now: Any, alice: HmacKey, filled: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(event: HookEvent) -> None:
        raise RuntimeError("observer")

    fake.says(ORDER, filled)
    transport = httpx.ASGITransport(fake.app())
    async with Binance(Hosts.sandbox(), transport=transport, now=now, hooks=[broken]) as binance:
        await binance.account(alice).send(sell())

    assert "an observer failed on RequestDone" in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("canary"),
        httpx.ConnectError("canary"),
        httpx.RemoteProtocolError("canary"),
        OSError("canary"),
    ],
)
async def test_no_error_and_no_log_line_bears_a_secret(
    fake: Any, alice: HmacKey, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="binance")
    fake.fails(ACCOUNT, error)
    transport = httpx.ASGITransport(fake.app())

    async with Binance(
        Hosts.sandbox(), transport=transport, retry=Retry(Fixed(first=0))
    ) as binance:
        account = binance.account(alice)
        with pytest.raises(errors.BinanceError) as failed:
            await account.send(spot.GetAccount())

    signature = fake.seen[-1].params["signature"]
    ours = [record for record in caplog.records if record.name.startswith("binance")]
    told = f"{failed.value!r} {failed.value} {account!r} {[r.getMessage() for r in ours]}"
    assert failed.value.__context__ is None
    assert failed.value.__cause__ is None
    assert not any(word in told for word in (SECRET, KEY, signature, "canary", "omitZero"))


async def test_many_calls_share_the_minute(binance: Binance, fake: Any) -> None:
    fake.says("GET /api/v3/ping", {})

    await asyncio.gather(*(binance.send(market.Ping()) for _ in range(200)))

    assert binance.limits.spot.used == 200


def _account() -> dict[str, Any]:
    return {
        "makerCommission": 15,
        "takerCommission": 15,
        "buyerCommission": 0,
        "sellerCommission": 0,
        "canTrade": True,
        "canWithdraw": False,
        "canDeposit": True,
        "updateTime": 123456789,
        "accountType": "SPOT",
        "balances": [{"asset": "BTC", "free": "1.00000000", "locked": "2.00000000"}],
        "permissions": ["SPOT"],
        "uid": 354937868,
    }


def _restrictions() -> dict[str, Any]:
    return {"ipRestrict": True, "createTime": 1623840271000, "enableReading": True}


def _exchange_info(*symbols: dict[str, Any]) -> dict[str, Any]:
    weight = {
        "rateLimitType": "REQUEST_WEIGHT",
        "interval": "MINUTE",
        "intervalNum": 1,
        "limit": 1200,
    }
    return {"serverTime": 1565246363776, "rateLimits": [weight], "symbols": list(symbols)}
