"""What ended on futures while the bot was away no longer waits in the chat."""

from datetime import timedelta

import pytest
from futures_chat import ALGO, ORDER, buys, ends, eventually, mark, question, waiting
from world import Message, Person, World

from bot.following import contract_history
from tests.sandbox.exchange.conftest import Trader


async def test_an_order_and_a_stop_that_were_cancelled_elsewhere_wait_no_more(
    world: World, alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    now = round(await mark(trader))
    await alice.taps(await question(alice, f"/close btc @ {now + 9000}"), "Confirm")
    resting = await alice.reads("Waiting in the book")
    await alice.taps(await question(alice, f"/close btc sl {now - 9000}"), "Confirm")
    stop = await alice.reads("Waiting for its price")
    await world.stop()
    await _cancels(trader)

    await world.start()

    mended = [
        await alice.sees(lambda one, at=shown: _is(one, at, "Cancelled: SELL"))
        for shown in (resting, stop)
    ]
    assert not any("Cancel order" in str(one["keyboard"]) for one in mended)


async def test_the_stop_of_a_position_that_was_closed_meanwhile_is_offered_to_be_taken_back(
    world: World, alice: Person, trader: Trader
) -> None:
    now = round(await mark(trader))
    await buys(trader, "BTCUSDT", "0.02")
    await alice.reads("Filled: BUY BTCUSDT · USD-M")
    await ends(trader, "STOP_MARKET", 50000)
    await ends(trader, "TAKE_PROFIT_MARKET", now + 500)
    await world.stop()
    await world.price("BTCUSDT", str(now + 1000))
    await eventually(lambda: waiting(trader), [("STOP_MARKET", "SELL", True)])

    await world.start()

    told = await alice.reads("1 order has outlived its position")
    assert "• the stop 50,000 of BTCUSDT LONG" in told["text"]
    await alice.taps(told, "Cancel it")
    await alice.taps(await alice.reads("Cancel what is of no use"), "Confirm")
    await eventually(lambda: waiting(trader), [])


@pytest.mark.parametrize(
    ("triggers", "words"), [(True, "Triggered: SELL"), (False, "Over: SELL the whole position")]
)
async def test_a_stop_that_ended_and_that_binance_has_forgotten_waits_no_more(
    world: World, alice: Person, trader: Trader, monkeypatch: pytest.MonkeyPatch,
    triggers: bool, words: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(contract_history, "UNSEEN", timedelta())
    await buys(trader, "BTCUSDT", "0.02")
    now = round(await mark(trader))
    await alice.taps(await question(alice, f"/close btc sl {now - 2000}"), "Confirm")
    stop = await alice.reads("Waiting for its price")
    await world.stop()
    await world.fault("forgetting", path=ALGO, times=1000)
    if triggers:
        await world.price("BTCUSDT", str(now - 3000))
        await eventually(lambda: waiting(trader), [])
    else:
        await trader.done("DELETE", "/fapi/v1/algoOpenOrders", symbol="BTCUSDT")

    await world.start()

    mended = await alice.sees(lambda one: _is(one, stop, words))
    assert "Cancel order" not in str(mended["keyboard"])


async def _cancels(trader: Trader) -> None:
    (order,) = await trader.done("GET", "/fapi/v1/openOrders", symbol="BTCUSDT")
    await trader.done("DELETE", ORDER, symbol="BTCUSDT", orderId=str(order["orderId"]))
    (stop,) = await trader.done("GET", "/fapi/v1/openAlgoOrders", symbol="BTCUSDT")
    await trader.done("DELETE", ALGO, algoId=str(stop["algoId"]))


def _is(one: Message, shown: Message, words: str) -> bool:
    return one["message_id"] == shown["message_id"] and words in one["text"]
