"""Alerts made, looked at and changed by tapping."""

import re

from world import Message, Person, World


def button(message: Message, label: str) -> str:
    """What the button carries."""
    return next(
        str(one["callback_data"]) for row in message["keyboard"] for one in row
        if label in one["text"]
    )  # fmt: skip


def labels(message: Message) -> list[str]:
    return [one["text"] for row in message["keyboard"] for one in row]


async def walk(alice: Person, message: Message, *steps: tuple[str, str]) -> Message:
    """Tap a label and wait for what that shows, step by step, all in one message.

    The words may have stood there before; the button that is tapped next has not.
    """
    following = [label for label, _ in steps[1:]] + [""]
    for (label, shown), next_label in zip(steps, following, strict=True):
        await alice.taps(message, label)
        message = await alice.sees(
            lambda one, at=message, shown=shown, then=next_label: (
                one["message_id"] == at["message_id"]
                and shown in one["text"]
                and (not then or any(then in each for each in labels(one)))
            )
        )
    return message


# The taps, and what is armed in the end.
WAYS = [
    (["Price above", "+5% →"], r"BTCUSDT trades above [\d,.]+"),
    (["Price below", "-2% →"], r"BTCUSDT trades below [\d,.]+"),
    (["Price crosses", "-10% →"], r"BTCUSDT crosses [\d,.]+"),
    (["Rises or falls", "-5%", "4h"], "falls by 5% or more within 4 hours"),
    (["Moves either way", "10%", "15m"], "moves by 10% or more, up or down, within 15 minutes"),
    (["Volume", "x5", "1h"], "volume of BTCUSDT within 1 hour is 5 times the usual"),
    (["RSI", "< 20", "1d"], r"the RSI 14 of BTCUSDT \(1d candles\) is below 20"),
    (["EMA cross", "50 × 200", "4h"], r"EMA 50 of BTCUSDT \(4h candles\) crosses EMA 200"),
    (["Funding", "> 0.1%"], "the funding rate of BTCUSDT is above 0.1%"),
    (["24 h low", "0.5%"], "within 0.5% of its lowest price of 24 hours"),
    (["24 h high", "0.5%"], "within 0.5% of its highest price of 24 hours"),
]


async def test_each_kind_can_be_made_by_tapping(world: World) -> None:
    for taps, armed in WAYS:
        person = world.person()
        message = await person.says("/alert btc")
        for label in taps:
            message = await tapped(person, message, label)
        assert "How often?" in message["text"]
        assert re.search(armed, message["text"])

        await person.taps(message, "Every time")

        made = await changed(person, message)
        assert re.search(armed, made["text"])
        assert "⚙️ every time" in made["text"]


async def tapped(alice: Person, message: Message, label: str) -> Message:
    await alice.taps(message, label)
    return await changed(alice, message)


async def changed(alice: Person, message: Message) -> Message:
    """Wait until the message is another; return it as it is then."""
    return await alice.sees(
        lambda one: one["message_id"] == message["message_id"] and one != message
    )


async def test_from_a_bare_command_to_an_alert_that_fires(world: World, alice: Person) -> None:
    begun = await alice.says("/alert")
    assert "Which symbol?" in begun["text"]

    message = await walk(
        alice, begun,
        ("ETHUSDT", "What shall I watch for?"), ("Price above", "At which price?"),
    )  # fmt: skip
    assert any(re.fullmatch(r"\+5% → \d,\d{3}(\.\d)?", label) for label in labels(message))
    await walk(alice, message, ("+5% →", "How often?"), ("Once", "away"))
    await world.price("ETHUSDT", "9999")

    await alice.reads("🔔 ETHUSDT > ")


async def test_the_bell_on_a_card_asks_what_to_watch_for(alice: Person) -> None:
    card = await alice.says("sol")

    await alice.taps(card, "🔔")

    asked = await alice.hears("What shall I watch for?")
    assert "SOLUSDT" in asked["text"]


async def test_one_can_go_back_and_give_up(alice: Person) -> None:
    begun = await alice.says("/alert btc")

    await walk(
        alice, begun,
        ("RSI", "At which RSI?"), ("< 30", "Of which candles?"), ("4h", "How often?"),
        ("Back", "Of which candles?"), ("Back", "At which RSI?"), ("Back", "What shall I"),
        ("Back", "Which symbol?"), ("New listing", "Priced in what?"), ("Back", "Which symbol?"),
        ("Cancel", "No alert was made"),
    )  # fmt: skip

    assert "No alerts wait" in (await alice.says("/alerts"))["text"]


