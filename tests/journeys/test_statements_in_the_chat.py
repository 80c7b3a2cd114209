"""What is open, what is over, and what was earned, as people see it in the chat."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from futures_chat import buys, ends, question, waiting
from world import Message, Person, World

from tests.sandbox.exchange.conftest import Trader

RIGHTS = {"enableFutures": True, "permitsUniversalTransfer": True}
MONEY = {"USDT": "10000", "BTC": "1", "ETH": "3"}

Elsewhere = Callable[..., Awaitable[Trader]]


@pytest.fixture
async def elsewhere(world: World) -> AsyncIterator[Elsewhere]:
    """Connects somebody's account, and opens it with another key, as the exchange's app would."""
    async with httpx.AsyncClient(base_url=world.exchange_url, trust_env=False) as http:

        async def connect(person: Person, *, futures: bool = False) -> Trader:
            rights = {"enableFutures": True} if futures else {}
            made = await person.connects(balances=MONEY, permissions=rights)
            other = await world.account(uid=made["uid"], permissions=RIGHTS)
            trader = Trader(http, time.time, other["api_key"], other["secret"], made["uid"])
            if futures:
                for way, asset, amount in (
                    ("MAIN_UMFUTURE", "USDT", "4000"),
                    ("MAIN_CMFUTURE", "BTC", "0.5"),
                ):
                    transfer = {"type": way, "asset": asset, "amount": amount}
                    await trader.done("POST", "/sapi/v1/asset/transfer", **transfer)
            return trader

        yield connect


async def order(trader: Trader, path: str = "/api/v3/order", **fields: str) -> Any:
    return await trader.done("POST", path, **fields)


async def limit(trader: Trader, symbol: str, side: str, quantity: str, price: str) -> Any:
    fields = {"type": "LIMIT", "timeInForce": "GTC", "quantity": quantity, "price": price}
    return await order(trader, symbol=symbol, side=side, **fields)


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message["keyboard"] for button in row]


async def test_futures_that_a_key_may_trade_later_are_listed_from_the_first_order_on(
    world: World, alice: Person
) -> None:
    made = await alice.connects(balances=MONEY, wallets={"UMFUTURE": {"USDT": "4000"}})
    refused = {"status": 401, "code": -2015, "msg": "Invalid API-key, IP, or permissions."}
    await world.fault("status", path="/fapi/v1/openOrders", times=1, **refused)
    assert "No open orders" in (await alice.says("/orders"))["text"]
    rights = {"permissions": {"enableFutures": True}}
    await world.exchange(f"accounts/{made['api_key']}", rights)
    await alice.taps(await question(alice, "/long btc 0.01 @ 40000 x5"), "Confirm")
    await alice.reads("Waiting in the book")

    listed = await alice.says("/orders")

    assert "BTCUSDT" in listed["text"]
    await alice.taps(await alice.says("/cancelall"), "Cancel them")
    await alice.reads("❌ Cancelled: BUY 0.01 BTCUSDT · USD-M at 40,000")


async def test_open_orders_of_all_markets_are_listed_filtered_and_cancelled(
    world: World, alice: Person, elsewhere: Elsewhere
) -> None:
    trader = await elsewhere(alice, futures=True)
    await limit(trader, "BTCUSDT", "SELL", "0.01", "99000")
    await limit(trader, "ETHUSDT", "BUY", "0.1", "1500")
    await order(
        trader, "/api/v3/orderList/oco", symbol="BTCUSDT", side="SELL", quantity="0.02",
        aboveType="LIMIT_MAKER", abovePrice="98000", belowType="STOP_LOSS",
        belowStopPrice="30000",
    )  # fmt: skip
    contract = {"type": "LIMIT", "timeInForce": "GTC", "quantity": "0.010", "price": "30000"}
    await order(trader, "/fapi/v1/order", symbol="BTCUSDT", side="BUY", **contract)
    await order(
        trader, "/fapi/v1/algoOrder", symbol="ETHUSDT", side="SELL", type="STOP_MARKET",
        algoType="CONDITIONAL", quantity="0.5", triggerPrice="1000",
    )  # fmt: skip

    listed = await alice.says("/orders")

    assert "Open orders · 6" in listed["text"]
    assert "SELL 0.01 BTCUSDT at 99,000" in listed["text"]
    assert "One of these cancels the other" in listed["text"]
    assert "at the market, once it touches 30,000" in listed["text"]
    assert "BUY 0.01 BTCUSDT · USD-M at 30,000" in listed["text"]
    assert "SELL 0.5 ETHUSDT · USD-M at the market, once it touches 1,000" in listed["text"]
    assert "% from" in listed["text"]

    await alice.taps(listed, "Buys")
    await alice.reads("Open orders · 2")
    await alice.taps(listed, "USD-M")
    bought = await alice.reads("Open orders · 1")
    assert "SELL" not in bought["text"]

    (cancel,) = [one for one in labels(bought) if one.startswith("❌ Cancel ") and "all" not in one]
    await alice.taps(bought, cancel)
    await alice.reads("Cancelled: BUY 0.01 BTCUSDT · USD-M")

    listed = await alice.says("/orders")
    assert "Open orders · 5" in listed["text"]
    await alice.taps(listed, "Cancel all")
    asked = await alice.reads("Cancel all 5 orders?")
    await alice.taps(asked, "Cancel them")
    await alice.reads("5 orders are gone.")
    assert "No open orders" in (await alice.says("/orders"))["text"]
    answered = await alice.forges(asked, asked["keyboard"][0][0]["callback_data"])
    assert "was answered" in answered["answered"]


async def test_a_cancelled_stop_that_binance_knows_no_more_is_told_as_cancelled(
    world: World, alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    number = await ends(trader, "STOP_MARKET", 30_000)
    await world.fault("status", path="/fapi/v1/algoOrder", method="GET", status=400, code=-2013,
                      msg="Order does not exist.", times=1000)  # fmt: skip

    listed = await alice.says("/orders")
    await alice.taps(listed, "❌ Cancel ")
    await alice.reads("❌ Cancelled: SELL all of the position BTCUSDT · USD-M")
    target = await ends(trader, "TAKE_PROFIT_MARKET", 99_000)
    await alice.forges(listed, f"xa:usdm:BTCUSDT:{target}")

    await alice.reads(f"❌ Cancelled: order {target} of BTCUSDT · USD-M")
    assert await waiting(trader) == []
    await alice.forges(listed, f"xa:usdm:BTCUSDT:{number}")
    await alice.reads(f"Binance knows no such order: order {number} of")


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
async def test_a_cancellation_that_is_not_answered_is_sent_until_it_is_certain(
    world: World, alice: Person, elsewhere: Elsewhere, kind: str
) -> None:
    trader = await elsewhere(alice)
    order = await limit(trader, "BTCUSDT", "SELL", "0.01", "99000")
    await world.fault(kind, path="/api/v3/order", method="DELETE", times=2)

    told = await alice.says(f"/cancel {order['orderId']}")

    assert "Cancelled: SELL 0.01 BTCUSDT" in told["text"]
    assert "No open orders" in (await alice.says("/orders"))["text"]


async def test_trades_and_orders_that_are_over_are_listed_with_where_they_come_from(
    world: World, alice: Person, elsewhere: Elsewhere
) -> None:
    trader = await elsewhere(alice)
    await order(trader, symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.01")
    await order(trader, symbol="ETHUSDT", side="SELL", type="MARKET", quantity="0.5")
    gone = await limit(trader, "BTCUSDT", "BUY", "0.02", "30000")
    await trader.done("DELETE", "/api/v3/order", symbol="BTCUSDT", orderId=gone["orderId"])

    await alice.writes("/history")  # a word of the fills themselves may come before the answer
    text = (await alice.reads("Orders that are over · 3"))["text"]
    assert "❌ BUY 0.02 BTCUSDT, cancelled" in text
    assert "✅ SELL 0.5 ETHUSDT, filled" in text

    await alice.writes("/fills")
    shown = await alice.reads("SELL 0.5 ETHUSDT at ")
    assert "taker" in shown["text"]
    assert "Complete from the first trade on: BTCUSDT, ETHUSDT" in shown["text"]
    await alice.taps(shown, "Sells")
    sold = await alice.sees(
        lambda one: one["message_id"] == shown["message_id"] and "BUY" not in (one["text"] or "")
    )
    assert "SELL 0.5 ETHUSDT" in sold["text"]
    await alice.writes("/fills btc day")
    await alice.reads("BUY 0.01 BTCUSDT at")


async def test_results_count_what_was_bought_and_nothing_that_came_from_outside(
    world: World, alice: Person, elsewhere: Elsewhere
) -> None:
    trader = await elsewhere(alice, futures=True)
    await world.price("ETHUSDT", "2000")
    await order(trader, symbol="ETHUSDT", side="BUY", type="MARKET", quantity="0.5")
    await world.price("ETHUSDT", "2400")
    await order(trader, symbol="ETHUSDT", side="SELL", type="MARKET", quantity="1")
    await order(
        trader, "/fapi/v1/order", symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.010"
    )

    await alice.writes("/pnl day")  # a word of the fills themselves may come before the answer
    shown = await alice.reads("cost unknown for 0.5005 ETH that came from outside")
    assert "realised (FIFO)" in shown["text"]
    assert "USD-M" in shown["text"]

    await alice.taps(shown, "average cost")
    await alice.reads("realised (average cost)")
    await alice.taps(shown, "📈 Chart")
    await alice.sees(lambda one: bool(one.get("photo")) and "realised" in (one["caption"] or ""))
    await alice.taps(shown, "📄 CSV")
    await alice.sees(lambda one: "3 trades (24 hours), times in UTC" in (one.get("caption") or ""))
    await alice.taps(shown, "🔎 Symbol")
    await alice.taps(await alice.reads("Results of which symbol?"), "ETHUSDT")
    await alice.reads("ETHUSDT · 24 hours")


async def test_the_balance_has_the_wallets_of_futures(alice: Person, elsewhere: Elsewhere) -> None:
    await elsewhere(alice, futures=True)

    text = (await alice.says("/balance"))["text"]

    assert "Spot" in text
    assert "USD-M" in text
    assert "USDT  4,000" in text
    assert "COIN-M" in text


@pytest.mark.parametrize("command", ["/orders", "/history", "/fills", "/pnl"])
async def test_without_a_key_there_is_nothing_to_tell(alice: Person, command: str) -> None:
    assert "/setkey" in (await alice.says(command))["text"]


async def test_a_word_that_means_nothing_is_named(alice: Person, elsewhere: Elsewhere) -> None:
    await elsewhere(alice)

    assert "NONSENSE" in (await alice.says("/fills nonsense"))["text"]
    assert "/pnl week BTCUSDT" in (await alice.says("/pnl week month"))["text"]


async def test_an_order_that_binance_refused_is_in_the_history_with_its_reason(
    world: World, alice: Person, elsewhere: Elsewhere
) -> None:
    trader = await elsewhere(alice)
    asked = await alice.says("/sell btc 1 @ 99000")
    await limit(trader, "BTCUSDT", "SELL", "0.5", "98000")  # what it would need is gone

    await alice.taps(asked, "Confirm")
    await alice.reads("The balance is too small")

    text = (await alice.says("/history"))["text"]
    assert "⛔ SELL 1 BTCUSDT, refused" in text
    assert "insufficient balance" in text


async def test_a_bracket_that_binance_refused_is_in_the_history_as_a_whole(
    world: World, alice: Person, elsewhere: Elsewhere
) -> None:
    trader = await elsewhere(alice)
    await world.price("BTCUSDT", "60000")
    asked = await alice.says("/bracket btc $9000 @ 50000 tp 65000 sl 45000 limit 44900")
    await limit(trader, "BTCUSDT", "BUY", "0.1", "40000")  # what it would need is gone

    await alice.taps(asked, "Confirm")
    await alice.reads("The balance is too small")

    shown = await alice.says("/history")
    assert "⛔ BUY 0.18 BTCUSDT at 50,000; once all of it is filled, SELL " in shown["text"]
    assert "if it falls to 45,000, at 44,900: refused" in shown["text"]
    assert "insufficient balance" in shown["text"]
    await alice.taps(shown, "Sells")
    await alice.reads("No orders that are over.")


async def test_conditional_orders_that_were_never_triggered_are_in_the_history(
    world: World, alice: Person, elsewhere: Elsewhere
) -> None:
    trader = await elsewhere(alice, futures=True)
    await world.price("BTCUSDT", "60000")
    await order(
        trader, "/fapi/v1/order", symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.010"
    )
    terms = {"algoType": "CONDITIONAL", "symbol": "BTCUSDT", "side": "SELL"}
    gone = await order(
        trader, "/fapi/v1/algoOrder", type="STOP_MARKET", triggerPrice="50000",
        closePosition="true", **terms,
    )  # fmt: skip
    await trader.done("DELETE", "/fapi/v1/algoOrder", algoId=gone["algoId"])
    await order(
        trader, "/fapi/v1/algoOrder", type="TAKE_PROFIT_MARKET", triggerPrice="90000",
        quantity="0.005", **terms,
    )  # fmt: skip

    await alice.writes("/history")  # a word of the fill may come before the answer
    shown = await alice.reads("Orders that are over")

    assert (
        "❌ SELL all of the position BTCUSDT · USD-M, cancelled, never triggered" in shown["text"]
    )
    assert "at the market, once it touches 50,000" in shown["text"]
    assert f"{gone['algoId']}" in shown["text"]
    assert "90,000" not in shown["text"]  # that one waits still
    assert "Conditional orders looked at: BTCUSDT." in shown["text"]
    await alice.taps(shown, "Buys")
    bought = await alice.sees(
        lambda one: one["message_id"] == shown["message_id"] and "50,000" not in (one["text"] or "")
    )
    assert "BUY 0.01 BTCUSDT · USD-M, filled" in bought["text"]
    await alice.writes("/history btc sell day")
    only = await alice.sees(
        lambda one: one["message_id"] > shown["message_id"] and "50,000" in (one["text"] or "")
    )
    assert "Orders that are over · 1" in only["text"]
