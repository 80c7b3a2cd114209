"""A stop whose position was closed by the target, or elsewhere, is offered to be taken back."""

from futures_chat import ORDER, buys, ends, eventually, mark, question, waiting
from world import Person, World

from tests.sandbox.exchange.conftest import Trader

LEFT = "1 order has outlived its position"


async def holds(alice: Person, trader: Trader) -> None:
    """A position, of which she heard: her account is followed."""
    await buys(trader, "BTCUSDT", "0.02")
    await alice.reads("Filled: BUY BTCUSDT · USD-M")


async def closed_by_its_target(world: World, alice: Person, trader: Trader) -> None:
    await holds(alice, trader)
    now = await mark(trader)
    await ends(trader, "STOP_MARKET", 50000)
    await ends(trader, "TAKE_PROFIT_MARKET", round(now) + 500)
    await world.price("BTCUSDT", str(round(now) + 1000))
    await eventually(lambda: waiting(trader), [("STOP_MARKET", "SELL", True)])


async def test_the_stop_that_a_target_leaves_behind_is_taken_back_with_two_taps(
    world: World, alice: Person, trader: Trader
) -> None:
    await closed_by_its_target(world, alice, trader)
    told = await alice.reads(LEFT)
    assert "• the stop 50,000 of BTCUSDT LONG" in told["text"]

    await alice.taps(told, "Cancel it")

    asked = await alice.reads("Cancel what is of no use without its position?")
    assert "the stop 50,000 of BTCUSDT LONG" in asked["text"]
    assert len(await waiting(trader)) == 1
    await alice.taps(asked, "Confirm")
    await alice.reads("Cancelled: the stop 50,000 of BTCUSDT LONG")
    assert await waiting(trader) == []
    await alice.taps(told, "Cancel it")
    await alice.reads("No order in BTCUSDT has outlived its position")


async def test_an_entry_that_would_lose_its_stop_is_named_before_that_is_cancelled(
    world: World, alice: Person, trader: Trader
) -> None:
    limit = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    await trader.done("POST", ORDER, **limit, price="40000", quantity="0.07")
    await closed_by_its_target(world, alice, trader)
    warning = "would have no stop without this: BUY 0.07 at 40,000. To cancel it: /orders"

    told = await alice.reads(LEFT)
    await alice.taps(told, "Cancel it")

    assert warning in told["text"]
    assert warning in (await alice.reads("Cancel what is of no use"))["text"]


async def test_with_a_position_again_nothing_is_taken_back(
    world: World, alice: Person, trader: Trader
) -> None:
    await closed_by_its_target(world, alice, trader)
    await alice.taps(await alice.reads(LEFT), "Cancel it")
    asked = await alice.reads("Cancel what is of no use")
    await buys(trader, "BTCUSDT", "0.01")

    await alice.taps(asked, "Confirm")

    await alice.reads("The position is there again, so its orders stay")
    assert await waiting(trader) == [("STOP_MARKET", "SELL", True)]


async def test_in_dry_run_it_is_taken_back_all_the_same(
    world: World, alice: Person, trader: Trader
) -> None:
    await alice.taps(await alice.says("/guards dry on"), "Yes")
    await alice.reads("It holds from now on")
    await closed_by_its_target(world, alice, trader)
    await alice.taps(await alice.reads(LEFT), "Cancel it")

    asked = await alice.reads("Cancel what is of no use")
    assert "Dry run" not in asked["text"]
    await alice.taps(asked, "Confirm")

    await alice.reads("Cancelled: the stop 50,000 of BTCUSDT LONG")
    assert await waiting(trader) == []


async def test_of_what_goes_with_its_position_nothing_more_is_said(
    alice: Person, trader: Trader
) -> None:
    await holds(alice, trader)
    await ends(trader, "STOP_MARKET", 50000)
    await alice.taps(await question(alice, "/close btc"), "Confirm")
    await alice.reads("Cancelled: the stop 50,000 of BTCUSDT LONG")
    await buys(trader, "ETHUSDT", "0.5")
    await ends(trader, "STOP_MARKET", 100, symbol="ETHUSDT")
    eth = {"symbol": "ETHUSDT", "side": "SELL", "type": "MARKET", "quantity": "0.5"}
    await trader.done("POST", ORDER, **eth)

    told = await alice.reads(LEFT)

    assert "ETHUSDT" in told["text"]
    texts = [one.get("text") or "" for one in await alice.chat()]
    assert len([text for text in texts if "outlived" in text]) == 1


async def test_while_one_side_is_held_only_the_orders_of_the_other_have_outlived_theirs(
    alice: Person, trader: Trader
) -> None:
    await trader.done("POST", "/fapi/v1/positionSide/dual", dualSidePosition="true")
    await buys(trader, "BTCUSDT", "0.02", positionSide="LONG")
    await alice.reads("Filled: BUY BTCUSDT · USD-M LONG")
    await buys(trader, "BTCUSDT", "0.01", positionSide="SHORT", side="SELL")
    await ends(trader, "STOP_MARKET", 50000, positionSide="LONG")
    await ends(trader, "STOP_MARKET", 90000, positionSide="SHORT", side="BUY")
    await buys(trader, "BTCUSDT", "0.01", positionSide="SHORT")

    told = await alice.reads(LEFT)

    assert "the stop 90,000 of BTCUSDT SHORT" in told["text"]
    assert "LONG" not in told["text"]
    await alice.taps(told, "Cancel it")
    await alice.taps(await alice.reads("Cancel what is of no use"), "Confirm")
    await eventually(lambda: waiting(trader), [("STOP_MARKET", "SELL", True)])


async def test_two_of_them_are_taken_back_together(alice: Person, trader: Trader) -> None:
    await holds(alice, trader)
    await ends(trader, "STOP_MARKET", 50000)
    await ends(trader, "TAKE_PROFIT_MARKET", 90000)
    await buys(trader, "BTCUSDT", "0.02", side="SELL")
    told = await alice.reads("2 orders have outlived their position")

    await alice.taps(told, "Cancel them")
    await alice.taps(await alice.reads("Cancel what is of no use"), "Confirm")

    await alice.reads("Cancelled: the stop 50,000 of BTCUSDT LONG")
    await alice.reads("Cancelled: the target 90,000 of BTCUSDT LONG")
    assert await waiting(trader) == []


async def test_a_bot_that_ended_before_it_looked_offers_it_when_it_is_back(
    world: World, alice: Person, trader: Trader
) -> None:
    await holds(alice, trader)
    await ends(trader, "STOP_MARKET", 50000)
    await buys(trader, "BTCUSDT", "0.02", side="SELL")
    await alice.reads("Filled: SELL BTCUSDT · USD-M")  # some seconds before it would look

    await world.restart()

    assert "• the stop 50,000 of BTCUSDT LONG" in (await alice.reads(LEFT))["text"]