async def test_two_taps_on_the_last_button_make_one_alert(world: World, alice: Person) -> None:
    begun = await alice.says("/alert btc")
    last = await walk(alice, begun, ("Price above", "At which price?"), ("+10% →", "How often?"))

    await alice.taps(last, "Once")
    again = await alice.forges(last, f"{button(last, 'Back').rpartition(':')[0]}:x")
    assert "no longer works" in again["answered"]
    once = button(last, "Once")
    twice = [await alice.forges(last, once) for _ in range(2)]

    assert all("tapped that already" in one["answered"] for one in twice)
    listed = await alice.says("/alerts")
    assert listed["text"].count("#") == 1


STRANGE = [
    "new:BTCUSDT:nosuch", "new:-", "new:BTCUSDT:above:1e5", "new:BTCUSDT:rsi:> 5",
    "new:BTCUSDT:above:70000:often", "new:BTCUSDT:above:70000:once:once", "al:to:1:x",
    "snooze:1:61", "alerts:99999",
]  # fmt: skip


async def test_what_no_button_carries_is_not_acted_upon(alice: Person) -> None:
    begun = await alice.says("/alert btc")

    answers = [await alice.forges(begun, data) for data in STRANGE]

    assert all("no longer works" in one["answered"] for one in answers)
    assert "No alerts wait" in (await alice.says("/alerts"))["text"]


async def test_alerts_are_listed_nearest_first_and_paged(alice: Person) -> None:
    await alice.says("/alert btc > 500000")
    for price in range(90001, 90009):
        await alice.says(f"/alert btc > {price}")

    listed = await alice.says("/alerts")
    lines = listed["text"].splitlines()
    assert re.match(r"🔔 #\d+ BTCUSDT > 90,001$", lines[1])
    assert re.match(r"now [\d,.]+, \+\d+\.\d+% away$", lines[2])
    assert "500,000" not in listed["text"]

    await walk(alice, listed, ("▶️", "BTCUSDT > 500,000"), ("◀️", "BTCUSDT > 90,001"))


async def opened(alice: Person, words: str) -> Message:
    """The page of an alert that was just made."""
    await alice.says(f"/alert {words}")
    listed = await alice.says("/alerts")
    return await walk(alice, listed, ("#", "I tell you when"))


async def test_an_alert_is_paused_snoozed_and_resumed_on_its_page(
    world: World, alice: Person
) -> None:
    page = await opened(alice, "btc > 80000")

    page = await walk(alice, page, ("Pause", "⏸ Paused"))
    await world.price("BTCUSDT", "80001")
    await world.price("BTCUSDT", "70000")
    page = await walk(
        alice, page,
        ("Resume", "away"), ("8 h", "😴 Snoozed until"), ("Resume", "away"),
    )  # fmt: skip
    assert not any("🔔 BTCUSDT > 80,000" in one.get("text", "") for one in await alice.chat())
    await world.price("BTCUSDT", "80002")

    assert "80,002" in (await alice.reads("🔔 BTCUSDT > 80,000"))["text"]
    await walk(alice, page, ("Refresh", "Fired 1 time"), ("Alerts", "No alerts wait"))


async def test_how_it_fires_is_toggled_without_arming_it_anew(world: World, alice: Person) -> None:
    await world.price("BTCUSDT", "70000")
    page = await opened(alice, "btc > 71000 every")
    await world.price("BTCUSDT", "71900")
    await alice.reads("🔔 BTCUSDT > 71,000")

    page = await walk(alice, page, ("Silent", "without a sound"))
    assert "☑️ Every time" in labels(page)
    await alice.taps(page, "Every time")
    page = await alice.sees(lambda one: "⬜ Every time" in str(one.get("keyboard")))

    told = [one for one in await alice.chat() if one.get("text", "").startswith("🔔 BTCUSDT > 71")]
    assert len(told) == 1
    assert "☑️ Silent" in labels(page)


async def test_what_waits_for_two_things_is_silenced_as_well(world: World, alice: Person) -> None:
    page = await opened(alice, "btc > 80000 and eth < 9000")

    await walk(alice, page, ("Silent", "without a sound"))
    await world.price("BTCUSDT", "80001")

    fired = await world.sent("🔔 <b>BTCUSDT &gt; 80,000 and ETHUSDT &lt; 9,000")
    assert fired["disable_notification"] in {True, "true"}


async def test_an_alert_is_edited_by_writing_and_by_a_preset(alice: Person) -> None:
    page = await opened(alice, "btc > 95000 every note sell half")
    page = await walk(alice, page, ("Edit", "Copy this"))
    words = re.search(r"/alert (\d+) BTCUSDT > 95000 every note sell half", page["text"])
    assert words is not None

    changed = await alice.says(f"/alert {words[1]} btc > 96000 every")
    assert re.search(r"✏️ Changed: it is alert #\d+ now\. 🔔 I will tell you", changed["text"])
    assert "BTCUSDT trades above 96,000" in changed["text"]
    listed = await alice.says("/alerts")
    assert "95,000" not in listed["text"]
    page = await walk(alice, listed, ("#", "I tell you when"), ("Edit", "Copy this"))
    await walk(alice, page, ("+5%", "Changed"))

    listed = await alice.says("/alerts")
    assert "96,000" not in listed["text"]
    assert listed["text"].count("#") == 1


