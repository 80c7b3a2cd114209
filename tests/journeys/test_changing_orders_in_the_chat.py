"""Open orders are given another price or amount: shown, confirmed, done once, told as it came."""

import asyncio
from typing import Any

import pytest
from world import Message, Person, World

REPLACE = {"path": "/api/v3/order/cancelReplace", "method": "POST"}


async def resting(world: World, person: Person, words: str = "/buy btc 0.01 @ 60000") -> int:
    """Place an order that waits; its number."""
    asked = await person.says(words)
    await person.taps(asked, "Confirm")
    await person.reads("Waiting")
    return int((await world.orders())[0]["orderId"])


async def by_number(world: World) -> dict[int, dict[str, Any]]:
    return {int(one["orderId"]): one for one in await world.orders()}


async def open_orders(world: World) -> list[tuple[str, str]]:
    return [
        (one["price"].rstrip("0").rstrip("."), one["origQty"].rstrip("0"))
        for one in await world.orders()
        if one["status"] in ("NEW", "PARTIALLY_FILLED")
    ]


async def confirmed(person: Person, asked: Message) -> None:
    await person.taps(asked, "Confirm")


async def test_less_of_an_order_keeps_its_place(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})
    number = await resting(world, alice)

    asked = await alice.says(f"/change {number} 0.004")

    assert "Now: BUY 0.01 BTC at 60,000" in asked["text"]
    assert "Then: BUY 0.004 BTC at 60,000" in asked["text"]
    assert "keeps its place" in asked["text"]
    assert "Fee about 0.000004 BTC" in asked["text"]
    assert "Free afterwards: 760 USDT" in asked["text"]
    await confirmed(alice, asked)
    await alice.reads(f"reduce order {number} to 0.004")
    await alice.reads("Waiting in the book: BUY 0.01 BTCUSDT at 60,000, reduced to 0.004")
    assert await open_orders(world) == [("60000", "0.004")]
    assert list(await by_number(world)) == [number]


async def test_moving_an_order_uses_up_no_more_of_the_day(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "2000"})
    await alice.taps(await alice.says("/guards day 605"), "Yes")
    await alice.reads("It holds from now on")
    number = await resting(world, alice)

    for price in ("59000", "60500", "60000"):
        await confirmed(alice, await alice.says(f"/change {number} @ {price}"))
        await alice.reads(f"in place of order {number}")
        number = max(await by_number(world))

    assert "your guard allows 605 USDT" in (await alice.says(f"/change {number} @ 60600"))["text"]
    assert await open_orders(world) == [("60000", "0.01")]


async def test_another_price_puts_another_order_in_its_place(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "610"})
    number = await resting(world, alice)

    asked = await alice.says(f"/change {number} @ 61000")

    assert "Then: BUY 0.01 BTC at 61,000" in asked["text"]
    assert "Fee about 0.00001 BTC" in asked["text"]
    assert "loses its place in the queue" in asked["text"]
    assert "Free afterwards: 0 USDT" in asked["text"]  # what the old one keeps counts as free
    await confirmed(alice, asked)
    await alice.reads(f"in place of order {number}")
    assert await open_orders(world) == [("61000", "0.01")]
    assert (await by_number(world))[number]["status"] == "CANCELED"

    (number,) = [one for one in await by_number(world) if one != number]
    asked = await alice.says(f"/change {number} 0.005 @ 62000")
    await confirmed(alice, asked)
    await alice.reads("BUY 0.005 BTCUSDT at 62,000, in place of")
    assert await open_orders(world) == [("62000", "0.005")]


