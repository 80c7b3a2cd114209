"""Conditional orders on futures: they wait apart, are triggered, and become ordinary orders."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from futures_trading import FuturesTrader, move_spot

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire

ALGO, ORDER = "/fapi/v1/algoOrder", "/fapi/v1/order"


@pytest.fixture
async def dora(http: httpx.AsyncClient, hire: Hire) -> FuturesTrader:
    return await FuturesTrader.begin(http, hire)


async def test_a_stop_closes_the_position_when_its_price_is_reached(
    dora: FuturesTrader, http: httpx.AsyncClient
) -> None:
    await dora.market("BUY", "0.1")
    stop = await dora.algo(
        "SELL", "STOP_MARKET", triggerPrice="65000", closePosition="true", clientAlgoId="stop"
    )
    assert (stop["algoStatus"], stop["closePosition"], stop["quantity"]) == ("NEW", True, "0.000")
    assert await dora.get("/fapi/v1/openOrders") == []

    await move_spot(http, "65500")
    assert await dora.held() == Decimal("0.1")
    await move_spot(http, "64900")

    assert await dora.held() == 0
    found = await dora.get(ALGO, clientAlgoId="stop")
    order = await dora.get(ORDER, symbol="BTCUSDT", orderId=found["actualOrderId"])
    assert found["algoStatus"] == "FINISHED"
    assert (order["clientOrderId"], order["origType"]) == ("stop", "STOP_MARKET")
    assert (order["type"], order["closePosition"]) == ("MARKET", True)


async def test_after_a_fault_what_is_over_is_forgotten_and_what_it_became_is_found(
    dora: FuturesTrader, http: httpx.AsyncClient
) -> None:
    await dora.market("BUY", "0.1")
    for name, price in (("stop", "65000"), ("waits", "50000")):
        terms = {"triggerPrice": price, "quantity": "0.1", "clientAlgoId": name}
        await dora.algo("SELL", "STOP_MARKET", **terms)
    fault = {"match": {"path": ALGO}, "kind": "forgetting"}
    await http.post("/sandbox/faults", json=[fault])

    await move_spot(http, "64900")

    assert (await dora.get(ALGO, clientAlgoId="waits"))["algoStatus"] == "NEW"
    denied = await dora.trader.send("GET", ALGO, clientAlgoId="stop")
    assert (denied.status_code, denied.json()["code"]) == (400, -2013)
    order = await dora.get(ORDER, symbol="BTCUSDT", origClientOrderId="stop")
    assert order["status"] == "FILLED"
    assert (await dora.get(ALGO, clientAlgoId="stop"))["algoStatus"] == "FINISHED"


async def test_a_triggered_limit_order_waits_in_the_book(
    dora: FuturesTrader, http: httpx.AsyncClient
) -> None:
    terms = {"quantity": "0.01", "triggerPrice": "69000", "price": "70000"}
    algo = await dora.algo("SELL", "TAKE_PROFIT", workingType="MARK_PRICE", **terms)

    await move_spot(http, "69500")

    [order] = await dora.get("/fapi/v1/openOrders")
    assert (order["type"], order["origType"], order["price"]) == (
        "LIMIT",
        "TAKE_PROFIT",
        "70000.00",
    )
    found = await dora.get(ALGO, algoId=algo["algoId"])
    assert (found["algoStatus"], found["actualOrderId"]) == ("TRIGGERED", str(order["orderId"]))
    await dora.delete(ORDER, symbol="BTCUSDT", orderId=order["orderId"])
    found = await dora.get(ALGO, algoId=algo["algoId"])
    assert found["algoStatus"] == "FINISHED"


async def test_a_trailing_stop_follows_the_price(
    dora: FuturesTrader, http: httpx.AsyncClient
) -> None:
    await dora.market("BUY", "0.1")
    trail = {"quantity": "0.1", "callbackRate": "2", "activatePrice": "68000"}
    await dora.algo("SELL", "TRAILING_STOP_MARKET", **trail)

    await move_spot(http, "66000")  # not activated yet
    await move_spot(http, "70000")
    assert await dora.held() == Decimal("0.1")
    await move_spot(http, "69000")
    assert await dora.held() == Decimal("0.1")
    await move_spot(http, "68400")

    assert await dora.held() == 0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"triggerPrice": "80000"}, -2021),
        ({"type": "TAKE_PROFIT_MARKET"}, -2021),
        ({"triggerPrice": "60000.01"}, -4014),
        ({"type": "STOP"}, -1102),
        ({"type": "LIMIT"}, -1116),
        ({"algoType": "VP"}, -1130),
        ({"closePosition": "true"}, -4137),
        ({"workingType": "INDEX"}, -4031),
        ({"type": "TRAILING_STOP_MARKET", "callbackRate": "25"}, -1130),
        ({"type": "TRAILING_STOP_MARKET", "callbackRate": "1", "activatePrice": "60000"}, -2021),
        ({"type": "TRAILING_STOP_MARKET", "callbackRate": "1", "closePosition": "true"}, -4136),
    ],
)
async def test_a_conditional_order_that_makes_no_sense_is_refused(
    dora: FuturesTrader, wrong: dict[str, Any], code: int
) -> None:
    stop = {"symbol": "BTCUSDT", "side": "SELL", "type": "STOP_MARKET", "quantity": "0.01"}
    terms = {"algoType": "CONDITIONAL", "triggerPrice": "60000"} | stop

    assert await dora.refused(ALGO, **terms | wrong) == code
    assert await dora.get("/fapi/v1/openAlgoOrders") == []


async def test_what_fails_when_it_is_triggered_says_why(
    dora: FuturesTrader, http: httpx.AsyncClient
) -> None:
    """Margin is looked at only then, and so is whether there is a position to close."""
    huge = await dora.algo("BUY", "STOP_MARKET", triggerPrice="68000", quantity="50")
    close = await dora.algo("BUY", "STOP_MARKET", triggerPrice="68000", closePosition="true")

    await move_spot(http, "68500")

    for algo in (huge, close):
        found = await dora.get(ALGO, algoId=algo["algoId"])
        assert (found["algoStatus"], found["actualOrderId"]) == ("REJECTED", "")
    assert await dora.held() == 0


async def test_the_two_stores_are_cancelled_apart(dora: FuturesTrader) -> None:
    algo = await dora.algo("SELL", "STOP_MARKET", triggerPrice="60000", quantity="0.01")
    await dora.limit("BUY", "0.01", "60000")

    await dora.delete("/fapi/v1/allOpenOrders", symbol="BTCUSDT")
    assert [each["algoId"] for each in await dora.get("/fapi/v1/openAlgoOrders")] == [
        algo["algoId"]
    ]
    canceled = await dora.delete(ALGO, algoId=algo["algoId"])

    assert canceled["code"] == "200"
    assert await dora.refused(ALGO, "DELETE", algoId=algo["algoId"]) == -2011
    [listed] = await dora.get("/fapi/v1/allAlgoOrders", symbol="BTCUSDT")
    assert listed["algoStatus"] == "CANCELED"


async def test_what_ended_untriggered_is_forgotten_after_three_days(
    dora: FuturesTrader, clock: Hand
) -> None:
    gone = await dora.algo("SELL", "STOP_MARKET", triggerPrice="60000", quantity="0.01")
    there = await dora.algo("SELL", "STOP_MARKET", triggerPrice="59000", quantity="0.01")
    await dora.delete(ALGO, algoId=gone["algoId"])

    clock.at += 3 * 86_400 - 60
    listed = await dora.get("/fapi/v1/allAlgoOrders", symbol="BTCUSDT")
    assert [each["algoId"] for each in listed] == [gone["algoId"], there["algoId"]]

    clock.at += 120
    [listed] = await dora.get("/fapi/v1/allAlgoOrders", symbol="BTCUSDT")
    assert listed["algoId"] == there["algoId"]
    assert await dora.refused(ALGO, "GET", algoId=gone["algoId"]) == -2013
