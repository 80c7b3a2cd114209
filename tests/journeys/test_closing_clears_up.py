"""What waits to end a position goes with it, and never before it."""

from decimal import Decimal

from futures_chat import ALGO, ORDER, buys, ends, eventually, held, mark, question, waiting
from world import Person, World

from tests.sandbox.exchange.conftest import Trader

POSITIONS = "/fapi/v3/positionRisk"
BOTH = [("STOP_MARKET", "SELL", True), ("TAKE_PROFIT_MARKET", "SELL", True)]


async def away(trader: Trader, share: str) -> int:
    """A share of the price of now."""
    return round(await mark(trader) * Decimal(share))


async def guarded(trader: Trader) -> tuple[int, int]:
    """A position with a stop and a target; their prices."""
    await buys(trader, "BTCUSDT", "0.02")
    stop = await away(trader, "0.9")
    await ends(trader, "STOP_MARKET", stop)
    target = await away(trader, "1.1")
    await ends(trader, "TAKE_PROFIT_MARKET", target)
    return stop, target


async def test_closing_a_position_cancels_what_waits_to_end_it_and_nothing_else(
    alice: Person, trader: Trader
) -> None:
    stop, target = await guarded(trader)
    await ends(trader, "STOP_MARKET", await away(trader, "1.2"), side="BUY")
    await ends(trader, "STOP_MARKET", await away(trader, "0.8"), closePosition="", quantity="0.01")
    await ends(trader, "STOP_MARKET", 100, symbol="ETHUSDT")
    part = await question(alice, "/close btc 50%")
    assert "cancelled" not in part["text"]

    asked = await question(alice, "/close btc")

    assert "Once closed, the 2 orders that wait to end it are cancelled" in asked["text"]
    assert f"🛑 Stop {stop:,} · 🎯 Target {target:,}" in asked["text"]
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: SELL 0.02 BTCUSDT at market")
    await alice.reads(f"Cancelled: the stop {stop:,} of BTCUSDT LONG")
    await alice.reads(f"Cancelled: the target {target:,} of BTCUSDT LONG")
    assert await waiting(trader) == [("STOP_MARKET", "BUY", True), ("STOP_MARKET", "SELL", False)]
    assert len(await trader.done("GET", "/fapi/v1/openAlgoOrders", symbol="ETHUSDT")) == 1


async def test_a_close_that_is_refused_leaves_the_stop_in_place(
    world: World, alice: Person, trader: Trader
) -> None:
    stop, _ = await guarded(trader)
    asked = await question(alice, "/close btc")
    await world.fault("status", path=ORDER, method="POST", status=400, code=-2022,
                      msg="ReduceOnly Order is rejected.")  # fmt: skip

    await alice.taps(asked, "Confirm")

    await alice.reads("Not executed: SELL 0.02 BTCUSDT")
    told = await alice.reads(f"I did not cancel: the stop {stop:,} of BTCUSDT LONG")
    assert "was not filled whole" in told["text"]
    assert await waiting(trader) == BOTH


async def test_a_position_that_grew_meanwhile_keeps_its_stop(alice: Person, trader: Trader) -> None:
    stop, _ = await guarded(trader)
    asked = await question(alice, "/close btc")
    await buys(trader, "BTCUSDT", "0.01")

    await alice.taps(asked, "Confirm")

    await alice.reads("Filled: SELL 0.02 BTCUSDT at market")
    await alice.reads(f"I did not cancel: the stop {stop:,} of BTCUSDT LONG")
    assert await held(trader) == {("BTCUSDT", "BOTH"): "0.010"}
    assert await waiting(trader) == BOTH


async def test_what_was_not_cancelled_before_a_restart_is_cancelled_after_it(
    world: World, alice: Person, trader: Trader
) -> None:
    stop, target = await guarded(trader)
    asked = await question(alice, "/close btc")
    await world.fault("status", path=POSITIONS, status=500, times=1000, msg="later")
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: SELL 0.02 BTCUSDT at market")
    await world.stop()
    await world.http.delete(f"{world.exchange_url}/sandbox/faults")

    await world.start()

    await alice.reads(f"Cancelled: the stop {stop:,} of BTCUSDT LONG")
    await alice.reads(f"Cancelled: the target {target:,} of BTCUSDT LONG")
    assert await waiting(trader) == []