async def test_a_stop_that_waits_for_its_price_has_no_place_to_lose(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    await confirmed(alice, await alice.says("/buy btc 0.01 stop 70000 limit 70100"))
    await alice.reads("Waiting for its price")
    (number,) = await by_number(world)

    offered = (await alice.says(f"/change {number}"))["text"]
    asked = (await alice.says(f"/change {number} stop 71000 @ 71100"))["text"]

    far = (await alice.says(f"/change {number} stop 95000 @ 95100"))["text"]

    assert "⚠️ 95,000 lies " in far
    assert " lies " not in asked
    assert "queue" not in offered + asked
    assert "The old order is cancelled first." in asked


async def test_a_change_by_buttons(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})
    number = await resting(world, alice)

    for button, told, then in (
        ("50% of it", "reduce order", ("60000", "0.005")),
        ("Price −1%", "at 59,400, in place of", ("59400", "0.005")),
    ):
        listed = await alice.says("/orders")
        await alice.taps(listed, "Change")
        offered = await alice.hears("Change order")
        await alice.taps(offered, button)
        asked = await alice.reads("Then:")
        await alice.taps(asked, "Confirm")
        await alice.reads(told)
        assert await open_orders(world) == [then]
    assert number in await by_number(world)

    await alice.taps(await alice.says("/orders"), "Change")
    await alice.taps(await alice.hears("Change order"), "To the best bid")
    asked = await alice.reads("Then: BUY 0.005 BTC at 6")


async def test_a_stop_is_moved_by_what_it_waits_for(world: World, alice: Person) -> None:
    await alice.connects(balances={"BTC": "1"})
    number = await resting(world, alice, "/sell btc 0.01 stop 50000 limit 49900")

    asked = await alice.says(f"/change {number} stop 51000 @ 50900")
    await confirmed(alice, asked)

    await alice.reads("in place of order")
    (order,) = [one for one in await world.orders() if one["status"] == "NEW"]
    assert (order["stopPrice"][:5], order["price"][:5]) == ("51000", "50900")


async def test_a_limit_goes_along_with_its_stop_and_may_not_be_left_behind_unnoticed(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"BTC": "1"})
    slip = await alice.says("/sell btc 0.01 stop 50000 limit 50100")
    number = await resting(world, alice, "/sell btc 0.01 stop 50000 limit 49900")

    left = await alice.says(f"/change {number} stop 48000 @ 49900")
    asked = await alice.says(f"/change {number} stop 45000")

    assert "The limit 50,100 lies above the stop 50,000: it may never fill" in slip["text"]
    assert "The limit 49,900 lies above the stop 48,000: it may never fill" in left["text"]
    assert "Then: SELL 0.01 BTC at 44,910, if it falls to 45,000" in asked["text"]
    assert "never" not in asked["text"]
    await confirmed(alice, asked)
    await alice.reads("in place of order")
    (order,) = [one for one in await world.orders() if one["status"] == "NEW"]
    assert (order["stopPrice"][:5], order["price"][:5]) == ("45000", "44910")


WRONG = {
    "": "/change 123456 0.5 @ 61000",
    "abc @ 1": "Write the number of the order first",
    "{n} @": "Something is missing",
    "{n} 1e5": "do not understand “1e5”",
    "{n} -1": "do not understand “-1”",
    "{n} ٣": "do not understand",
    "{n} 0.005 0.006": "do not understand “0.006”",
    "{n} @ 1 @ 2": "only once",
    "{n} 0.01": "like that already",
    "{n} @ 60000": "like that already",
    "{n} 0.000001": "nothing of the order",
    "{n} 0.00001": "5 USDT or more",
    "{n} @ 60000.001": "go in steps",
    "{n} 5": "Not enough USDT",
    "{n} stop 61000": "waits for no other price",
    "999999999": "no open order of yours",
    "999999999 @ 60000": "no open order of yours",
}


@pytest.mark.long
async def test_wrong_input_gets_one_clear_line_and_nothing_happens(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    number = await resting(world, alice)

    for words, told in WRONG.items():
        answer = await alice.says(f"/change {words.format(n=number)}")
        assert told in answer["text"], words

    assert await open_orders(world) == [("60000", "0.01")]


async def test_double_taps_make_one_change(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})
    number = await resting(world, alice)
    asked = await alice.says(f"/change {number} @ 61000")

    await asyncio.gather(*(alice.taps(asked, "Confirm") for _ in range(5)))

    await alice.reads("in place of order")
    assert len(await world.orders()) == 2


