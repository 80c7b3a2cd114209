"""Looking up orders: windows, archives, memories that lag behind; and what trading costs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from sandbox.exchange import Exchange
    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Trader

BTC = {"symbol": "BTCUSDT"}
DAY = 86_400


async def lag(http: httpx.AsyncClient, seconds: float) -> None:
    fault = {"match": {"path": "/api/v3/*"}, "kind": "read_lag", "seconds": seconds}
    assert (await http.post("/sandbox/faults", json=[fault])).status_code == 200


@pytest.mark.parametrize(
    ("path", "params", "answer"),
    [
        ("order", {"origClientOrderId": "fresh"}, (-2013, "Order does not exist.")),
        ("openOrders", {}, []),
        ("allOrders", {}, []),
    ],
)
async def test_a_fresh_order_may_not_be_known_yet(
    alice: Trader, clock: Hand, path: str, params: dict[str, str], answer: Any
) -> None:
    await alice.limit("BUY", "0.01", "60000", newClientOrderId="fresh")
    clock.at += 1
    await lag(alice.http, 3)

    first = await alice.send("GET", f"/api/v3/{path}", **BTC, **params)
    second = await alice.get(f"/api/v3/{path}", **BTC, **params)

    body = first.json()
    assert (body if isinstance(body, list) else (body["code"], body["msg"])) == answer
    assert (second[0] if isinstance(second, list) else second)["clientOrderId"] == "fresh"


@pytest.mark.parametrize("side", ["BUY", "SELL"])
async def test_fresh_fills_and_what_they_changed_may_not_be_known_yet(
    alice: Trader, clock: Hand, side: str
) -> None:
    market = {**BTC, "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    await alice.order(**market)
    first, account = await alice.get("/api/v3/myTrades", **BTC), await alice.get("/api/v3/account")
    clock.at += 60
    await alice.order(**(market | {"side": side}))
    clock.at += 1

    await lag(alice.http, 3)
    stale = await alice.get("/api/v3/account")
    await lag(alice.http, 3)
    trades = await alice.get("/api/v3/myTrades", **BTC)

    assert stale == account
    assert trades == first
    assert await alice.get("/api/v3/account") != account
    assert len(await alice.get("/api/v3/myTrades", **BTC)) == 2


async def test_an_order_that_came_to_nothing_is_archived(alice: Trader, clock: Hand) -> None:
    order = await alice.limit("BUY", "0.01", "60000", timeInForce="IOC")
    kept = await alice.order(**BTC, side="BUY", type="MARKET", quantity="0.01")
    clock.at += 91 * DAY

    refused = await alice.refused("GET", "/api/v3/order", **BTC, orderId=order["orderId"])

    assert refused[0] == -2026
    assert refused[1].endswith("over 90 days ago and has been archived.")
    everything = await alice.get("/api/v3/allOrders", **BTC)
    assert [each["orderId"] for each in everything] == [kept["orderId"]]


async def test_orders_are_listed_by_id_and_by_time(alice: Trader, clock: Hand) -> None:
    placed = []
    for _ in range(3):
        placed.append((await alice.limit("BUY", "0.01", "60000"))["orderId"])
        clock.at += 60

    async def ids(**params: Any) -> list[int]:
        rows = await alice.get("/api/v3/allOrders", **BTC, **params)
        return [row["orderId"] for row in rows]

    middle = clock.milliseconds - 120_000
    assert await ids() == placed
    assert await ids(limit=1) == placed[2:]
    assert await ids(orderId=placed[1]) == placed[1:]
    assert await ids(orderId=placed[1], limit=1) == placed[1:2]
    assert await ids(startTime=middle) == placed[1:]
    assert await ids(endTime=middle) == placed[:2]
    assert await ids(startTime=middle, endTime=middle + 1) == placed[1:2]
    too_long = {"startTime": 0, "endTime": DAY * 1_000 + 1}
    assert (await alice.refused("GET", "/api/v3/allOrders", **BTC, **too_long))[0] == -1127


async def test_id_and_name_must_belong_together(alice: Trader) -> None:
    order = await alice.limit("BUY", "0.01", "60000", newClientOrderId="mine")

    refused = await alice.refused(
        "GET", "/api/v3/order", **BTC, orderId=order["orderId"], origClientOrderId="other"
    )

    assert refused == (-2039, "Client order ID is not correct for this order ID.")


async def test_a_name_means_the_open_order_that_has_it(alice: Trader) -> None:
    resting = await alice.limit("BUY", "0.01", "60000", newClientOrderId="first")
    await alice.order(**BTC, side="BUY", type="MARKET", quantity="0.01", newClientOrderId="again")
    named = {"orderId": resting["orderId"], "newQty": "0.005", "newClientOrderId": "again"}
    await alice.done("PUT", "/api/v3/order/amend/keepPriority", **BTC, **named)

    found = await alice.get("/api/v3/order", **BTC, origClientOrderId="again")
    canceled = await alice.done("DELETE", "/api/v3/order", **BTC, origClientOrderId="again")

    assert found["orderId"] == canceled["orderId"] == resting["orderId"]


async def test_a_name_that_no_order_can_have_is_illegal(alice: Trader) -> None:
    refused = await alice.refused("GET", "/api/v3/order", **BTC, origClientOrderId="no name")

    assert refused[0] == -1100


@pytest.mark.parametrize("by", [{"orderId": 1}, {"fromId": 1}])
async def test_fills_are_asked_for_by_id_or_by_time(alice: Trader, by: dict[str, int]) -> None:
    refused = await alice.refused("GET", "/api/v3/myTrades", **BTC, **by, startTime=1)

    assert refused == (-1128, "Combination of optional parameters invalid.")


async def test_a_maker_pays_as_a_maker_and_rates_can_be_looked_up(
    exchange: Exchange, alice: Trader
) -> None:
    rates = exchange._core.registry.accounts[alice.uid].commission
    standard = type(rates.standard)
    rates.standard = standard(maker=Decimal("0.0002"), taker=Decimal("0.0004"))
    rates.tax = standard(seller=Decimal("0.0001"))
    order = {"side": "SELL", "type": "MARKET", "quantity": "0.1", "computeCommissionRates": "true"}

    looked_up = await alice.get("/api/v3/account/commission", **BTC)
    tested = await alice.done("POST", "/api/v3/order/test", **BTC, **order)
    await alice.limit("SELL", "0.1", "70000")
    await alice.move("70001.00")

    (fill,) = await alice.get("/api/v3/myTrades", **BTC)
    assert looked_up["standardCommission"]["maker"] == "0.00020000"
    assert looked_up["taxCommission"]["seller"] == "0.00010000"
    assert tested["standardCommissionForOrder"] == {"maker": "0.00020000", "taker": "0.00040000"}
    assert tested["taxCommissionForOrder"] == {"maker": "0.00010000", "taker": "0.00010000"}
    assert (fill["isMaker"], fill["commission"]) == (True, "2.10000000")


async def test_commission_is_paid_in_bnb_while_there_is_some(
    exchange: Exchange, alice: Trader
) -> None:
    account = exchange._core.registry.accounts[alice.uid]
    account.commission.enabled_for_account = True
    account.balance("BNB").free = Decimal("0.005")
    bnb = (await alice.http.get("/api/v3/ticker/price?symbol=BNBUSDT")).json()["price"]

    first = await alice.order(**BTC, side="SELL", type="MARKET", quantity="0.05")
    second = await alice.order(**BTC, side="SELL", type="MARKET", quantity="0.05")

    (paid,), (dear,) = first["fills"], second["fills"]
    expected = Decimal(first["cummulativeQuoteQty"]) * Decimal("0.00075") / Decimal(bnb)
    assert paid["commissionAsset"] == "BNB"
    assert Decimal(paid["commission"]) == pytest.approx(expected, abs=Decimal("1E-7"))
    assert dear["commissionAsset"] == "USDT"
    assert (await alice.balances())["BNB"][0] == Decimal("0.005") - Decimal(paid["commission"])


async def test_a_market_that_has_closed_takes_no_orders(alice: Trader) -> None:
    order = {"symbol": "EOSUSDT", "side": "BUY", "type": "MARKET", "quoteOrderQty": "100"}

    assert await alice.refused("POST", "/api/v3/order", **order) == (-2010, "Market is closed.")


async def test_money_locked_for_something_else_is_told(exchange: Exchange, alice: Trader) -> None:
    account = exchange._core.registry.accounts[alice.uid]
    events: list[dict[str, Any]] = []
    exchange._core.listeners[alice.uid].append(events.append)

    exchange._core.engine.lock_outside(account, "ETH", Decimal("1.5"))

    position, update = events
    assert position["B"] == [{"a": "ETH", "f": "0.50000000", "l": "1.50000000"}]
    assert (update["e"], update["a"], update["d"]) == ("externalLockUpdate", "ETH", "1.50000000")


async def test_the_filters_of_an_account_are_those_of_the_symbol_and_more(alice: Trader) -> None:
    answer = await alice.get("/api/v3/myFilters", **BTC)

    info = (await alice.http.get("/api/v3/exchangeInfo?symbol=BTCUSDT")).json()
    assert answer["symbolFilters"] == info["symbols"][0]["filters"]
    assert answer["exchangeFilters"] == [
        {"filterType": "EXCHANGE_MAX_NUM_ORDERS", "maxNumOrders": 1000}
    ]


async def test_a_routed_order_is_answered_with_a_list_by_the_websocket_api(
    site: Site, hire: Hire
) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    order = {"side": "BUY", "type": "MARKET", "quantity": "0.01"}

    answer = await talk.ask("sor.order.place", alice.ws_params(**BTC, **order))
    failed = await talk.ask(
        "order.cancelReplace",
        alice.ws_params(**BTC, **order, cancelReplaceMode="STOP_ON_FAILURE", cancelOrderId=1),
    )

    assert [each["status"] for each in answer["result"]] == ["FILLED"]
    assert (failed["status"], failed["error"]["code"]) == (400, -2022)
    assert failed["error"]["data"]["newOrderResult"] == "NOT_ATTEMPTED"
