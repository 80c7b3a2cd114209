"""Lists of orders: one cancels the other, one triggers others, one pays for others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from sandbox.exchange import Exchange
    from tests.sandbox.exchange.conftest import Hire, Trader

LIST = "/api/v3/orderList"
OCO = {
    "symbol": "BTCUSDT",
    "side": "SELL",
    "quantity": "0.1",
    "aboveType": "LIMIT_MAKER",
    "abovePrice": "61000",
    "belowType": "STOP_LOSS_LIMIT",
    "belowStopPrice": "59000",
    "belowPrice": "58900",
    "belowTimeInForce": "GTC",
}
WORKING = {
    "symbol": "BTCUSDT",
    "workingType": "LIMIT",
    "workingSide": "BUY",
    "workingPrice": "59500",
    "workingQuantity": "0.1",
    "workingTimeInForce": "GTC",
    "pendingSide": "SELL",
}
ONE = {"pendingType": "LIMIT", "pendingPrice": "61000", "pendingTimeInForce": "GTC"}
BOTH = {
    "pendingAboveType": "LIMIT_MAKER",
    "pendingAbovePrice": "61000",
    "pendingBelowType": "STOP_LOSS",
    "pendingBelowStopPrice": "59000",
}
SIZE = {"pendingQuantity": "0.1"}
DONE = ("ALL_DONE", "ALL_DONE")


@pytest.fixture
async def trader(alice: Trader) -> Trader:
    await alice.move("60000.00")
    return alice


async def place(trader: Trader, kind: str, **params: Any) -> Any:
    return await trader.done("POST", f"{LIST}/{kind}", **params)


async def statuses(trader: Trader, placed: Any) -> list[str]:
    return [(await trader.found(order["orderId"]))["status"] for order in placed["orders"]]


async def listed(trader: Trader, placed: Any) -> tuple[str, str]:
    found = await trader.get(LIST, orderListId=placed["orderListId"])
    return found["listStatusType"], found["listOrderStatus"]


def heard(exchange: Exchange, trader: Trader) -> list[dict[str, Any]]:
    """Return a list that the trader's events will be in."""
    events: list[dict[str, Any]] = []
    exchange._core.listeners[trader.uid].append(events.append)
    return events