async def test_nobody_changes_the_order_of_somebody_else(
    world: World, alice: Person, bob: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    await bob.connects(balances={"USDT": "1000"})
    number = await resting(world, alice)
    greeting = await bob.says("/start")

    await bob.forges(greeting, f"ch:BTCUSDT:{number}:-1")

    await bob.reads("no such order")
    assert "no open order of yours" in (await bob.says(f"/change {number} @ 61000"))["text"]
    asked = await alice.says(f"/change {number} @ 61000")
    answered = await bob.forges(greeting, asked["keyboard"][0][0]["callback_data"])
    assert "not yours" in answered["answered"]
    assert await open_orders(world) == [("60000", "0.01")]


async def test_a_pair_is_not_changed_by_half(world: World, alice: Person) -> None:
    await alice.connects(balances={"BTC": "1"})
    asked = await alice.says("/sell btc 0.01 @ 99000 stop 50000")
    await alice.taps(asked, "Confirm")
    await alice.reads("In place")
    number = int((await world.orders())[0]["orderId"])

    assert "hangs together" in (await alice.says(f"/change {number} @ 98000"))["text"]
    assert "Change" not in str((await alice.says("/orders"))["keyboard"])


async def test_an_order_that_is_over_meanwhile_is_not_replaced(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "2000"})
    number = await resting(world, alice, "/buy eth 0.05 @ 1500")
    asked = await alice.says(f"/change {number} @ 1490")
    await world.price("ETHUSDT", "1495")
    await alice.reads("Filled: BUY ETHUSDT")

    await alice.taps(asked, "Confirm")

    await alice.reads("no open order of yours")
    assert [one["status"] for one in await world.orders()] == ["FILLED"]


async def test_cancelled_but_not_placed_is_told_in_plain_words(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "2000"})
    number = await resting(world, alice, "/buy eth 0.05 @ 1500 post")
    asked = await alice.says(f"/change {number} @ 1600")
    await world.price("ETHUSDT", "1550")  # a maker at 1600 would now trade at once

    await alice.taps(asked, "Confirm")

    await alice.reads("The old order was cancelled, but the new one was not placed.")
    told = await alice.reads("Not executed")
    assert "The old order is not open any more (CANCELED)." in told["text"]
    assert [one["status"] for one in await world.orders()] == ["CANCELED"]


@pytest.mark.parametrize(
    ("fault", "then"),
    [
        ({"kind": "drop_after"}, ("61000", "0.01")),
        ({"kind": "status", "status": 503}, ("60000", "0.01")),
    ],
)
async def test_a_change_without_an_answer_is_found_out(
    world: World, alice: Person, fault: dict[str, Any], then: tuple[str, str]
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    number = await resting(world, alice)
    asked = await alice.says(f"/change {number} @ 61000")
    await world.fault(**REPLACE, **fault)

    await confirmed(alice, asked)

    if then[0] == "61000":
        told = await alice.reads("Waiting in the book: BUY 0.01 BTCUSDT at 61,000")
        assert "The old order is not open any more (CANCELED)." in told["text"]
    else:
        assert "The old order is still open." in (await alice.reads("Not executed"))["text"]
    assert await open_orders(world) == [then]


async def test_a_reduction_without_an_answer_is_found_out(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})
    number = await resting(world, alice)
    asked = await alice.says(f"/change {number} 50%")
    await world.fault("drop_after", path="/api/v3/order/amend/keepPriority")

    await confirmed(alice, asked)

    await alice.reads("Waiting in the book: reduce order")
    assert await open_orders(world) == [("60000", "0.005")]


async def test_an_order_that_filled_before_it_was_reduced_is_not_called_nothing(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "2000"})
    number = await resting(world, alice, "/buy eth 0.05 @ 1500")
    asked = await alice.says(f"/change {number} 50%")
    await world.fault("status", path="/api/v3/order/amend/keepPriority", status=500, times=1)
    await confirmed(alice, asked)
    await alice.reads("Status unknown")

    await world.price("ETHUSDT", "1495")

    told = (await alice.reads("Not executed"))["text"]
    assert "The order was not reduced." in told
    assert "The old order is filled, all 0.05 ETHUSDT of it." in told
    assert "Nothing was bought" not in told
