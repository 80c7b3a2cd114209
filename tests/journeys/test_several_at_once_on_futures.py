"""What one tap asks for at once does not wait for one another, and does not go out late."""

import sqlite3
from functools import partial
from typing import Any

from futures_chat import ORDER, buys, eventually, held, mark, question, waiting
from world import Person, World

from tests.sandbox.exchange.conftest import Trader

ENDS = [("STOP_MARKET", "SELL", True), ("TAKE_PROFIT_MARKET", "SELL", True)]


async def test_a_stop_and_a_target_for_a_position_that_is_there_are_both_placed(
    alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    now = round(await mark(trader))

    asked = await question(alice, f"/close btc tp {now + 5000} sl {now - 5000}")
    await alice.taps(asked, "Confirm")

    await eventually(lambda: waiting(trader), ENDS)
    target = await alice.sees(
        lambda one: "(take profit)" in one["text"] and "Waiting for its price" in one["text"]
    )
    assert f"{now + 5000:,}" in target["text"]


async def test_each_of_several_closings_has_one_message_that_grows(
    alice: Person, trader: Trader
) -> None:
    for symbol, quantity in (("BTCUSDT", "0.02"), ("ETHUSDT", "0.5"), ("SOLUSDT", "3")):
        await buys(trader, symbol, quantity)

    await alice.taps(await question(alice, "/close all"), "Confirm")

    for symbol, quantity in (("BTCUSDT", "0.02"), ("ETHUSDT", "0.5"), ("SOLUSDT", "3")):
        told = f"Filled: SELL {quantity} {symbol} at market (only reduces)\n{quantity} at "
        await alice.sees(partial(_has, told, "\nFee: "))
    texts = [one.get("text", "") for one in await alice.chat() if one["from"] == "bot"]
    assert sum("Filled: SELL" in text for text in texts) == 3


def _has(*words_and_message: Any) -> bool:
    *words, message = words_and_message
    return all(one in message.get("text", "") for one in words)


async def test_a_position_is_closed_though_nobody_knows_what_became_of_the_other(
    world: World, alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    await buys(trader, "ETHUSDT", "0.5")
    asked = await question(alice, "/close all")
    await world.fault("drop_before", path=ORDER, method="POST")
    await world.fault("status", path=ORDER, method="GET", status=503, times=1000)

    await alice.taps(asked, "Confirm")

    await eventually(lambda: still(trader), 1)
    unknown = await alice.reads("Status unknown: SELL")
    (kept,) = await held(trader)
    assert kept[0] in unknown["text"]
    await world.http.delete(f"{world.exchange_url}/sandbox/faults")


async def still(trader: Trader) -> int:
    return len(await held(trader))


async def test_what_was_confirmed_long_ago_is_not_sent_after_a_restart(
    world: World, alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    await buys(trader, "ETHUSDT", "0.5")
    await alice.taps(await question(alice, "/close all"), "Confirm")
    await eventually(lambda: held(trader), {})
    await world.stop()
    _as_if_it_had_not_been_sent(world, alice)
    await buys(trader, "ETHUSDT", "0.3")

    await world.start()

    told = await alice.reads("Not placed: SELL")
    assert "confirmed too long ago" in told["text"]
    assert await held(trader) == {("ETHUSDT", "BOTH"): "0.300"}


def _as_if_it_had_not_been_sent(world: World, person: Person) -> None:
    """As a crash leaves it whose bot comes back two minutes later."""
    path = world.plan.database_url.partition(":///")[2]
    with sqlite3.connect(path) as database:
        changed = database.execute(
            "UPDATE order_intents SET state = 'PLANNED', result = NULL, status = NULL, "
            "created_at = created_at - 120000000 WHERE part = 1 AND user_id = ?",
            (person.id,),
        )
        assert changed.rowcount == 1
    database.close()
