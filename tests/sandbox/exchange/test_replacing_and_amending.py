"""Cancel-replace, which may succeed by half, and amendments that keep an order's place."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from sandbox.exchange import Exchange
    from tests.sandbox.exchange.conftest import Hire, Trader

REPLACE = "/api/v3/order/cancelReplace"
AMEND = "/api/v3/order/amend/keepPriority"
BTC = {"symbol": "BTCUSDT"}
NEW = BTC | {
    "side": "BUY",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": "0.01",
    "price": "50000",
}
TOO_MUCH = {"quantity": "5"}


async def replace(trader: Trader, **params: Any) -> tuple[int, Any]:
    asked = NEW | {"cancelReplaceMode": "STOP_ON_FAILURE"} | params
    answer = await trader.send("POST", REPLACE, **asked)
    return answer.status_code, answer.json()


async def counted(trader: Trader) -> int:
    count: int = (await trader.get("/api/v3/rateLimit/order"))[0]["count"]
    return count


async def test_an_order_is_replaced(alice: Trader) -> None:
    old = await alice.limit("BUY", "0.1", "60000", newClientOrderId="same")

    status, answer = await replace(
        alice,
        cancelOrigClientOrderId="same",
        newClientOrderId="same",
        cancelNewClientOrderId="away",
        newOrderRespType="RESULT",
    )

    canceled, placed = answer["cancelResponse"], answer["newOrderResponse"]
    assert (status, answer["cancelResult"], answer["newOrderResult"]) == (
        200,
        "SUCCESS",
        "SUCCESS",
    )
    assert (canceled["orderId"], canceled["clientOrderId"]) == (old["orderId"], "away")
    assert (placed["status"], placed["clientOrderId"]) == ("NEW", "same")
    assert "fills" not in placed
    assert (await alice.balances())["USDT"] == (Decimal(9_500), Decimal(500))


async def test_nothing_is_placed_when_nothing_was_canceled(alice: Trader) -> None:
    status, answer = await replace(alice, cancelOrderId=1)

    assert (status, answer["code"], answer["msg"]) == (400, -2022, "Order cancel-replace failed.")
    assert answer["data"] == {
        "cancelResult": "FAILURE",
        "newOrderResult": "NOT_ATTEMPTED",
        "cancelResponse": {"code": -2011, "msg": "Unknown order sent."},
        "newOrderResponse": None,
    }
    assert await counted(alice) == 1
    assert await alice.get("/api/v3/openOrders") == []


async def test_an_order_may_be_placed_although_nothing_was_canceled(alice: Trader) -> None:
    status, answer = await replace(alice, cancelReplaceMode="ALLOW_FAILURE", cancelOrderId=1)

    data = answer["data"]
    assert (status, answer["code"]) == (409, -2021)
    assert (data["cancelResult"], data["newOrderResult"]) == ("FAILURE", "SUCCESS")
    assert data["newOrderResponse"]["status"] == "NEW"


@pytest.mark.parametrize("mode", ["STOP_ON_FAILURE", "ALLOW_FAILURE"])
async def test_what_was_canceled_stays_canceled_when_the_new_order_fails(
    alice: Trader, mode: str
) -> None:
    old = await alice.limit("BUY", "0.1", "60000")

    status, answer = await replace(
        alice, cancelReplaceMode=mode, cancelOrderId=old["orderId"], **TOO_MUCH
    )

    data = answer["data"]
    assert (status, answer["code"]) == (409, -2021)
    assert (data["cancelResult"], data["newOrderResult"]) == ("SUCCESS", "FAILURE")
    assert data["newOrderResponse"]["code"] == -2010
    assert (await alice.found(old["orderId"]))["status"] == "CANCELED"


async def test_both_may_fail(alice: Trader) -> None:
    status, answer = await replace(
        alice, cancelReplaceMode="ALLOW_FAILURE", cancelOrderId=1, **TOO_MUCH
    )

    data = answer["data"]
    assert (status, answer["code"]) == (400, -2022)
    assert (data["cancelResult"], data["newOrderResult"]) == ("FAILURE", "FAILURE")


async def test_filters_come_before_the_cancellation(alice: Trader) -> None:
    old = await alice.limit("BUY", "0.1", "60000")

    status, answer = await replace(alice, cancelOrderId=old["orderId"], price="50000.001")

    assert (status, answer["msg"]) == (400, "Filter failure: PRICE_FILTER")
    assert (await alice.found(old["orderId"]))["status"] == "NEW"


@pytest.mark.parametrize(
    ("over", "mode", "status", "code"),
    [
        ("DO_NOTHING", "STOP_ON_FAILURE", 429, -1015),
        ("CANCEL_ONLY", "STOP_ON_FAILURE", 429, -2021),
        ("CANCEL_ONLY", "ALLOW_FAILURE", 409, -2021),
    ],
)
async def test_too_many_orders_may_still_be_canceled(
    exchange: Exchange, alice: Trader, over: str, mode: str, status: int, code: int
) -> None:
    old = await alice.limit("BUY", "0.1", "60000")
    exchange._core.registry.accounts[alice.uid].order_count.placed(99)

    got = await replace(
        alice,
        cancelOrderId=old["orderId"],
        cancelReplaceMode=mode,
        orderRateLimitExceededMode=over,
    )

    left = {"DO_NOTHING": "NEW", "CANCEL_ONLY": "CANCELED"}[over]
    assert (got[0], got[1]["code"]) == (status, code)
    assert (await alice.found(old["orderId"]))["status"] == left


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, -1102),
        ({"cancelOrderId": "one"}, -1100),
        ({"cancelOrigClientOrderId": ""}, -1105),
        ({"cancelOrderId": 1, "cancelReplaceMode": "TRY"}, -1130),
        ({"cancelOrderId": 1, "cancelRestrictions": "TRY"}, -1145),
    ],
)
async def test_a_replacement_is_asked_for_properly(
    alice: Trader, params: dict[str, Any], code: int
) -> None:
    status, answer = await replace(alice, **params)

    assert (status, answer["code"]) == (400, code)


async def amend(trader: Trader, order: Any, quantity: str, **more: Any) -> Any:
    asked = BTC | {"orderId": order["orderId"], "newQty": quantity} | more
    return await trader.done("PUT", AMEND, **asked)


async def test_an_amended_order_is_smaller_and_has_a_new_name(
    exchange: Exchange, alice: Trader
) -> None:
    order = await alice.limit("BUY", "0.1", "60000", newClientOrderId="old")
    events: list[dict[str, Any]] = []
    exchange._core.listeners[alice.uid].append(events.append)

    answer = await amend(alice, order, "0.04", newClientOrderId="new")

    amended, replaced = answer["amendedOrder"], events[0]
    (history,) = await alice.get("/api/v3/order/amendments", **BTC, orderId=order["orderId"])
    assert (amended["origClientOrderId"], amended["clientOrderId"]) == ("old", "new")
    assert (amended["qty"], amended["status"]) == ("0.04000000", "NEW")
    assert (await alice.balances())["USDT"] == (Decimal(7_600), Decimal(2_400))
    assert (replaced["x"], replaced["c"], replaced["C"]) == ("REPLACED", "new", "old")
    assert (replaced["q"], replaced["I"]) == ("0.04000000", answer["executionId"])
    assert (history["origQty"], history["newQty"]) == ("0.10000000", "0.04000000")
    assert history["executionId"] == answer["executionId"]
    assert await counted(alice) == 1


async def test_an_amended_order_keeps_its_place(
    http: httpx.AsyncClient, alice: Trader, hire: Hire
) -> None:
    bob, carol = await hire(http, label="bob"), await hire(http, label="carol")
    price = (await http.get("/api/v3/depth?symbol=BTCUSDT&limit=5")).json()["asks"][0][0]
    first = await alice.limit("SELL", "0.02", price)
    second = await bob.limit("SELL", "0.02", price)

    await amend(alice, first, "0.01")
    await carol.order(**BTC, side="BUY", type="MARKET", quantity="0.01")

    assert (await alice.found(first["orderId"]))["status"] == "FILLED"
    assert (await bob.found(second["orderId"]))["status"] == "NEW"


@pytest.mark.parametrize(
    ("quantity", "code", "text"),
    [
        ("0.2", -2038, "Order amend (quantity increase) is not supported."),
        ("0.1", -2038, "The requested action would change no state; rejecting"),
        ("0.000001", -1013, "Filter failure: LOT_SIZE"),
        ("0.00001", -1013, "Filter failure: NOTIONAL"),
    ],
)
async def test_an_amendment_has_its_rules(
    alice: Trader, quantity: str, code: int, text: str
) -> None:
    order = await alice.limit("BUY", "0.1", "60000")

    refused = await alice.refused("PUT", AMEND, **BTC, orderId=order["orderId"], newQty=quantity)

    assert refused == (code, text)
    assert (await alice.found(order["orderId"]))["origQty"] == "0.10000000"


async def test_an_order_is_amended_ten_times_at_most(alice: Trader) -> None:
    order = await alice.limit("BUY", "0.1", "60000")
    for number in range(10):
        await amend(alice, order, f"0.0{99 - number}")

    refused = await alice.refused("PUT", AMEND, **BTC, orderId=order["orderId"], newQty="0.01")

    assert refused == (-2038, "Filter failure: MAX_NUM_ORDER_AMENDS")


async def test_an_amended_order_does_not_take_anothers_name(alice: Trader) -> None:
    order = await alice.limit("BUY", "0.1", "60000")
    await alice.limit("BUY", "0.01", "60000", newClientOrderId="taken")
    name = {"orderId": order["orderId"], "newClientOrderId": "taken"}

    refused = await alice.refused("PUT", AMEND, **BTC, **name, newQty="0.01")

    assert refused == (-2038, "Duplicate order sent.")


async def test_an_order_that_does_not_exist_is_not_amended(alice: Trader) -> None:
    refused = await alice.refused("PUT", AMEND, **BTC, orderId=1, newQty="0.01")

    assert refused == (-2038, "Unknown order sent.")


async def test_amending_one_of_a_pair_amends_both(exchange: Exchange, alice: Trader) -> None:
    await alice.move("60000.00")
    pair = await alice.done(
        "POST",
        "/api/v3/orderList/oco",
        **BTC,
        side="SELL",
        quantity="0.1",
        aboveType="LIMIT_MAKER",
        abovePrice="61000",
        belowType="STOP_LOSS",
        belowStopPrice="59000",
    )
    events: list[dict[str, Any]] = []
    exchange._core.listeners[alice.uid].append(events.append)

    answer = await amend(alice, pair["orders"][1], "0.05", newClientOrderId="half")

    both = [await alice.found(order["orderId"]) for order in pair["orders"]]
    assert [order["origQty"] for order in both] == ["0.05000000", "0.05000000"]
    assert answer["listStatus"]["orders"][1]["clientOrderId"] == "half"
    assert "listStatusType" not in answer["listStatus"]
    assert (await alice.balances())["BTC"] == (Decimal("0.45"), Decimal("0.05"))
    assert [each["l"] for each in events if each["e"] == "listStatus"] == ["UPDATED"]


async def test_an_amendment_below_what_is_filled_ends_the_order(
    http: httpx.AsyncClient, alice: Trader, hire: Hire
) -> None:
    bob = await hire(http, label="bob")
    price = (await http.get("/api/v3/depth?symbol=BTCUSDT&limit=5")).json()["asks"][0][0]
    order = await alice.limit("SELL", "0.05", price)
    await bob.order(**BTC, side="BUY", type="MARKET", quantity="0.03")

    answer = await amend(alice, order, "0.02")

    assert (answer["amendedOrder"]["status"], answer["amendedOrder"]["qty"]) == (
        "EXPIRED",
        "0.03000000",
    )
    assert (await alice.balances())["BTC"] == (Decimal("0.47"), Decimal(0))


async def test_what_is_not_bought_yet_is_not_amended(alice: Trader) -> None:
    await alice.move("60000.00")
    placed = await alice.done(
        "POST",
        "/api/v3/orderList/opo",
        **BTC,
        workingType="LIMIT",
        workingSide="BUY",
        workingPrice="59000",
        workingQuantity="0.01",
        workingTimeInForce="GTC",
        pendingSide="SELL",
        pendingType="MARKET",
    )

    refused = await alice.refused(
        "PUT", AMEND, **BTC, orderId=placed["orders"][1]["orderId"], newQty="0.001"
    )

    assert refused == (-2038, "Order amend (pending OPO order) is not supported.")
