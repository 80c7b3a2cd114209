"""Orders on futures: what is refused, what is executed, and what becomes of the rest."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from futures_trading import FuturesTrader, move_spot

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire

ORDER, ALGO = "/fapi/v1/order", "/fapi/v1/algoOrder"
LIMIT = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
MARKET = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}


@pytest.fixture
async def dora(http: httpx.AsyncClient, hire: Hire) -> FuturesTrader:
    return await FuturesTrader.begin(http, hire)


async def test_an_order_is_accepted_first_and_its_price_paid_is_looked_up(
    dora: FuturesTrader,
) -> None:
    placed = await dora.post(ORDER, **MARKET)

    assert (placed["status"], placed["executedQty"]) == ("NEW", "0.000")
    assert not {"avgPrice", "cumQuote"} & placed.keys()
    found = await dora.get(ORDER, symbol="BTCUSDT", orderId=placed["orderId"])
    fills = await dora.get("/fapi/v1/userTrades", symbol="BTCUSDT")
    assert found["status"] == "FILLED"
    paid = sum(Decimal(fill["quoteQty"]) for fill in fills)
    assert Decimal(found["cumQuote"]) == paid
    assert Decimal(found["avgPrice"]) == pytest.approx(paid / Decimal("0.01"))


async def test_the_result_can_be_asked_for(dora: FuturesTrader) -> None:
    placed = await dora.market("BUY", "0.01")

    assert (placed["status"], placed["cumQty"]) == ("FILLED", "0.010")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"quantity": "0.0105"}, -1111),
        ({"quantity": "0"}, -4003),
        ({"quantity": "9000"}, -4005),
        ({"quantity": "0.001", "price": "40000"}, -4164),
        ({"price": "50000.01"}, -4014),
        ({"price": "50000.001"}, -1111),
        ({"price": "0"}, -4001),
        ({"price": "99000"}, -4016),
        ({"side": "SELL", "price": "30000"}, -4024),
        ({"quantity": "0.9", "price": "0.1", "symbol": "DOGEUSDT"}, -1111),
        ({"type": "STOP_MARKET", "stopPrice": "70000"}, -4120),
        ({"type": "MARKET", "timeInForce": "GTC"}, -1106),
        ({"type": "ICEBERG"}, -1116),
        ({"timeInForce": "RPIX"}, -1115),
        ({"timeInForce": "GTD"}, -1102),
        ({"timeInForce": "GTD", "goodTillDate": 1_795_176_500_000}, -5040),
        ({"positionSide": "LONG"}, -4061),
        ({"positionSide": "MIDDLE"}, -4060),
        ({"priceMatch": "QUEUE"}, -1106),
        ({"priceMatch": "NEAREST"}, -5037),
        ({"reduceOnly": "true"}, -2022),
        ({"closePosition": "true"}, -4136),
        ({"symbol": "BTCUSD_PERP"}, -1121),
        ({"newClientOrderId": "x" * 37}, -4015),
        ({"newOrderRespType": "FULL"}, -1136),
        ({"selfTradePreventionMode": "TRANSFER"}, -5039),
    ],
)
async def test_an_order_that_breaks_a_rule_is_refused(
    dora: FuturesTrader, wrong: dict[str, Any], code: int
) -> None:
    order = LIMIT | {"quantity": "0.01", "price": "50000"} | wrong

    assert await dora.refused(ORDER, **order) == code
    assert await dora.get("/fapi/v1/openOrders") == []


async def test_more_than_the_margin_allows_is_refused(dora: FuturesTrader) -> None:
    await dora.post("/fapi/v1/leverage", symbol="BTCUSDT", leverage=5)

    assert await dora.refused(ORDER, **MARKET | {"quantity": "0.8"}) == -2019
    await dora.market("BUY", "0.7")


async def test_an_open_orders_name_is_taken(dora: FuturesTrader) -> None:
    order = LIMIT | {"quantity": "0.01", "price": "50000", "newClientOrderId": "mine"}
    await dora.post(ORDER, **order)

    assert await dora.refused(ORDER, **order) == -4116
    canceled = await dora.delete(ORDER, symbol="BTCUSDT", origClientOrderId="mine")
    assert (canceled["status"], canceled["clientOrderId"]) == ("CANCELED", "mine")
    assert await dora.refused(ORDER, "DELETE", symbol="BTCUSDT", origClientOrderId="mine") == -2011
    await dora.post(ORDER, **order)


async def test_what_cannot_be_done_as_asked_is_not_recorded(dora: FuturesTrader) -> None:
    high = LIMIT | {"quantity": "0.01", "price": "69000"}

    assert await dora.refused(ORDER, **high | {"timeInForce": "GTX"}) == -5022
    low = high | {"price": "66000", "timeInForce": "FOK"}
    assert await dora.refused(ORDER, **low) == -5021
    assert await dora.get("/fapi/v1/allOrders", symbol="BTCUSDT") == []


async def test_the_book_names_a_price_for_those_who_ask(dora: FuturesTrader) -> None:
    match = {key: value for key, value in LIMIT.items() if key != "price"}
    book = (await dora.trader.http.get("/fapi/v1/depth?symbol=BTCUSDT&limit=5")).json()

    order = await dora.post(ORDER, **match, quantity="0.01", priceMatch="QUEUE_5")

    assert order["price"] == book["bids"][4][0]
    assert order["priceMatch"] == "QUEUE_5"


async def test_a_dated_order_ends_by_itself(dora: FuturesTrader, clock: Hand) -> None:
    until = clock.milliseconds + 601_000
    order = await dora.limit("BUY", "0.01", "50000", timeInForce="GTD", goodTillDate=until + 7)
    assert order["goodTillDate"] == until

    clock.at += 602

    found = await dora.get(ORDER, symbol="BTCUSDT", orderId=order["orderId"])
    assert found["status"] == "EXPIRED"


async def test_people_trade_with_one_another_but_not_with_themselves(
    dora: FuturesTrader, http: httpx.AsyncClient, hire: Hire
) -> None:
    emil = await FuturesTrader.begin(http, hire)
    best = Decimal((await http.get("/fapi/v1/depth?symbol=BTCUSDT&limit=5")).json()["bids"][0][0])
    mine = await dora.limit("BUY", "0.5", best)

    own = await dora.limit("SELL", "0.1", best, timeInForce="IOC")
    assert (await dora.get(ORDER, symbol="BTCUSDT", orderId=mine["orderId"]))["status"] == (
        "EXPIRED_IN_MATCH"
    )
    again = await dora.limit("BUY", "0.5", best)
    await emil.market("SELL", "0.5")

    found = await dora.get(ORDER, symbol="BTCUSDT", orderId=again["orderId"])
    assert found["status"] == "FILLED"
    assert own["status"] == "NEW"
    trades = await dora.get("/fapi/v1/userTrades", symbol="BTCUSDT", orderId=again["orderId"])
    assert [trade["maker"] for trade in trades] == [True]


async def test_an_order_that_only_reduces_never_opens_anything(dora: FuturesTrader) -> None:
    await dora.market("BUY", "0.02")

    assert await dora.refused(ORDER, **MARKET, reduceOnly="true") == -2022
    closed = await dora.market("SELL", "0.5", reduceOnly="true")

    assert (closed["status"], closed["executedQty"]) == ("EXPIRED", "0.020")
    assert await dora.held() == 0


async def test_a_waiting_order_that_has_nothing_left_to_reduce_is_knocked_out(
    dora: FuturesTrader,
) -> None:
    await dora.market("BUY", "0.02")
    waiting = await dora.limit("SELL", "0.02", "69000", reduceOnly="true")

    await dora.market("SELL", "0.02")

    found = await dora.get(ORDER, symbol="BTCUSDT", orderId=waiting["orderId"])
    assert found["status"] == "EXPIRED"


async def test_hedge_mode_keeps_two_positions(dora: FuturesTrader) -> None:
    await dora.post("/fapi/v1/positionSide/dual", dualSidePosition="true")
    assert await dora.refused("/fapi/v1/positionSide/dual", dualSidePosition="true") == -4059
    assert await dora.refused(ORDER, **MARKET) == -4061

    await dora.market("BUY", "0.03", positionSide="LONG")
    await dora.market("SELL", "0.02", positionSide="SHORT")

    sides = await dora.positions()
    assert sides["LONG"]["positionAmt"] == "0.030"
    assert sides["SHORT"]["positionAmt"] == "-0.020"
    assert await dora.refused(ORDER, **MARKET, positionSide="LONG", reduceOnly="true") == -1106
    too_much = MARKET | {"side": "SELL", "quantity": "0.04"}
    assert await dora.refused(ORDER, **too_much, positionSide="LONG") == -2022
    assert await dora.refused("/dapi/v1/positionSide/dual", dualSidePosition="false") == -4068


async def test_an_order_can_be_changed(dora: FuturesTrader) -> None:
    order = await dora.limit("BUY", "0.01", "50000")
    change = {"symbol": "BTCUSDT", "orderId": order["orderId"], "side": "BUY"}

    changed = await dora.put(ORDER, **change, quantity="0.02", price="51000", modifyId=7)

    assert (changed["price"], changed["origQty"], changed["modifyId"]) == ("51000.00", "0.020", 7)
    same = {"quantity": "0.02", "price": "51000"}
    assert await dora.refused(ORDER, "PUT", **change, **same) == -5027
    assert await dora.refused(ORDER, "PUT", **change, price="52000") == -1102
    only = {"quantity": "0.03", "price": "51000", "reduceOnly": "true"}
    assert await dora.refused(ORDER, "PUT", **change, **only) == -5047
    [amended] = await dora.get(
        "/fapi/v1/orderAmendment", symbol="BTCUSDT", orderId=order["orderId"]
    )
    assert amended["amendment"]["price"] == {"before": "50000", "after": "51000"}


async def test_a_change_that_crosses_the_book_is_executed(dora: FuturesTrader) -> None:
    order = await dora.limit("BUY", "0.01", "50000")

    await dora.put(
        ORDER,
        symbol="BTCUSDT",
        orderId=order["orderId"],
        side="BUY",
        quantity="0.01",
        price="68000",
    )

    assert await dora.held() == Decimal("0.010")


async def test_each_order_of_a_batch_is_answered_on_its_own(dora: FuturesTrader) -> None:
    good = LIMIT | {"quantity": "0.01", "price": "50000"}
    bad = good | {"quantity": "0.0001"}

    first, second = await dora.post("/fapi/v1/batchOrders", batchOrders=json.dumps([good, bad]))

    assert first["status"] == "NEW"
    assert second == {
        "code": -1111,
        "msg": "Precision is over the maximum defined for this asset.",
    }
    names = json.dumps([first["orderId"], 1])
    canceled, unknown = await dora.delete(
        "/fapi/v1/batchOrders", symbol="BTCUSDT", orderIdList=names
    )
    assert canceled["status"] == "CANCELED"
    assert unknown["code"] == -2011
    six = json.dumps([good] * 6)
    assert await dora.refused("/fapi/v1/batchOrders", batchOrders=six) == -4082


async def test_orders_are_cancelled_when_nobody_is_heard_of(
    dora: FuturesTrader, clock: Hand
) -> None:
    await dora.limit("BUY", "0.01", "50000")
    timer = {"symbol": "BTCUSDT", "countdownTime": 120_000}
    assert await dora.post("/fapi/v1/countdownCancelAll", **timer) == {
        "symbol": "BTCUSDT",
        "countdownTime": "120000",
    }

    clock.at += 119
    assert len(await dora.get("/fapi/v1/openOrders")) == 1
    clock.at += 2
    assert await dora.get("/fapi/v1/openOrders") == []


async def test_both_venues_count_orders_together(dora: FuturesTrader) -> None:
    first = await dora.trader.send("POST", ORDER, **LIMIT, quantity="0.01", price="50000")
    second = await dora.trader.send(
        "POST", "/dapi/v1/order", **LIMIT | {"symbol": "BTCUSD_PERP"}, quantity="1", price="50000"
    )

    assert first.headers["X-MBX-ORDER-COUNT-10S"] == "1"
    assert second.json()["code"] == -2019
    third = await dora.trader.send("POST", ORDER, **LIMIT, quantity="0.01", price="50001")
    assert third.headers["X-MBX-ORDER-COUNT-1M"] == "3"


async def test_a_resting_order_is_filled_on_the_way_to_a_new_price(
    dora: FuturesTrader, http: httpx.AsyncClient
) -> None:
    order = await dora.limit("BUY", "0.05", "66000")

    await move_spot(http, "65000")

    found = await dora.get(ORDER, symbol="BTCUSDT", orderId=order["orderId"])
    assert (found["status"], Decimal(found["avgPrice"])) == ("FILLED", 66_000)
    assert Decimal((await dora.positions())["BOTH"]["unRealizedProfit"]) < 0


async def test_a_test_order_is_checked_and_forgotten(dora: FuturesTrader) -> None:
    tested = await dora.post("/fapi/v1/order/test", **MARKET)

    assert tested["status"] == "NEW"
    assert await dora.refused("/fapi/v1/order/test", **MARKET | {"quantity": "0"}) == -4003
    assert await dora.get("/fapi/v1/allOrders", symbol="BTCUSDT") == []
