"""An order put together by taps: one message that shows it, kept, and asked about as /buy does."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from world import Message, Person, World

from tests.sandbox.exchange.conftest import Trader


async def tap(person: Person, form: Message, *labels: str) -> Message:
    """Tap one button after the other in the same message; how it looks then."""
    for label in labels:
        before = form["text"], form["keyboard"]
        await person.taps(form, label)
        number = form["message_id"]

        def changed(one: Message, number: int = number, before: Any = before) -> bool:
            return one["message_id"] == number and (one["text"], one["keyboard"]) != before

        form = await person.sees(changed)
    return form


async def write(person: Person, form: Message, text: str) -> Message:
    """Answer what the form waits for; how it looks then."""
    before, number = form["text"], form["message_id"]
    await person.writes(text)
    return await person.sees(lambda one: one["message_id"] == number and one["text"] != before)


async def preview(person: Person, form: Message) -> Message:
    await person.taps(form, "Preview")
    return await person.hears("Good for")


def data(message: Message) -> list[str]:
    return [one["callback_data"] for row in message["keyboard"] for one in row]


async def test_two_taps_and_a_preview_buy_for_money(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})
    card = await alice.says("btc")
    await alice.taps(card, "Buy")
    form = await alice.reads("Amount: not chosen")
    assert "SANDBOX" in form["text"]

    await asyncio.gather(*(alice.taps(form, "$100") for _ in range(3)))
    form = await alice.reads("Amount: 100 USDT")
    asked = await preview(alice, form)

    assert "BUY BTC for 100 USDT at market?" in asked["text"]
    await asyncio.gather(*(alice.taps(asked, "Confirm") for _ in range(4)))
    await alice.reads("Filled: BUY BTCUSDT for 100")
    assert len(await world.orders()) == 1


@pytest.mark.long
async def test_every_kind_leads_to_the_question_of_its_words(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "10000", "BTC": "1"})
    await alice.finds("BTCUSDT", "60400")
    form = await alice.says("/trade btc")
    form = await tap(alice, form, "✏️ …")
    form = await write(alice, form, "0.01")

    for steps, sentence in (
        (["Market ▾", "Limit", "Price:", "−1%"], "BUY 0.01 BTC at "),
        (["Limit ▾", "Post-only"], "only as a maker"),
        (["Post-only ▾", "Stop", "Stop:", "2%"], "at market, if it rises to "),
        (["Stop ▾", "Take profit", "Target:", "3%"], "at market, if it falls to "),
        (["Take profit ▾", "Trailing", "Distance:", "2%"], "if it rises by 2% from its lowest"),
        (["Trailing ▾", "OCO"], " or, if it rises to "),
        (["OCO ▾", "Bracket"], "once all of it is filled, SELL "),
    ):
        form = await tap(alice, form, *steps)
        assert sentence in (await preview(alice, form))["text"], steps
    form = await tap(alice, form, "Sell")
    assert "SELL 0.01 BTC" in (await preview(alice, form))["text"]
    assert await world.orders() == []


@pytest.mark.long
async def test_what_is_written_is_taken_while_the_form_waits_for_it(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000", "ETH": "1"})
    await alice.finds("ETHUSDT", "2200")
    form = await alice.says("/trade")
    form = await tap(alice, form, "BTCUSDT ▾")
    form = await write(alice, form, "eth")
    assert "ETHUSDT" in form["text"]
    form = await tap(alice, form, "Market ▾", "Limit", "✏️ …")
    form = await write(alice, form, "$50")
    form = await tap(alice, form, "Price:")

    assert "do not understand “1.2.3”" in (await alice.says("1.2.3"))["text"]
    assert "do not understand “99%”" in (await alice.says("-99%"))["text"]
    form = await write(alice, form, "1900.5")
    assert "Price: 1,900.5\n" in form["text"]
    form = await tap(alice, form, "Price:")
    form = await write(alice, form, "-5%")
    assert "(−5%)" in form["text"]
    form = await tap(alice, form, "Lasts:", "FOK")

    asked = await preview(alice, form)
    assert "all of it at once or nothing (FOK)" in asked["text"]
    assert "BTCUSDT" in (await alice.says("btc"))["text"]  # nothing is waited for any more


async def test_what_is_written_goes_to_the_question_that_was_asked_last(
    alice: Person, trader: Trader
) -> None:
    await alice.taps(await alice.says("/long btc 0.01 x3"), "Confirm")
    await alice.reads("Filled")
    positions = await alice.says("/positions")
    form = await tap(alice, await alice.says("/trade eth"), "Market ▾", "Limit", "Price:")
    await alice.taps(positions, "TP")
    await alice.reads("Or write a price")

    asked = await alice.says("99999")

    assert "99,999" in asked["text"]
    assert "BTCUSDT" in asked["text"]
    assert "did not understand" in (await alice.says("99998"))["text"]  # it was answered
    await alice.taps(positions, "TP")
    form = await tap(alice, form, "Back", "Price:")
    form = await write(alice, form, "1900.5")
    assert "Price: 1,900.5\n" in form["text"]


async def test_an_iceberg_shows_less_than_the_order(alice: Person) -> None:
    await alice.connects(balances={"USDT": "10000"})
    form = await tap(alice, await alice.says("/trade btc"), "Market ▾", "Limit", "✏️ …")
    form = await write(alice, form, "0.098")
    form = await tap(alice, form, "Iceberg:")

    for too_much in ("50000", "0.098"):
        assert "the whole order, which is 0.098 BTC" in (await alice.says(too_much))["text"]

    form = await write(alice, form, "0.05")
    assert "0.05 BTC at a time" in form["text"]


async def test_the_form_survives_a_restart_and_remembers(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})
    form = await alice.says("/trade btc")
    form = await tap(alice, form, "25%", "Market ▾", "Limit", "Price:")

    await world.restart()

    form = await write(alice, form, "50000")
    assert "Price: 50,000\n" in form["text"]
    form = await tap(alice, form, "Close")
    again = await alice.says("/trade")
    assert "BUY · Limit" in again["text"]
    assert "25% of your free USDT" in again["text"]
    other = await alice.says("/trade eth")
    assert "25% of your free USDT" in other["text"]
    assert "50,000" not in other["text"]  # a price is meant of one symbol


async def test_an_older_form_does_nothing(world: World, alice: Person) -> None:
    await alice.connects()
    old = await alice.says("/trade btc")
    new = await alice.says("/trade eth")

    answered = await alice.taps(old, "$100")

    assert "old one" in answered["answered"]
    assert "Amount: not chosen" in (await tap(alice, new, "Sell"))["text"]


async def test_two_people_have_forms_of_their_own(world: World, alice: Person, bob: Person) -> None:
    mine, yours = await alice.says("/trade btc"), await bob.says("/trade eth")

    mine, yours = await asyncio.gather(tap(alice, mine, "$100"), tap(bob, yours, "50%", "Sell"))

    assert "100 USDT" in mine["text"]
    assert "50% of your free ETH" in yours["text"]
    await bob.forges(yours, "form:symbol:NOSUCH")
    yours = await tap(bob, yours, "Buy")
    assert "ETHUSDT" in yours["text"]
    await bob.taps(yours, "Preview")
    await bob.reads("/setkey")  # there is no account yet


@pytest.mark.long
async def test_what_is_missing_or_too_little_is_one_clear_line(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})
    form = await alice.says("/trade btc")
    await alice.taps(form, "Preview")
    await alice.reads("Choose first how much.")
    form = await tap(alice, form, "$50", "Market ▾", "OCO")
    await alice.taps(form, "Preview")
    await alice.reads("at which price the profit is taken")
    form = await tap(alice, form, "Target:", "2%")
    await alice.taps(form, "Preview")
    await alice.reads("at which price the stop is")
    form = await tap(alice, form, "✏️ …")
    form = await write(alice, form, "$1")
    form = await tap(alice, form, "Stop:", "2%")
    await alice.taps(form, "Preview")
    refused = await alice.reads("Too little")

    assert "\n" not in refused["text"]
    assert await world.orders() == []


async def test_a_limit_behind_the_stop_is_chosen_remembered_and_sent(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000", "BTC": "1"})
    await alice.finds("BTCUSDT", "60400")
    form = await alice.says("/trade btc")
    form = await tap(alice, form, "Sell", "✏️ …")
    form = await write(alice, form, "0.01")
    form = await tap(alice, form, "Market ▾", "Stop", "Stop:", "2%")
    assert "Limit price: none, at the market then" in form["text"]
    form = await tap(alice, form, "Limit price: off", "0.5%")
    assert "(0.5% beyond the trigger)" in form["text"]
    assert "at a limit, once the price turns against you" in form["text"]
    form = await tap(alice, form, "Stop ▾", "OCO", "Target:", "3%", "Limit price:")
    form = await write(alice, form, "58000")
    assert max(len(row) for row in form["keyboard"]) <= 4
    assert not any("iceberg" in one for one in data(form))

    form = await tap(alice, form, "Close")
    form = await alice.says("/trade")
    assert "Limit price: 58,000\n" in form["text"]
    asked = await preview(alice, form)
    assert ", at 58,000?" in asked["text"]
    assert ", limit 58,000: 580" in asked["text"]
    await alice.taps(asked, "Confirm")
    await alice.reads("In place: ")

    types = {one["type"]: one for one in await world.orders()}
    assert types.keys() == {"LIMIT_MAKER", "STOP_LOSS_LIMIT"}
    assert Decimal(types["STOP_LOSS_LIMIT"]["price"]) == 58000


async def test_an_iceberg_shows_the_part_that_was_chosen(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000", "BTC": "1"})
    await alice.finds("BTCUSDT", "60400")
    form = await alice.says("/trade btc")
    form = await tap(alice, form, "✏️ …")
    form = await write(alice, form, "0.01")
    assert not any("iceberg" in one for one in data(form))  # at the market there is none
    form = await tap(alice, form, "Market ▾", "Limit", "Price:", "−1%", "Iceberg: off")
    form = await write(alice, form, "0.5%")
    await alice.taps(form, "Preview")
    refused = await alice.reads("shows too little")
    assert "(ICEBERG_PARTS): 0.0001 BTC or more would do" in refused["text"]
    assert "\n" not in refused["text"]

    form = await tap(alice, form, "Iceberg:", "20%")
    assert "Iceberg: the book shows 20% at a time" in form["text"]
    hurried = await tap(alice, form, "Lasts:", "FOK")
    assert not any("iceberg" in one for one in data(hurried))
    form = await tap(alice, hurried, "Lasts:", "GTC")
    asked = await preview(alice, form)
    assert ", showing 0.002 at a time?" in asked["text"]
    await alice.taps(asked, "Confirm")
    await alice.reads("Waiting in the book: ")

    [order] = await world.orders()
    assert Decimal(order["icebergQty"]) == Decimal("0.002")


async def test_amounts_on_the_buttons_are_ones_own(alice: Person, bob: Person) -> None:
    assert "50 · 100 · 250 USDT" in (await alice.says("/presets"))["text"]
    assert "20 · 40 USDT" in (await alice.says("/presets 40 $20"))["text"]
    assert "1,000 TRY" in (await alice.says("/presets try 1000"))["text"]

    form = await alice.says("/trade btc")

    assert "form:amount:20" in data(form)
    assert "form:amount:50" not in data(form)
    assert "form:amount:50" in data(await bob.says("/trade btc"))


WRONG = {
    "/presets 1 2 3 4 5 6 7": "/presets 50 100 250",
    "/presets -5": "not an amount",
    "/presets 1e5": "not an amount",
    "/presets xyz 5": "Nothing is paid for with",
    "/trade nosuchcoin": "no symbol",
    "/drift 0": "not an amount",
    "/drift 11": "At most 10",
    "/drift 1 2": "/drift 0.5",
    "/big x": "not an amount",
}


async def test_wrong_input_gets_one_clear_line(alice: Person) -> None:
    for written, told in WRONG.items():
        assert told in (await alice.says(written))["text"], written
    assert "500 USDT" in (await alice.says("/big"))["text"]
    assert "100 USDT" in (await alice.says("/big $100"))["text"]


async def test_ones_own_drift_decides_what_is_asked_anew(world: World, alice: Person) -> None:
    await alice.connects()
    assert "more than 1%" in (await alice.says("/drift"))["text"]
    assert "more than 10%" in (await alice.says("/drift 10%"))["text"]
    await alice.finds("BTCUSDT", "60500")
    asked = await alice.says("/buy btc $100")
    await alice.finds("BTCUSDT", "62500")

    await alice.taps(asked, "Confirm")

    await alice.reads("Filled: BUY BTCUSDT for 100")


async def test_a_bare_number_is_a_price_and_not_a_percentage_and_that_is_pointed_out(
    alice: Person,
) -> None:
    await alice.connects(balances={"BTC": "1"})
    form = await alice.says("/trade btc")
    form = await tap(alice, form, "Sell", "✏️ …")
    form = await write(alice, form, "0.01")
    form = await tap(alice, form, "Market ▾", "Stop", "Stop:")
    form = await write(alice, form, "5")

    asked = await preview(alice, form)

    assert "⚠️ 5 lies 100.0% below the market" in asked["text"]


async def test_a_symbol_in_other_letters_is_ordered_by_taps(alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})
    form = await alice.says("/trade btc")
    form = await tap(alice, form, "BTCUSDT ▾")
    form = await write(alice, form, "币安人生USDT")
    form = await tap(alice, form, "$50")

    asked = await preview(alice, form)

    assert "BUY 币安人生 for 50 USDT at market?" in asked["text"]
