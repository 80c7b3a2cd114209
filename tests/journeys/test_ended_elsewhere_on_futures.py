"""What ended on futures while the bot was away no longer waits in the chat."""

from futures_chat import ALGO, ORDER, buys, mark, question
from world import Message, Person, World

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


async def _cancels(trader: Trader) -> None:
    (order,) = await trader.done("GET", "/fapi/v1/openOrders", symbol="BTCUSDT")
    await trader.done("DELETE", ORDER, symbol="BTCUSDT", orderId=str(order["orderId"]))
    (stop,) = await trader.done("GET", "/fapi/v1/openAlgoOrders", symbol="BTCUSDT")
    await trader.done("DELETE", ALGO, algoId=str(stop["algoId"]))


def _is(one: Message, shown: Message, words: str) -> bool:
    return one["message_id"] == shown["message_id"] and words in one["text"]