async def test_a_cancellation_without_an_answer_is_looked_at_and_told_once(
    world: World, alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    stop = await away(trader, "0.9")
    await ends(trader, "STOP_MARKET", stop)
    asked = await question(alice, "/close btc")
    await world.fault("drop_after", path=ALGO, method="DELETE")

    await alice.taps(asked, "Confirm")

    await alice.reads(f"Cancelled: the stop {stop:,} of BTCUSDT LONG")
    texts = [one.get("text") or "" for one in await alice.chat()]
    assert len([text for text in texts if "Cancelled: the stop" in text]) == 1
    assert await waiting(trader) == []


async def test_a_cancellation_that_did_not_happen_is_told_with_what_to_do(
    world: World, alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    stop = await away(trader, "0.9")
    await ends(trader, "STOP_MARKET", stop)
    asked = await question(alice, "/close btc")
    await world.fault("drop_before", path=ALGO, method="DELETE")

    await alice.taps(asked, "Confirm")

    told = await alice.reads(f"Not cancelled: the stop {stop:,} of BTCUSDT LONG")
    assert "It still waits, and would close the next position: cancel it in /orders" in told["text"]
    assert len(await waiting(trader)) == 1


async def test_an_order_that_is_gone_already_is_no_failure(alice: Person, trader: Trader) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    stop = await away(trader, "0.9")
    number = await ends(trader, "STOP_MARKET", stop)
    asked = await question(alice, "/close btc")
    await trader.done("DELETE", ALGO, algoId=number)

    await alice.taps(asked, "Confirm")

    told = await alice.reads(f"Waits no more: the stop {stop:,} of BTCUSDT LONG")
    assert "orders" not in str(told["keyboard"])
    assert await held(trader) == {}


async def test_in_hedge_mode_the_other_side_keeps_its_stop(alice: Person, trader: Trader) -> None:
    await trader.done("POST", "/fapi/v1/positionSide/dual", dualSidePosition="true")
    await buys(trader, "BTCUSDT", "0.02", positionSide="LONG")
    await buys(trader, "BTCUSDT", "0.01", positionSide="SHORT", side="SELL")
    await ends(trader, "STOP_MARKET", await away(trader, "0.9"), positionSide="LONG")
    await ends(trader, "STOP_MARKET", await away(trader, "1.1"), positionSide="SHORT", side="BUY")

    await alice.taps(await question(alice, "/close btc long"), "Confirm")

    await alice.reads("Cancelled: the stop")
    assert await waiting(trader) == [("STOP_MARKET", "BUY", True)]
    await alice.taps(await question(alice, "/close btc"), "Confirm")
    await eventually(lambda: waiting(trader), [])


async def test_with_all_positions_go_their_orders(alice: Person, trader: Trader) -> None:
    await guarded(trader)
    await buys(trader, "ETHUSDT", "0.5")
    await buys(trader, "BTCUSD_PERP", "2")
    await ends(trader, "STOP_MARKET", 30000, symbol="BTCUSD_PERP")

    asked = await question(alice, "/close all")

    assert "3 orders wait to end them: each is cancelled once its position" in asked["text"]
    await alice.taps(asked, "Confirm")
    await eventually(lambda: held(trader), {})
    await eventually(lambda: waiting(trader), [])
    await alice.reads("Cancelled: the stop 30,000 of BTCUSD_PERP LONG")


async def test_where_stops_cannot_be_read_a_position_is_closed_all_the_same(
    world: World, alice: Person, trader: Trader
) -> None:
    await guarded(trader)
    await world.fault("status", path="/fapi/v1/openAlgoOrders", status=400, code=-4000, times=1,
                      msg="Something is wrong.")  # fmt: skip

    asked = await question(alice, "/close btc")

    assert "The stops and targets of BTCUSDT LONG could not be read. They stay" in asked["text"]
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: SELL 0.02 BTCUSDT at market")
    assert await waiting(trader) == BOTH


async def test_where_those_of_one_cannot_be_read_those_of_the_other_are_told_all_the_same(
    world: World, alice: Person, trader: Trader
) -> None:
    await guarded(trader)
    await buys(trader, "ETHUSDT", "0.5")
    await ends(trader, "STOP_MARKET", 100, symbol="ETHUSDT")
    await world.fault("status", path="/fapi/v1/openAlgoOrders", status=400, code=-4000, times=1,
                      msg="Something is wrong.")  # fmt: skip

    asked = await question(alice, "/close all")

    assert "USDT LONG could not be read. They stay" in asked["text"]
    assert "to end " in asked["text"]
    assert "once " in asked["text"]


async def follower(alice: Person, trader: Trader) -> tuple[int, int]:
    """An entry that waits in the book, with a stop behind it; their prices."""
    price, stop = await away(trader, "0.97"), await away(trader, "0.9")
    await alice.taps(await question(alice, f"/long btc 0.05 @ {price} x5 sl {stop}"), "Confirm")
    await alice.reads("Waiting in the book")
    return price, stop


async def test_a_stop_behind_an_entry_in_the_book_is_named_and_follows_after_the_close(
    world: World, alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    price, stop = await follower(alice, trader)
    assert "entry" not in (await question(alice, "/close btc 50%"))["text"].replace("entered", "")

    asked = await question(alice, "/close btc")

    assert (
        f"⏳ Kept until its entry fills, which waits in the book: 🛑 Stop {stop:,}. The entry stays"
    ) in asked["text"]
    await alice.taps(asked, "Confirm")
    await eventually(lambda: held(trader), {})
    await world.price("BTCUSDT", str(price - 100))
    await eventually(lambda: waiting(trader), [("STOP_MARKET", "SELL", True)])


async def test_closing_all_counts_the_stops_behind_entries_in_the_book(
    alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    await buys(trader, "ETHUSDT", "0.5")
    await follower(alice, trader)

    asked = await question(alice, "/close all")

    assert "⏳ 1 stop or target waits for its entry in the book to fill. The" in asked["text"]
    assert "Kept" not in (await question(alice, "/close eth"))["text"]


async def test_an_entry_without_a_stop_in_the_book_is_named_before_the_close(
    alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    price = await away(trader, "0.97")
    await alice.taps(await question(alice, f"/long btc 0.05 @ {price} x5"), "Confirm")
    await alice.reads("Waiting in the book")

    asked = await question(alice, "/close btc")

    assert (
        "⚠️ Stays in the book, and may open a position again without a stop: "
        f"BUY 0.05 BTC at {price:,}. To cancel it: /orders"
    ) in asked["text"]
    assert "may open" not in (await question(alice, f"/close btc @ {price + 9000}"))["text"]