def brief(events: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Return what matters of orders and lists."""
    shown: list[tuple[Any, ...]] = []
    for event in events:
        if event["e"] == "executionReport":
            shown.append((event["o"], event["x"], event["X"], event.get("eR")))
        elif event["e"] == "listStatus":
            shown.append(("list", event["c"], event["l"], event["L"]))
    return shown


async def test_a_pair_locks_its_money_once_and_counts_twice(trader: Trader) -> None:
    placed = await place(trader, "oco", **OCO, listClientOrderId="both")

    counts = await trader.get("/api/v3/rateLimit/order")
    stop, limit = placed["orderReports"]
    assert (placed["contingencyType"], placed["listClientOrderId"]) == ("OCO", "both")
    assert (placed["listStatusType"], placed["listOrderStatus"]) == ("EXEC_STARTED", "EXECUTING")
    assert (stop["type"], stop["stopPrice"], stop["workingTime"]) == (
        "STOP_LOSS_LIMIT",
        "59000.00000000",
        -1,
    )
    assert (limit["type"], limit["status"]) == ("LIMIT_MAKER", "NEW")
    assert {stop["orderListId"], limit["orderListId"]} == {placed["orderListId"]}
    assert (await trader.balances())["BTC"] == (Decimal("0.4"), Decimal("0.1"))
    assert [row["count"] for row in counts] == [2, 2]


async def test_a_pair_that_buys_locks_what_the_dearer_order_needs(trader: Trader) -> None:
    prices = {"belowType": "LIMIT_MAKER", "belowPrice": "59000", "aboveType": "STOP_LOSS_LIMIT"}
    stop = {"aboveStopPrice": "61000", "abovePrice": "61500", "aboveTimeInForce": "GTC"}
    pair = {"symbol": "BTCUSDT", "side": "BUY", "quantity": "0.1"}

    await place(trader, "oco", **pair, **prices, **stop)

    assert (await trader.balances())["USDT"] == (Decimal(3_850), Decimal(6_150))
    await trader.move("58999.00")
    assert (await trader.balances())["USDT"] == (Decimal(4_100), Decimal(0))


async def test_the_limit_of_a_pair_lets_the_stop_go(exchange: Exchange, trader: Trader) -> None:
    placed = await place(trader, "oco", **OCO)
    events = heard(exchange, trader)

    await trader.move("61000.01")

    assert await statuses(trader, placed) == ["EXPIRED", "FILLED"]
    assert await listed(trader, placed) == DONE
    assert (await trader.balances())["BTC"] == (Decimal("0.4"), Decimal(0))
    assert brief(events) == [
        ("STOP_LOSS_LIMIT", "EXPIRED", "EXPIRED", "OCO_TRIGGER"),
        ("LIMIT_MAKER", "TRADE", "FILLED", None),
        ("list", "OCO", "ALL_DONE", "ALL_DONE"),
    ]
    assert events[-1]["e"] == "outboundAccountPosition"


async def test_the_stop_of_a_pair_lets_the_limit_go(exchange: Exchange, trader: Trader) -> None:
    placed = await place(trader, "oco", **OCO | {"belowPrice": "59000"})
    events = heard(exchange, trader)

    await trader.move("58500.00")
    resting = await statuses(trader, placed)
    await trader.move("59000.01")

    assert resting == ["NEW", "EXPIRED"]
    assert await statuses(trader, placed) == ["FILLED", "EXPIRED"]
    assert brief(events) == [
        ("LIMIT_MAKER", "EXPIRED", "EXPIRED", "OCO_TRIGGER"),
        ("STOP_LOSS_LIMIT", "NEW", "NEW", None),
        ("STOP_LOSS_LIMIT", "TRADE", "FILLED", None),
        ("list", "OCO", "ALL_DONE", "ALL_DONE"),
    ]


async def test_canceling_one_of_a_pair_cancels_both(exchange: Exchange, trader: Trader) -> None:
    placed = await place(trader, "oco", **OCO)
    events = heard(exchange, trader)
    one = placed["orders"][1]["orderId"]

    answer = await trader.done(
        "DELETE", "/api/v3/order", symbol="BTCUSDT", orderId=one, newClientOrderId="away"
    )

    assert answer["orderListId"] == placed["orderListId"]
    assert [each["status"] for each in answer["orderReports"]] == ["CANCELED", "CANCELED"]
    assert {each["clientOrderId"] for each in answer["orderReports"]} == {"away"}
    assert (await trader.balances())["BTC"] == (Decimal("0.5"), Decimal(0))
    assert brief(events)[-1] == ("list", "OCO", "ALL_DONE", "ALL_DONE")
    assert await trader.get("/api/v3/openOrderList") == []


async def test_a_list_is_canceled_and_found_by_its_name(trader: Trader) -> None:
    placed = await place(trader, "oco", **OCO, listClientOrderId="both")

    found = await trader.get(LIST, origClientOrderId="both")
    opened = await trader.get("/api/v3/openOrderList")
    answer = await trader.done("DELETE", LIST, symbol="BTCUSDT", listClientOrderId="both")
    again = await trader.refused("DELETE", LIST, symbol="BTCUSDT", listClientOrderId="both")

    assert opened == [found]
    assert found == {name: value for name, value in placed.items() if name != "orderReports"}
    assert (answer["listStatusType"], answer["listOrderStatus"]) == DONE
    assert again == (-2011, "Unknown order sent.")
    (listed,) = await trader.get("/api/v3/allOrderList")
    assert listed["orderListId"] == placed["orderListId"]


async def test_everything_on_a_symbol_is_canceled_lists_as_a_whole(trader: Trader) -> None:
    await trader.limit("BUY", "0.01", "50000")
    await place(trader, "oco", **OCO)

    order, pair = await trader.done("DELETE", "/api/v3/openOrders", symbol="BTCUSDT")

    assert (order["type"], order["status"]) == ("LIMIT", "CANCELED")
    assert [each["status"] for each in pair["orderReports"]] == ["CANCELED", "CANCELED"]
    assert await trader.get("/api/v3/openOrders") == []


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"abovePrice": "59500"}, -2010, "The relationship of the prices for the orders is"),
        ({"belowStopPrice": "60000"}, -2010, "The relationship of the prices for the orders"),
        ({"aboveType": "STOP_LOSS"}, -1197, "A stop loss order in a sell OCO must be below."),
        ({"belowType": "LIMIT_MAKER"}, -1168, "At least one OCO order must be contingent."),
        ({"belowType": "TAKE_PROFIT"}, -1199, "A take profit order in a sell OCO must be abo"),
        ({"aboveType": "LIMIT"}, -1158, "Order type not supported in OCO."),
        ({"side": "BUY"}, -1165, "A limit order in a buy OCO must be below."),
        ({"belowTimeInForce": "IOC", "belowIcebergQty": "0.05"}, -1160, "Parameter 'belowIce"),
        ({"quantity": "0.6"}, -2010, "Account has insufficient balance for requested action."),
        ({"quantity": "0.00001"}, -1013, "Filter failure: NOTIONAL"),
        ({"belowTrailingDelta": "1"}, -1013, "Filter failure: TRAILING_DELTA"),
        ({"aboveClientOrderId": "a", "belowClientOrderId": "a"}, -2010, "Duplicate order sent."),
        ({"belowPegPriceType": "MARKET_PEG", "belowPegOffsetValue": "1"}, -1128, "Combination of"),
        ({"aboveTimeInForce": "GTC"}, -1106, "Parameter 'aboveTimeInForce' sent when not req"),
    ],
)
async def test_a_pair_has_its_rules(
    trader: Trader, change: dict[str, str], code: int, text: str
) -> None:
    before = await trader.balances()

    got = await trader.refused("POST", f"{LIST}/oco", **OCO | change)

    assert got[0] == code
    assert got[1].startswith(text)
    assert await trader.balances() == before
    assert await trader.get("/api/v3/allOrderList") == []


async def test_the_old_way_to_place_a_pair(trader: Trader) -> None:
    pair = {"symbol": "BTCUSDT", "side": "SELL", "quantity": "0.1", "price": "61000"}

    market = await trader.done("POST", "/api/v3/order/oco", **pair, stopPrice="59000")
    limit = await trader.done(
        "POST",
        "/api/v3/order/oco",
        **pair,
        stopPrice="59000",
        stopLimitPrice="58900",
        stopLimitTimeInForce="GTC",
        limitClientOrderId="profit",
        stopClientOrderId="loss",
    )

    assert [each["type"] for each in market["orderReports"]] == ["STOP_LOSS", "LIMIT_MAKER"]
    assert [each["type"] for each in limit["orderReports"]] == ["STOP_LOSS_LIMIT", "LIMIT_MAKER"]
    assert [each["clientOrderId"] for each in limit["orders"]] == ["loss", "profit"]


async def test_a_pending_order_waits_until_the_working_one_is_filled(
    exchange: Exchange, trader: Trader
) -> None:
    events = heard(exchange, trader)
    placed = await place(trader, "oto", **WORKING, **ONE, **SIZE)
    waiting = await trader.balances()

    await trader.move("59499.00")

    working, pending = placed["orderReports"]
    assert (placed["contingencyType"], working["status"]) == ("OTO", "NEW")
    assert (pending["status"], pending["workingTime"]) == ("PENDING_NEW", -1)
    assert waiting["USDT"] == (Decimal(4_050), Decimal(5_950))
    assert waiting["BTC"] == (Decimal("0.5"), Decimal(0))
    assert await statuses(trader, placed) == ["FILLED", "NEW"]
    assert (await trader.balances())["BTC"] == (Decimal("0.4999"), Decimal("0.1"))
    assert await listed(trader, placed) == ("EXEC_STARTED", "EXECUTING")
    await trader.move("61000.01")
    assert await listed(trader, placed) == DONE
    assert brief(events) == [
        ("LIMIT", "NEW", "NEW", None),
        ("LIMIT", "NEW", "PENDING_NEW", None),
        ("list", "OTO", "EXEC_STARTED", "EXECUTING"),
        ("LIMIT", "TRADE", "FILLED", None),
        ("LIMIT", "NEW", "NEW", None),
        ("LIMIT", "TRADE", "FILLED", None),
        ("list", "OTO", "ALL_DONE", "ALL_DONE"),
    ]


async def test_an_answer_shows_the_pending_order_as_it_was_before(trader: Trader) -> None:
    price = {"workingPrice": "60100"}

    placed = await place(trader, "oto", **WORKING | price, **ONE, **SIZE)

    assert [each["status"] for each in placed["orderReports"]] == ["FILLED", "PENDING_NEW"]
    assert await statuses(trader, placed) == ["FILLED", "NEW"]


async def test_a_pending_order_goes_when_the_working_one_expires(
    exchange: Exchange, trader: Trader
) -> None:
    events = heard(exchange, trader)

    placed = await place(trader, "oto", **WORKING | {"workingTimeInForce": "IOC"}, **ONE, **SIZE)

    assert await statuses(trader, placed) == ["EXPIRED", "EXPIRED"]
    assert brief(events)[-2:] == [
        ("LIMIT", "EXPIRED", "EXPIRED", "OTO_PHASE_ONE_EXPIRED"),
        ("list", "OTO", "ALL_DONE", "ALL_DONE"),
    ]


async def test_a_pending_order_without_money_is_rejected(trader: Trader) -> None:
    placed = await place(trader, "oto", **WORKING, **ONE, pendingQuantity="5")

    await trader.move("59499.00")

    pending = await trader.found(placed["orders"][1]["orderId"])
    assert (pending["status"], pending["expiryReason"]) == ("EXPIRED", "REJECTED")
    assert await listed(trader, placed) == DONE


async def test_a_filled_order_may_start_a_pair(trader: Trader) -> None:
    placed = await place(trader, "otoco", **WORKING, **BOTH, **SIZE)
    counts = await trader.get("/api/v3/rateLimit/order")

    await trader.move("59499.00")
    started = await statuses(trader, placed)
    await trader.move("58900.00")

    types = [each["type"] for each in placed["orderReports"]]
    assert types == ["LIMIT", "STOP_LOSS", "LIMIT_MAKER"]
    assert counts[0]["count"] == 3
    assert started == ["FILLED", "NEW", "NEW"]
    assert await statuses(trader, placed) == ["FILLED", "FILLED", "EXPIRED"]
    assert await listed(trader, placed) == DONE
    assert (await trader.balances())["BTC"] == (Decimal("0.4999"), Decimal(0))


async def test_what_was_bought_pays_for_the_pending_order(
    http: httpx.AsyncClient, hire: Hire
) -> None:
    poor = await hire(http, balances={"USDT": "6000"})
    await poor.move("60000.00")
    placed = await place(poor, "opo", **WORKING, **ONE)

    await poor.move("59499.00")

    pending = await poor.found(placed["orders"][1]["orderId"])
    assert "origQty" not in placed["orderReports"][1]
    assert (pending["status"], pending["origQty"]) == ("NEW", "0.09990000")
    assert (await poor.balances())["BTC"] == (Decimal(0), Decimal("0.0999"))


async def test_the_commission_comes_from_what_there_is_besides(trader: Trader) -> None:
    placed = await place(trader, "opoco", **WORKING, **BOTH)

    await trader.move("59499.00")

    pending = [await trader.found(order["orderId"]) for order in placed["orders"][1:]]
    assert {order["origQty"] for order in pending} == {"0.10000000"}
    assert (await trader.balances())["BTC"] == (Decimal("0.4999"), Decimal("0.1"))


async def test_what_was_bought_is_free_again_when_the_list_is_canceled(
    http: httpx.AsyncClient, hire: Hire
) -> None:
    rich = await hire(http, balances={"USDT": "100000000"})
    depth = (await http.get("/api/v3/depth?symbol=BTCUSDT&limit=5")).json()
    best, there = depth["asks"][0]
    more = Decimal(there) + 1
    price = {"workingPrice": best, "workingQuantity": f"{more:f}"}
    later = {"pendingPrice": f"{Decimal(best) * 2:f}"}

    placed = await place(rich, "opo", **WORKING | price, **ONE | later)
    locked = (await rich.balances())["BTC"]
    await rich.done("DELETE", LIST, symbol="BTCUSDT", orderListId=placed["orderListId"])

    assert locked[1] == Decimal(there) * Decimal("0.999")
    assert (await rich.balances())["BTC"] == (locked[1], Decimal(0))


@pytest.mark.parametrize(
    ("change", "code"),
    [({"workingSide": "SELL"}, -1222), ({"pendingSide": "BUY"}, -1223)],
)
async def test_only_a_purchase_can_pay(trader: Trader, change: dict[str, str], code: int) -> None:
    got = await trader.refused("POST", f"{LIST}/opo", **WORKING | ONE | change)

    assert got[0] == code


async def test_a_pending_market_order_needs_a_quantity_too(trader: Trader) -> None:
    got = await trader.refused("POST", f"{LIST}/oto", **WORKING, pendingType="MARKET")

    assert got[0] == -1102
    assert "'pendingQuantity'" in got[1]
    assert "quoteOrderQty" not in got[1]


async def test_no_more_than_twenty_lists_may_be_open_on_a_symbol(trader: Trader) -> None:
    small = {"workingPrice": "20000", "workingQuantity": "0.001", "pendingQuantity": "0.001"}
    for _ in range(20):
        await place(trader, "oto", **WORKING | ONE | small)

    got = await trader.refused("POST", f"{LIST}/oto", **WORKING | ONE | small)

    assert got == (-1013, "Filter failure: MAX_NUM_ORDER_LISTS")


async def test_the_name_of_an_open_list_is_taken(trader: Trader) -> None:
    await place(trader, "oco", **OCO, listClientOrderId="both")

    got = await trader.refused("POST", f"{LIST}/oco", **OCO, listClientOrderId="both")

    assert got == (-2010, "Duplicate order sent.")
    assert (await trader.get("/api/v3/rateLimit/order"))[0]["count"] == 2
