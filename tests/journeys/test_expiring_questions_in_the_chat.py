"""Questions that nobody answers in time, as the chat shows them."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

from authenticator import Phone
from world import Person, World

Message = dict[str, Any]
EXPIRED = "This question has expired"


async def changes(world: World, *statements: str) -> None:
    """Write into the database; beside the loop, in which the bot may be in the midst of it."""

    def write() -> None:
        path = world.plan.database_url.partition("///")[2]
        with closing(sqlite3.connect(path, timeout=5)) as writing, writing:
            for one in statements:
                writing.execute(one)

    await asyncio.to_thread(write)


async def time_passes(world: World, span: timedelta) -> None:
    """All that was asked so far was asked so much earlier."""
    earlier = f"SET expires_at = expires_at - {span // timedelta(microseconds=1)}"
    await changes(world, f"UPDATE tickets {earlier}", f"UPDATE questions {earlier}")


async def expires(world: World, span: timedelta, somebody: Person) -> None:
    """So much time passes, and the bot hears of it, because somebody else asks for something."""
    await time_passes(world, span)
    await somebody.says("/resume")


def labels(message: Message) -> list[str]:
    return [one["text"] for row in message["keyboard"] or () for one in row]


async def ended(person: Person, asked: Message) -> Message:
    """Wait until a question says that it has expired."""
    return await person.sees(
        lambda one: one["message_id"] == asked["message_id"] and EXPIRED in one["text"]
    )


async def now(person: Person, asked: Message) -> Message:
    """A message as the chat shows it at the moment."""
    return next(one for one in await person.chat() if one["message_id"] == asked["message_id"])


async def test_an_order_that_nobody_confirms_expires_and_can_be_asked_about_again(
    world: World, alice: Person, bob: Person
) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    assert "Good for 1 minute." in asked["text"]
    before = len(await alice.chat())

    await expires(world, timedelta(minutes=1), bob)
    over = await ended(alice, asked)

    assert over["text"].splitlines()[0] == "⌛ This question has expired: nothing was ordered."
    assert over["text"].splitlines()[1] == asked["text"].splitlines()[0]
    assert labels(over) == ["🔁 Ask again"]
    assert len(await alice.chat()) == before
    late = await alice.forges(over, asked["keyboard"][0][0]["callback_data"])
    assert "expired" in late["answered"]
    assert await world.orders() == []

    await alice.taps(over, "Ask again")
    again = await alice.reads("Good for 1 minute.")
    assert again["message_id"] == asked["message_id"]
    assert again["text"].splitlines()[0] == asked["text"].splitlines()[0]
    assert len(await world.orders()) == 0
    await alice.taps(again, "Confirm")

    await alice.reads("Filled")
    assert len(await world.orders()) == 1


async def test_nobody_else_can_ask_again_nor_can_it_be_done_with_what_was_sent(
    world: World, alice: Person, bob: Person
) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    again = asked["keyboard"][0][0]["callback_data"].replace("t:", "re:")

    early = await alice.forges(asked, again)
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled")
    await expires(world, timedelta(minutes=1), bob)
    late = await alice.forges(asked, again)
    theirs = await bob.says("/panic")
    foreign = await bob.forges(theirs, again)

    assert all("expired" in one["answered"] for one in (early, late, foreign))
    assert EXPIRED not in (await now(alice, asked))["text"]
    assert len(await world.orders()) == 1


async def test_every_question_says_how_long_it_is_good_and_ends(
    world: World, alice: Person, bob: Person
) -> None:
    await alice.connects(permissions={"enableFutures": True})
    waiting = await alice.says("/buy btc 0.001 @ 50000")
    await alice.taps(waiting, "Confirm")
    await alice.reads("Waiting in the book")
    await alice.says("/alert BTC > 313370")
    listed = await alice.says("/orders")
    await alice.taps(listed, "Cancel all")
    questions = {"cancel all": await alice.reads("Cancel 1 order?")}
    for words in (
        "/sell btc 0.001", "/leverage btc 3", "/margintype eth isolated", "/guards order 50",
        "/panic", "/resume", "/delkey", "/alert BTC > 313370",
    ):  # fmt: skip
        questions[words] = await alice.says(words)

    assert [words for words, one in questions.items() if "Good for" not in one["text"]] == []
    await expires(world, timedelta(minutes=10), bob)

    for asked in questions.values():
        over = await ended(alice, asked)
        answers = {"Confirm", "Cancel", "Yes", "Go on", "Make it all the same"}
        assert not [one for one in labels(over) if any(word in one for word in answers)]
    assert [one["status"] for one in await world.orders()] == ["NEW"]


async def test_a_code_that_nobody_sends_is_not_waited_for_any_more(
    world: World, alice: Person, bob: Person
) -> None:
    await alice.connects()
    phone = Phone(alice)
    await phone.turns_on()
    await changes(world, "UPDATE second_factors SET passed_at = passed_at - 3600000000")
    prompt = await alice.says("/delkey")
    assert "A code, please" in prompt["text"]
    assert "Good for 5 minutes." in prompt["text"]

    await expires(world, timedelta(minutes=5), bob)

    over = await ended(alice, prompt)
    assert "nothing was done" in over["text"]
    assert labels(over) == []


async def test_what_expired_while_the_bot_was_away_is_ended_at_its_start_unless_it_is_old(
    world: World, alice: Person
) -> None:
    await alice.connects()
    old = await alice.says("/sell btc $50")
    await time_passes(world, timedelta(days=2))
    asked = await alice.says("/buy btc $100")
    guard = await alice.says("/guards order 50")

    await world.stop()
    await time_passes(world, timedelta(minutes=30))
    await world.start()

    await ended(alice, asked)
    await ended(alice, guard)
    assert "Confirm" in "".join(labels(await now(alice, old)))


async def test_a_question_that_was_asked_anew_is_not_ended_by_the_first_one(
    world: World, alice: Person, bob: Person
) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    await alice.finds("BTCUSDT", "69500")
    await alice.taps(asked, "Confirm")
    again = await alice.reads("price has moved since I asked; nothing was sent")
    assert again["message_id"] == asked["message_id"]
    first = asked["keyboard"][0][0]["callback_data"].partition(":")[2]
    await changes(world, f"UPDATE tickets SET expires_at = 1 WHERE id = '{first}'")
    await bob.says("/resume")
    assert EXPIRED not in (await now(alice, asked))["text"]

    await expires(world, timedelta(minutes=1), bob)

    over = await ended(alice, asked)
    assert "has moved" not in over["text"]
    assert over["text"].splitlines()[1] == asked["text"].splitlines()[0]


async def test_a_page_that_went_on_to_something_else_stays_as_it_is(
    world: World, alice: Person, bob: Person
) -> None:
    asked = await alice.says("/guards order 50")
    await alice.taps(asked, "Back")
    shown = await alice.reads("what I refuse to send")
    assert shown["message_id"] == asked["message_id"]

    panic = await alice.says("/panic")
    await alice.taps(panic, "Cancel all and stop")
    await alice.reads("No order of yours is open")
    other = await alice.says("/guards order 60")
    await expires(world, timedelta(minutes=10), bob)
    await ended(alice, other)

    assert (await now(alice, asked))["text"] == shown["text"]
    stopped = await alice.sees(
        lambda one: one["message_id"] == panic["message_id"] and not labels(one)
    )
    assert "Trading is stopped." in stopped["text"]
    assert EXPIRED not in stopped["text"]
