"""Guards, the emergency stop and the people's page, by commands and by buttons."""

from futures_chat import held
from world import Person, World

from tests.sandbox.exchange.conftest import Trader


def data_of(message: dict, label: str) -> str:
    """What a button carries."""
    found = [one for row in message["keyboard"] for one in row if label in one["text"]]
    return str(found[0]["callback_data"])


async def test_guards_are_shown_tightened_by_button_and_hold_at_once(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    shown = await alice.says("/guards")
    assert "At most per order: no limit" in shown["text"]
    assert "Leverage at most: 5x" in shown["text"]

    await alice.taps(shown, "At most per order")
    offered = await alice.reads("Tap what it shall be")
    await alice.taps(offered, "100 USDT")
    asked = await alice.reads("That takes effect at once")
    await alice.taps(asked, "Yes")
    await alice.reads("It holds from now on")

    refused = await alice.says("/buy btc $100.01")
    assert "your guard allows 100 USDT per order" in refused["text"]
    assert await world.orders() == []


async def test_loosening_waits_a_day_and_is_taken_back_by_the_button(alice: Person) -> None:
    asked = await alice.says("/guards leverage 10")
    assert "it takes effect in 24 hours" in asked["text"]
    await alice.taps(asked, "Yes")
    notice = await alice.reads("If that was not you")
    assert "Leverage at most: 10x" in notice["text"]
    shown = await alice.says("/guards")
    assert "Leverage at most: 5x" in shown["text"]
    assert "on: Leverage at most: 10x" in shown["text"]

    await alice.taps(notice, "Cancel")

    await alice.reads("the guard stays as it is")
    assert "10x" not in (await alice.says("/guards"))["text"]


async def test_a_loosening_that_a_tightening_withdraws_is_told_of_and_its_button_says_so(
    alice: Person, bob: Person
) -> None:
    await alice.taps(await alice.says("/guards deviation 10"), "Yes")
    notice = await alice.reads("If that was not you")

    await alice.taps(await alice.says("/guards deviation 2"), "Yes")

    told = await alice.reads("The loosening to 10% that was under way is withdrawn")
    assert "Worse than the market at most: 2%\n" in told["text"]
    greeting = await bob.says("/start")
    assert "not yours" in (await bob.forges(greeting, data_of(notice, "Cancel")))["answered"]
    await alice.taps(notice, "Cancel")
    await alice.reads("This loosening was withdrawn")
    assert "2%" in (await alice.says("/guards deviation"))["text"]


async def test_a_guard_that_is_so_already_asks_nothing(alice: Person) -> None:
    for words in ("/guards dry off", "/guards leverage 5x", "/guards symbols largest"):
        told = await alice.says(words)
        assert "That is how it is already" in told["text"]
        assert [one["text"] for row in told["keyboard"] for one in row] == ["🛡 Guards"]

    await alice.taps(await alice.says("/guards leverage 10"), "Yes")
    await alice.reads("If that was not you")
    await alice.taps(await alice.says("/guards leverage 5"), "Yes")  # no loosening, after all
    await alice.reads("The loosening to 10x that was under way is withdrawn")


async def test_who_lowers_a_limit_hears_that_it_holds_for_selling_and_whether_it_is_used_up(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000", "BTC": "1"})
    await alice.taps(await alice.says("/buy btc $200"), "Confirm")
    await alice.reads("Filled: BUY BTCUSDT")
    for words in ("/guards order 500", "/guards symbols largest eth", "/guards readonly on"):
        asked = await alice.says(words)
        assert "It holds for selling, too" in asked["text"]
        assert "in the last 24 hours" not in asked["text"]
    for words in ("/guards leverage 2", "/guards rate 20"):  # opens positions only; is looser
        assert "selling" not in (await alice.says(words))["text"]
    assert "in the last 24 hours" not in (await alice.says("/guards day 500"))["text"]

    asked = await alice.says("/guards day 100")

    assert "It holds for selling, too" in asked["text"]
    assert "You have ordered 200 USDT in the last 24 hours" in asked["text"]
    await alice.taps(asked, "Yes")
    await alice.reads("It holds from now on")
    assert "your guard allows 100 USDT" in (await alice.says("/sell btc 0.0005"))["text"]
    assert len(await world.orders()) == 1


async def test_a_limit_of_the_day_that_is_used_up_lets_positions_be_closed(
    alice: Person, trader: Trader
) -> None:
    await alice.taps(await alice.says("/long btc 0.01 x3"), "Confirm")
    await alice.reads("Filled")
    await alice.taps(await alice.says("/guards day 100"), "Yes")
    await alice.reads("It holds from now on")

    asked = await alice.says("/close btc")

    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: SELL 0.01 BTCUSDT")
    assert await held(trader) == {}


WRONG = {
    "/guards nonsense": "There is no guard of that name",
    "/guards order ten": "is not an amount",
    "/guards order 1e3": "is not an amount",
    "/guards leverage 126": "/guards leverage 3",
    "/guards leverage 2.5": "/guards leverage 3",
    "/guards deviation 101": "/guards deviation 2",
    "/guards symbols xyzzy": "no symbol",
    "/guards dry maybe": "/guards dry on",
    "/guards order 1 2": "/guards order 500",
    "/panic now": "Write /panic or /resume",
    "/panic all": "administrators",
    "/resume all": "administrators",
    "/users": "administrators",
}


async def test_what_is_not_understood_gets_one_clear_line(alice: Person) -> None:
    for words, answer in WRONG.items():
        text = (await alice.says(words))["text"]

        assert answer in text
        assert "\n" not in text


async def test_panic_cancels_everything_and_nothing_is_ordered_until_resumed(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000", "BTC": "1"})
    waiting = await alice.says("/sell btc 0.01 @ 99000")
    await alice.taps(waiting, "Confirm")
    await alice.reads("Waiting in the book")
    unanswered = await alice.says("/buy btc $20")

    asked = await alice.says("/panic")
    await alice.taps(asked, "Cancel all and stop")

    await alice.reads("Trading is stopped.")
    await alice.reads("1 order was cancelled")
    assert [one["status"] for one in await world.orders()] == ["CANCELED"]
    await alice.taps(unanswered, "Confirm")
    await alice.reads("Trading is stopped (/panic)")
    assert len(await world.orders()) == 1

    await alice.taps(await alice.says("/resume"), "Go on")
    await alice.reads("Trading goes on.")
    again = await alice.says("/buy btc $20")
    await alice.taps(again, "Confirm")
    await alice.reads("Filled: BUY BTCUSDT")


async def test_panic_works_while_binance_is_away_and_tells_when_it_is_done(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"BTC": "1"})
    waiting = await alice.says("/sell btc 0.01 @ 99000")
    await alice.taps(waiting, "Confirm")
    await alice.reads("Waiting in the book")
    await world.fault("status", path="/api/v3/openOrders", method="DELETE", status=500, times=1)

    await alice.taps(await alice.says("/panic"), "Cancel all and stop")

    await alice.reads("I go on trying until it is done")
    await alice.reads("No order of yours is open")
    assert [one["status"] for one in await world.orders()] == ["CANCELED"]


async def test_nobody_uses_anothers_button(alice: Person, bob: Person) -> None:
    asked = await alice.says("/panic")
    greeting = await bob.says("/start")

    answered = await bob.forges(greeting, data_of(asked, "Cancel all"))

    assert "not yours" in answered["answered"]
    assert "Trading is stopped" not in (await alice.says("/guards"))["text"]
