"""Margin: borrowed money, what it costs, and orders that borrow and repay."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Trader

MARGIN, TRANSFER = "/sapi/v1/margin", "/sapi/v1/asset/transfer"
RIGHTS = {"enableMargin": True, "permitsUniversalTransfer": True}
HOUR = 3_600


async def done(who: Trader, path: str, **params: Any) -> Any:
    answer = await who.send("POST", path, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def move(who: Trader, type_: str, asset: str, amount: str, **more: str) -> None:
    await done(who, TRANSFER, type=type_, asset=asset, amount=amount, **more)


async def loan(who: Trader, type_: str, asset: str, amount: str, **more: str) -> Any:
    asked = {"type": type_, "asset": asset, "amount": amount, "isIsolated": "FALSE"} | more
    return await done(who, f"{MARGIN}/borrow-repay", **asked)


async def held(who: Trader, asset: str) -> dict[str, Decimal]:
    account = await who.get(f"{MARGIN}/account")
    (row,) = [row for row in account["userAssets"] if row["asset"] == asset]
    return {name: Decimal(value) for name, value in row.items() if name != "asset"}


@pytest.fixture
async def trader(http: httpx.AsyncClient, hire: Hire) -> Trader:
    """Somebody with ten thousand dollars in the cross account."""
    somebody = await hire(http, balances={"USDT": "20000", "BNB": "5"}, permissions=RIGHTS)
    await move(somebody, "MAIN_MARGIN", "USDT", "10000")
    return somebody


async def test_the_first_transfer_opens_the_account(alice: Trader, trader: Trader) -> None:
    assert (await alice.refused("GET", f"{MARGIN}/account"))[0] == -3003
    assert (await held(trader, "USDT"))["free"] == 10_000
    assert (await trader.get(f"{MARGIN}/account"))["marginLevel"] == "999.00000000"
    (row,) = (await trader.get(f"{MARGIN}/transfer"))["rows"]
    assert (row["type"], row["transFrom"], row["transTo"]) == ("ROLL_IN", "SPOT", "CROSS_MARGIN")


async def test_a_loan_costs_interest_by_the_hour_and_is_repaid(trader: Trader, clock: Hand) -> None:
    await loan(trader, "BORROW", "USDT", "6000")
    clock.at += 5 * HOUR
    owed = await held(trader, "USDT")
    charged = (await trader.get(f"{MARGIN}/interestHistory", size=100))["rows"]
    await loan(trader, "REPAY", "USDT", str(owed["borrowed"] + owed["interest"]))

    assert [row["type"] for row in charged] == ["PERIODIC"] * 5 + ["ON_BORROW"]
    assert owed["interest"] == sum(Decimal(row["interest"]) for row in charged) > 0
    assert owed["netAsset"] == 10_000 - owed["interest"]
    after = await held(trader, "USDT")
    assert (after["borrowed"], after["interest"]) == (0, 0)
    assert after["free"] == 10_000 - owed["interest"]
    (repaid,) = (await trader.get(f"{MARGIN}/borrow-repay", type="REPAY"))["rows"]
    assert (Decimal(repaid["principal"]), Decimal(repaid["interest"])) == (6_000, owed["interest"])


async def test_bnb_pays_the_interest_of_who_wished_so(trader: Trader) -> None:
    await done(trader, "/sapi/v1/bnbBurn", interestBNBBurn="true")
    await move(trader, "MAIN_MARGIN", "BNB", "1")
    await loan(trader, "BORROW", "USDT", "6000")

    (charged,) = (await trader.get(f"{MARGIN}/interestHistory"))["rows"]

    assert (charged["type"], charged["asset"]) == ("ON_BORROW_CONVERTED", "BNB")
    assert (await held(trader, "USDT"))["interest"] == 0
    assert (await held(trader, "BNB"))["free"] == 1 - Decimal(charged["interest"])


async def test_what_may_be_borrowed_and_taken_out_has_an_end(trader: Trader) -> None:
    most = await trader.get(f"{MARGIN}/maxBorrowable", asset="USDT")
    path, asked = f"{MARGIN}/borrow-repay", {"asset": "USDT", "isIsolated": "FALSE"}
    beyond = await trader.refused("POST", path, **asked, type="BORROW", amount="20000.1")
    await loan(trader, "BORROW", "USDT", most["amount"])
    left = await trader.get(f"{MARGIN}/maxTransferable", asset="USDT")
    too_much = await trader.refused("POST", path, **asked, type="REPAY", amount="30000")
    out = await trader.refused("POST", TRANSFER, type="MARGIN_MAIN", asset="USDT", amount="1")

    assert most["amount"] == "20000"  # three times as much as one's own, in all
    assert left["amount"] == "0"
    assert [error[0] for error in (beyond, too_much, out)] == [-3006, -3015, -5013]


async def test_borrowing_needs_its_permission(http: httpx.AsyncClient, hire: Hire) -> None:
    careful = await hire(http, permissions={"permitsUniversalTransfer": True})
    await move(careful, "MAIN_MARGIN", "USDT", "100")
    asked = {"asset": "USDT", "isIsolated": "FALSE", "type": "BORROW", "amount": "10"}

    assert (await careful.refused("POST", f"{MARGIN}/borrow-repay", **asked))[0] == -2015


async def test_an_order_borrows_what_it_lacks_and_another_one_repays(trader: Trader) -> None:
    asked = {"symbol": "BTCUSDT", "type": "MARKET", "quantity": "0.3"}
    bought = await done(trader, f"{MARGIN}/order", side="BUY", sideEffectType="MARGIN_BUY", **asked)
    owed = await held(trader, "USDT")
    coins = await held(trader, "BTC")
    quantity = {"quantity": "0.29"}
    sold = await done(
        trader, f"{MARGIN}/order", side="SELL", sideEffectType="AUTO_REPAY", **asked | quantity
    )
    after = await held(trader, "USDT")

    assert bought["status"] == sold["status"] == "FILLED"
    assert bought["marginBuyBorrowAsset"] == "USDT"
    paid = Decimal(bought["cummulativeQuoteQty"])
    assert abs(owed["borrowed"] - (paid - 10_000)) < Decimal("0.01")
    assert coins["free"] == Decimal("0.3") * Decimal("0.999")
    assert after["borrowed"] == after["interest"] == 0
    (repaid,) = (await trader.get(f"{MARGIN}/borrow-repay", type="REPAY"))["rows"]
    assert repaid["type"] == "AUTO"
    assert {row["orderId"] for row in await trader.get(f"{MARGIN}/myTrades", symbol="BTCUSDT")} == {
        bought["orderId"],
        sold["orderId"],
    }


async def test_what_was_borrowed_for_a_cancelled_order_is_repaid(trader: Trader) -> None:
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    asked = order | {"quantity": "0.3", "price": "50000", "sideEffectType": "MARGIN_BUY"}
    placed = await done(trader, f"{MARGIN}/order", **asked)
    meanwhile = await held(trader, "USDT")
    answer = await trader.send(
        "DELETE", f"{MARGIN}/order", symbol="BTCUSDT", orderId=placed["orderId"]
    )
    after = await held(trader, "USDT")

    assert meanwhile["borrowed"] == 5_000
    assert answer.json()["status"] == "CANCELED"
    assert after["locked"] == 0
    assert after["borrowed"] + after["interest"] == after["borrowed"] == meanwhile["interest"]


async def test_an_oco_sells_once_and_repays(http: httpx.AsyncClient, trader: Trader) -> None:
    bought = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.2"}
    await done(trader, f"{MARGIN}/order", **bought, sideEffectType="MARGIN_BUY")
    pair = {"symbol": "BTCUSDT", "side": "SELL", "quantity": "0.19"}
    prices = {"price": "90000", "stopPrice": "50000"}
    placed = await done(
        trader, f"{MARGIN}/order/oco", **pair, **prices, sideEffectType="AUTO_REPAY"
    )
    (waiting,) = await trader.get(f"{MARGIN}/openOrderList")
    await http.post("/sandbox/price", json={"symbol": "BTCUSDT", "price": "90001"})
    after = await held(trader, "USDT")

    assert waiting["orderListId"] == placed["orderListId"]
    assert await trader.get(f"{MARGIN}/openOrderList") == []
    assert after["borrowed"] == after["interest"] == 0
    assert after["free"] > 10_000
    states = {row["status"] for row in await trader.get(f"{MARGIN}/allOrders", symbol="BTCUSDT")}
    assert states == {"FILLED", "EXPIRED"}


async def test_a_list_that_is_cancelled_with_everything_is_shown_once(trader: Trader) -> None:
    order = {"symbol": "BTCUSDT", "side": "BUY", "quantity": "0.01", "price": "30000"}
    stop = {"stopPrice": "100000", "stopLimitPrice": "100000", "stopLimitTimeInForce": "GTC"}
    single = await done(trader, f"{MARGIN}/order", **order, type="LIMIT", timeInForce="GTC")
    oco = await done(trader, f"{MARGIN}/order/oco", **order, **stop)

    gone = await trader.done("DELETE", f"{MARGIN}/openOrders", symbol="BTCUSDT")

    assert [each.get("orderId") for each in gone] == [single["orderId"], None]
    assert gone[1]["orders"] == oco["orders"]
    assert [each["status"] for each in gone[1]["orderReports"]] == ["CANCELED", "CANCELED"]


async def test_a_refused_order_leaves_no_debt(trader: Trader) -> None:
    asked = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT_MAKER", "quantity": "0.3"}
    refused = await trader.refused(
        "POST", f"{MARGIN}/order", **asked, price="90000", sideEffectType="MARGIN_BUY"
    )

    assert refused[0] == -2010
    assert (await held(trader, "USDT"))["borrowed"] == 0
    assert (await trader.get(f"{MARGIN}/interestHistory"))["total"] == 0


async def test_margin_orders_weigh_by_account_and_more_when_they_borrow(trader: Trader) -> None:
    asked = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.001"}
    plain = await trader.send("POST", f"{MARGIN}/order", **asked)
    borrowing = await trader.send("POST", f"{MARGIN}/order", **asked, sideEffectType="MARGIN_BUY")

    used = [answer.headers["X-SAPI-USED-UID-WEIGHT-1M"] for answer in (plain, borrowing)]
    assert used == ["6", "1506"]


async def test_an_isolated_account_stands_for_itself(trader: Trader) -> None:
    pair = {"symbol": "BTCUSDT"}
    await done(trader, f"{MARGIN}/isolated/account", **pair)
    await move(trader, "MARGIN_ISOLATEDMARGIN", "USDT", "1000", toSymbol="BTCUSDT")
    await loan(trader, "BORROW", "USDT", "1000", isIsolated="TRUE", **pair)
    order = {"side": "BUY", "type": "MARKET", "quoteOrderQty": "1500", "isIsolated": "TRUE"}
    bought = await done(trader, f"{MARGIN}/order", **pair, **order)

    (row,) = (await trader.get(f"{MARGIN}/isolated/account"))["assets"]
    assert bought["isIsolated"] is True
    assert row["quoteAsset"]["borrowed"] == "1000.00000000"
    assert Decimal("1.9") < Decimal(row["marginLevel"]) < Decimal("2.1")
    assert 0 < Decimal(row["liquidatePrice"]) < Decimal(row["indexPrice"])
    assert (await held(trader, "USDT"))["free"] == 9_000
    assert await trader.get(f"{MARGIN}/myTrades", **pair) == []


async def test_an_isolated_account_that_is_closed_takes_no_money(trader: Trader) -> None:
    isolated, pair = f"{MARGIN}/isolated/account", {"symbol": "BTCUSDT"}
    await done(trader, isolated, **pair)
    repaid = {"asset": "BTC", "amount": "1", "type": "REPAY", "isIsolated": "TRUE"} | pair
    assert (await trader.refused("POST", f"{MARGIN}/borrow-repay", **repaid))[0] == -3015

    await trader.done("DELETE", isolated, **pair)

    way = {"type": "MARGIN_ISOLATEDMARGIN", "toSymbol": "BTCUSDT", "asset": "USDT", "amount": "1"}
    assert (await trader.refused("POST", TRANSFER, **way))[0] == -3003
    assert (await held(trader, "USDT"))["free"] == 10_000
    await done(trader, isolated, **pair)
    await move(trader, "MARGIN_ISOLATEDMARGIN", "USDT", "1", toSymbol="BTCUSDT")


async def test_an_account_that_is_no_longer_safe_is_sold_out(
    http: httpx.AsyncClient, trader: Trader, clock: Hand
) -> None:
    order = {"symbol": "LTCUSDT", "side": "BUY", "type": "MARKET", "quoteOrderQty": "25000"}
    await done(trader, f"{MARGIN}/order", **order, sideEffectType="MARGIN_BUY")
    await http.post("/sandbox/price", json={"symbol": "LTCUSDT", "price": "50"})
    clock.at += 60

    (record,) = (await trader.get(f"{MARGIN}/forceLiquidationRec"))["rows"]
    owed, coins = await held(trader, "USDT"), await held(trader, "LTC")
    assert (record["symbol"], record["side"]) == ("LTCUSDT", "SELL")
    assert coins["netAsset"] < Decimal("0.001")
    assert owed["borrowed"] + owed["free"] < 15_000


async def test_a_listen_token_lets_one_hear_of_the_margin_account(site: Site, hire: Hire) -> None:
    somebody = await hire(site.http, permissions=RIGHTS)
    await move(somebody, "MAIN_MARGIN", "USDT", "1000")
    token = (await done(somebody, "/sapi/v1/userListenToken", validity=60_000))["token"]
    talk = await site.talk("/ws-api/v3")
    opened = await talk.ask("userDataStream.subscribe.listenToken", {"listenToken": token})

    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.001"}
    placed = await done(somebody, f"{MARGIN}/order", **order)
    event = (await talk.hear())["event"]

    assert opened["status"] == 200
    assert (event["e"], event["i"]) == ("executionReport", placed["orderId"])
