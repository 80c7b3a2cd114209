"""Orders against the house and against other people, and what they do to balances."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sandbox.exchange.core import Core

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire, Trader

ORDER = "/api/v3/order"
MARKET = {"symbol": "BTCUSDT", "type": "MARKET"}


async def last_price(http: httpx.AsyncClient) -> Decimal:
    answer = await http.get("/api/v3/ticker/price", params={"symbol": "BTCUSDT"})
    return Decimal(answer.json()["price"])


async def move(http: httpx.AsyncClient, price: Decimal | str) -> None:
    body = {"symbol": "BTCUSDT", "price": str(price)}
    assert (await http.post("/sandbox/price", json=body)).status_code == 200


async def test_a_market_order_takes_what_the_public_book_shows(
    http: httpx.AsyncClient, hire: Hire
) -> None:
    rich = await hire(http, balances={"USDT": "100000000"})
    depth = (await http.get("/api/v3/depth?symbol=BTCUSDT")).json()
    first = Decimal(depth["asks"][0][1])

    order = await rich.order(**MARKET, side="BUY", quantity=str(first + Decimal("0.00001")))

    prices = [fill["price"] for fill in order["fills"]]
    assert order["status"] == "FILLED"
    assert prices == [depth["asks"][0][0], depth["asks"][1][0]]
    assert Decimal(order["fills"][0]["qty"]) == first
    after = (await http.get("/api/v3/depth?symbol=BTCUSDT")).json()
    assert after["asks"][0][0] == depth["asks"][1][0]


async def test_a_purchase_moves_the_money(alice: Trader) -> None:
    order = await alice.order(**MARKET, side="BUY", quantity="0.1")

    spent = Decimal(order["cummulativeQuoteQty"])
    balances = await alice.balances()
    assert balances["USDT"] == (Decimal(10_000) - spent, Decimal(0))
    assert balances["BTC"] == (Decimal("0.5999"), Decimal(0))
    assert {fill["commissionAsset"] for fill in order["fills"]} == {"BTC"}


async def test_an_amount_of_the_quote_asset_is_spent_as_far_as_steps_allow(
    alice: Trader,
) -> None:
    order = await alice.order(**MARKET, side="BUY", quoteOrderQty="100")

    spent = Decimal(order["cummulativeQuoteQty"])
    assert Decimal(99) < spent <= 100
    assert order["origQuoteOrderQty"] == "100.00000000"
    assert Decimal(order["executedQty"]) % Decimal("0.00001") == 0


async def test_a_sale_earns_the_quote_asset_less_commission(alice: Trader) -> None:
    order = await alice.order(**MARKET, side="SELL", quantity="0.1")

    earned = Decimal(order["cummulativeQuoteQty"])
    commission = sum(Decimal(fill["commission"]) for fill in order["fills"])
    assert (await alice.balances())["USDT"][0] == Decimal(10_000) + earned - commission
    assert commission == pytest.approx(earned / 1000, abs=Decimal("1E-7"))


@pytest.mark.parametrize(
    ("response", "fields"),
    [
        ("ACK", {"symbol", "orderId", "orderListId", "clientOrderId", "transactTime"}),
        ("RESULT", {"status", "executedQty", "workingTime", "selfTradePreventionMode"}),
        ("FULL", {"status", "fills"}),
    ],
)
async def test_the_form_of_the_answer_can_be_chosen(
    alice: Trader, response: str, fields: set[str]
) -> None:
    order = await alice.order(**MARKET, side="BUY", quantity="0.01", newOrderRespType=response)

    assert fields <= set(order)
    assert ("status" in order) == (response != "ACK")
    assert ("fills" in order) == (response == "FULL")


async def test_a_resting_order_locks_its_money_until_it_is_canceled(alice: Trader) -> None:
    order = await alice.limit("BUY", "0.1", "60000", newClientOrderId="mine")
    locked = (await alice.balances())["USDT"]
    canceled = await alice.send(
        "DELETE", ORDER, symbol="BTCUSDT", origClientOrderId="mine", newClientOrderId="away"
    )

    assert order["status"] == "NEW"
    assert locked == (Decimal(4_000), Decimal(6_000))
    assert canceled.json()["status"] == "CANCELED"
    assert canceled.json()["origClientOrderId"] == "mine"
    assert canceled.json()["clientOrderId"] == "away"
    assert (await alice.balances())["USDT"] == (Decimal(10_000), Decimal(0))
    found = await alice.get(ORDER, symbol="BTCUSDT", orderId=order["orderId"])
    assert (found["status"], found["clientOrderId"]) == ("CANCELED", "mine")


async def test_a_resting_order_is_filled_when_the_price_goes_through_it(
    http: httpx.AsyncClient, alice: Trader
) -> None:
    order = await alice.limit("BUY", "0.1", "60000")

    await move(http, "59999.00")

    found = await alice.get(ORDER, symbol="BTCUSDT", orderId=order["orderId"])
    (fill,) = await alice.get("/api/v3/myTrades", symbol="BTCUSDT")
    assert found["status"] == "FILLED"
    assert (fill["price"], fill["isMaker"], fill["isBuyer"]) == ("60000.00000000", True, True)
    assert await last_price(http) == 59_999
    assert (await alice.balances())["USDT"] == (Decimal(4_000), Decimal(0))


async def test_a_large_order_at_just_the_price_is_filled_in_part(
    http: httpx.AsyncClient, alice: Trader
) -> None:
    order = await alice.limit("BUY", "0.16", "60000")

    await move(http, "60000.00")
    found = await alice.get(ORDER, symbol="BTCUSDT", orderId=order["orderId"])

    if found["status"] != "FILLED":  # unless one trade was large enough
        assert found["status"] == "PARTIALLY_FILLED"
        left = (Decimal("0.16") - Decimal(found["executedQty"])) * 60_000
        assert (await alice.balances())["USDT"][1] == left


async def test_seeded_trades_fill_orders_as_time_goes_by(
    http: httpx.AsyncClient, alice: Trader, clock: Hand
) -> None:
    below = await last_price(http) - Decimal("1.00")
    order = await alice.limit("BUY", "0.01", str(below))

    for _ in range(600):
        clock.at += 1
        found = await alice.get(ORDER, symbol="BTCUSDT", orderId=order["orderId"])
        if found["status"] == "FILLED":
            break
        clock.at += 60  # so that weights do not pile up

    assert found["status"] == "FILLED"
    assert found["cummulativeQuoteQty"] == f"{below * Decimal('0.01'):.8f}"


async def test_a_better_price_gives_back_what_was_locked_too_much(
    http: httpx.AsyncClient, alice: Trader
) -> None:
    limit = await last_price(http) + 500

    order = await alice.limit("BUY", "0.01", str(limit))

    spent = Decimal(order["cummulativeQuoteQty"])
    assert order["status"] == "FILLED"
    assert spent < limit / 100
    assert (await alice.balances())["USDT"] == (Decimal(10_000) - spent, Decimal(0))


@pytest.mark.parametrize(
    ("time_in_force", "status"), [("IOC", "EXPIRED"), ("FOK", "EXPIRED"), ("GTC", "NEW")]
)
async def test_time_in_force_says_what_becomes_of_an_order_that_meets_nobody(
    alice: Trader, time_in_force: str, status: str
) -> None:
    order = await alice.limit("BUY", "0.1", "60000", timeInForce=time_in_force)

    assert (order["status"], order["executedQty"]) == (status, "0.00000000")
    assert ("expiryReason" in order) == (status == "EXPIRED")


async def test_fill_or_kill_does_not_fill_in_part(http: httpx.AsyncClient, hire: Hire) -> None:
    rich = await hire(http, balances={"USDT": "100000000"})
    price = str(await last_price(http) + 1)

    killed = await rich.limit("BUY", "50", price, timeInForce="FOK")
    partly = await rich.limit("BUY", "50", price, timeInForce="IOC")

    assert (killed["status"], killed["executedQty"]) == ("EXPIRED", "0.00000000")
    assert partly["status"] == "EXPIRED"
    assert 0 < Decimal(partly["executedQty"]) < 50


async def test_a_maker_order_may_not_take(http: httpx.AsyncClient, alice: Trader) -> None:
    taking = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT_MAKER", "quantity": "0.01"}
    price = await last_price(http) + 100

    assert await alice.refused("POST", ORDER, **taking, price=str(price)) == (
        -2010,
        "Order would immediately match and take.",
    )
    resting = await alice.order(**taking, price="60000")
    assert set(resting) == {
        "symbol",
        "orderId",
        "orderListId",
        "clientOrderId",
        "transactTime",
    }


@pytest.mark.parametrize(
    "order",
    [
        {"side": "BUY", "type": "LIMIT", "quantity": "1", "price": "60000", "timeInForce": "GTC"},
        {"side": "SELL", "type": "LIMIT", "quantity": "1", "price": "70000", "timeInForce": "GTC"},
        {"side": "BUY", "type": "MARKET", "quantity": "1"},
        {"side": "BUY", "type": "MARKET", "quoteOrderQty": "10001"},
        {"side": "SELL", "type": "MARKET", "quantity": "0.50001"},
    ],
)
async def test_nobody_spends_more_than_they_have(alice: Trader, order: dict[str, str]) -> None:
    before = await alice.balances()

    refused = await alice.refused("POST", ORDER, symbol="BTCUSDT", **order)

    assert refused == (-2010, "Account has insufficient balance for requested action.")
    assert await alice.balances() == before


async def test_a_name_is_taken_only_while_its_order_is_open(alice: Trader) -> None:
    await alice.limit("BUY", "0.01", "60000", newClientOrderId="once")
    refused = await alice.refused(
        "POST", ORDER, **MARKET, side="BUY", quantity="0.01", newClientOrderId="once"
    )
    await alice.send("DELETE", ORDER, symbol="BTCUSDT", origClientOrderId="once")
    again = await alice.order(**MARKET, side="BUY", quantity="0.01", newClientOrderId="once")

    assert refused == (-2010, "Duplicate order sent.")
    assert again["status"] == "FILLED"
    found = await alice.get(ORDER, symbol="BTCUSDT", origClientOrderId="once")
    assert found["orderId"] == again["orderId"]


async def test_two_people_trade_with_each_other(
    http: httpx.AsyncClient, alice: Trader, hire: Hire
) -> None:
    bob = await hire(http, label="bob")
    depth = (await http.get("/api/v3/depth?symbol=BTCUSDT&limit=5")).json()
    offer = await alice.limit("SELL", "0.02", depth["asks"][0][0])

    bought = await bob.order(**MARKET, side="BUY", quantity="0.02")

    (fill,) = bought["fills"]
    (sold,) = await alice.get("/api/v3/myTrades", symbol="BTCUSDT")
    found = await alice.get(ORDER, symbol="BTCUSDT", orderId=offer["orderId"])
    assert (offer["status"], found["status"]) == ("NEW", "FILLED")
    assert (sold["id"], sold["isMaker"]) == (fill["tradeId"], True)


@pytest.mark.parametrize(
    ("mode", "maker", "taker"),
    [
        ("EXPIRE_MAKER", "EXPIRED_IN_MATCH", "FILLED"),
        ("EXPIRE_TAKER", "NEW", "EXPIRED_IN_MATCH"),
        ("EXPIRE_BOTH", "EXPIRED_IN_MATCH", "EXPIRED_IN_MATCH"),
    ],
)
async def test_nobody_trades_with_themselves(
    http: httpx.AsyncClient, alice: Trader, mode: str, maker: str, taker: str
) -> None:
    depth = (await http.get("/api/v3/depth?symbol=BTCUSDT&limit=5")).json()
    resting = await alice.limit("SELL", "0.01", depth["asks"][0][0])

    crossing = await alice.order(
        **MARKET, side="BUY", quantity="0.01", selfTradePreventionMode=mode
    )

    found = await alice.get(ORDER, symbol="BTCUSDT", orderId=resting["orderId"])
    assert (found["status"], crossing["status"]) == (maker, taker)


async def test_all_open_orders_of_a_symbol_are_canceled_at_once(alice: Trader) -> None:
    await alice.limit("BUY", "0.01", "60000")
    await alice.limit("SELL", "0.01", "80000")
    await alice.limit("BUY", "1", "2500", symbol="ETHUSDT")

    canceled = (await alice.send("DELETE", "/api/v3/openOrders", symbol="BTCUSDT")).json()

    assert [order["status"] for order in canceled] == ["CANCELED", "CANCELED"]
    (left,) = await alice.get("/api/v3/openOrders")
    assert left["symbol"] == "ETHUSDT"
    everything = await alice.get("/api/v3/allOrders", symbol="BTCUSDT")
    assert [order["status"] for order in everything] == ["CANCELED", "CANCELED"]


@pytest.mark.parametrize(
    ("restriction", "code"), [("ONLY_NEW", None), ("ONLY_PARTIALLY_FILLED", -2011)]
)
async def test_a_cancel_may_be_restricted(
    alice: Trader, restriction: str, code: int | None
) -> None:
    order = await alice.limit("BUY", "0.01", "60000")

    answer = await alice.send(
        "DELETE",
        ORDER,
        symbol="BTCUSDT",
        orderId=order["orderId"],
        cancelRestrictions=restriction,
    )

    assert answer.json().get("code") == code


async def test_peoples_trades_are_everybodys_trades(http: httpx.AsyncClient, alice: Trader) -> None:
    order = await alice.order(**MARKET, side="BUY", quantity="0.01")

    (fill,) = order["fills"]
    (trade,) = (await http.get("/api/v3/trades?symbol=BTCUSDT&limit=1")).json()
    assert (trade["id"], trade["price"]) == (fill["tradeId"], fill["price"])
    assert trade["isBuyerMaker"] is False


async def test_every_order_is_listed_for_tests(http: httpx.AsyncClient, alice: Trader) -> None:
    order = await alice.limit("BUY", "0.01", "60000")

    (listed,) = (await http.get("/sandbox/orders")).json()

    assert (listed["label"], listed["orderId"]) == ("alice", order["orderId"])
    assert {"symbol", "side", "type", "status", "clientOrderId", "origQty", "executedQty"} <= set(
        listed
    )


def test_order_ids_go_on_after_a_restart(clock: Hand) -> None:
    first, second = [
        Core(seed=1, speed=1.0, replay=None, now=now).next_id()
        for now in (lambda: clock.at, lambda: clock.at + 1)
    ]

    assert first + 50_000 < second < 2**53