async def test_a_number_opens_the_page_of_an_alert(alice: Person) -> None:
    armed = await alice.says("/alert btc > 95000")
    number = button(armed, "Delete").partition(":")[2]

    assert "I tell you when BTCUSDT" in (await alice.says(f"/alert {number}"))["text"]


async def test_what_was_deleted_can_be_had_back_once(alice: Person) -> None:
    page = await opened(alice, "btc > 95000 every")

    page = await walk(alice, page, ("Delete", "Deleted: BTCUSDT > 95,000"))
    assert "No alerts wait" in (await alice.says("/alerts"))["text"]
    undo = button(page, "Undo")
    await walk(alice, page, ("Undo", "I tell you when"))
    await alice.forges(page, undo)

    listed = await alice.says("/alerts")
    assert listed["text"].count("#") == 1
    assert "BTCUSDT > 95,000 🔁" in listed["text"]


async def test_a_fired_alert_is_snoozed_rearmed_and_deleted_where_it_was_told(
    world: World, alice: Person
) -> None:
    await alice.says("/alert btc > 80000")
    await world.price("BTCUSDT", "80001")
    fired = await alice.reads("🔔 BTCUSDT > 80,000")
    await world.price("BTCUSDT", "70000")

    snoozed = await alice.taps(fired, "😴 1 h")
    assert "Snoozed until" in snoozed["answered"]
    fired = await alice.sees(
        lambda one: re.search(r"😴 \d\d:\d\d UTC", str(one.get("keyboard"))) is not None
    )
    assert "Chart" in str(fired["keyboard"])
    assert "80,001" in fired["text"]

    assert "It waits" in (await alice.taps(fired, "Re-arm"))["answered"]
    await world.price("BTCUSDT", "80003")
    again = await alice.reads("80,003")

    assert "Deleted" in (await alice.taps(again, "Delete"))["answered"]
    again = await alice.sees(lambda one: "Undo" in str(one.get("keyboard")))
    await alice.taps(again, "Undo")
    await alice.sees(
        lambda one: one["message_id"] == again["message_id"] and "Undo" not in str(one["keyboard"])
    )
    await alice.reads("80,003")


async def test_what_rearming_fires_at_once_is_said(world: World, alice: Person) -> None:
    await alice.says("/alert btc > 80000")
    await world.price("BTCUSDT", "81000")
    fired = await alice.reads("🔔 BTCUSDT > 80,000")

    answer = await alice.taps(fired, "Re-arm")

    assert "it will fire at once" in answer["answered"]


async def test_one_that_fires_every_time_is_paused_where_it_was_told(
    world: World, alice: Person
) -> None:
    await alice.says("/alert btc > 80000 every")
    await world.price("BTCUSDT", "80001")
    fired = await alice.reads("🔔 BTCUSDT > 80,000")

    assert "Paused" in (await alice.taps(fired, "Pause"))["answered"]

    assert "paused" in (await alice.says("/alerts"))["text"]


THEIRS = [
    "unalert:{}", "pause:{}", "rearm:{}", "snooze:{}:60", "undo:{}", "al:show:{}", "al:new:{}",
    "al:pause:{}", "al:rearm:{}", "al:snooze:{}:60", "al:every:{}", "al:silent:{}",
    "al:delete:{}", "al:undo:{}", "al:to:{}:1", "al:edit:{}",
]  # fmt: skip


async def test_somebody_elses_alert_is_neither_seen_nor_changed(
    world: World, alice: Person
) -> None:
    armed = await alice.says("/alert btc > 90000")
    number = button(armed, "Delete").partition(":")[2]

    for data in THEIRS:
        bob = world.person()
        greeting = await bob.says("/start")
        answer = await bob.forges(greeting, data.format(number))
        if not answer["answered"]:
            await bob.reads("gone already")
        assert "90,000" not in str(await bob.chat())

    assert "BTCUSDT > 90,000\nnow" in (await alice.says("/alerts"))["text"]


async def test_a_button_of_an_alert_that_is_gone_says_so(alice: Person) -> None:
    armed = await alice.says("/alert btc > 90000")
    await alice.taps(armed, "Delete")

    stale = await alice.forges(armed, button(armed, "Pause"))

    assert "gone already" in stale["answered"]
