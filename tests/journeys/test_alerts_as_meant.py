"""Alerts as people stumble over them: twice the same, typed answers, Binance away, undone."""

import re

from world import Message, Person, World


def labels(message: Message) -> list[str]:
    return [one["text"] for row in message["keyboard"] for one in row]


async def changed(alice: Person, message: Message) -> Message:
    return await alice.sees(
        lambda one: one["message_id"] == message["message_id"] and one != message
    )


async def tapped(alice: Person, message: Message, *taps: str) -> Message:
    for label in taps:
        await alice.taps(message, label)
        message = await changed(alice, message)
    return message


async def test_what_was_paused_or_snoozed_comes_back_so(alice: Person) -> None:
    for rest, told in (("Pause", "⏸ Paused"), ("8 h", "😴 Snoozed until")):
        await alice.says("/alert btc > 95000")
        page = await tapped(alice, await alice.says("/alerts"), "#", rest)
        assert told in page["text"]

        page = await tapped(alice, page, "Delete", "Undo")

        assert told in page["text"]
        await tapped(alice, page, "Delete")


async def test_while_binance_is_away_an_alert_is_taken_and_begins_later(
    world: World, alice: Person
) -> None:
    await world.fault("status", path="/api/v3/aggTrades", status=503, times=4)

    answer = await alice.says("/alert btc > 80000")
    assert "⏳ Binance does not answer now. Alert #" in answer["text"]
    assert "begins as soon as Binance answers" in (await alice.says("/alerts"))["text"]

    await alice.reads("▶️ Binance answers again")
    await world.price("BTCUSDT", "80001")
    await alice.reads("🔔 BTCUSDT > 80,000 · #")


async def test_a_price_is_written_where_a_button_was_offered(alice: Person) -> None:
    begun = await alice.says("/alert btc")
    asked = await tapped(alice, begun, "Price above")
    assert "At which price?" in asked["text"]

    assert "read differently" in (await alice.says("95,000"))["text"]
    manner = await alice.says("95k")
    assert "How often?" in manner["text"]
    armed = await tapped(alice, manner, "Once")

    assert "trades above 95,000" in armed["text"]
    assert "/help" in (await alice.says("95k"))["text"]  # nothing is asked any more


async def test_other_answers_may_be_written_too_and_a_symbol_is_still_a_symbol(
    alice: Person,
) -> None:
    await tapped(alice, await alice.says("/alert btc"), "RSI")

    assert (await alice.says("eth"))["text"].startswith("ETHUSDT ")
    assert "Of which candles?" in (await alice.says("<30"))["text"]
    assert "How often?" in (await alice.says("4H"))["text"]


async def test_the_same_alert_is_made_twice_only_if_it_is_meant(alice: Person) -> None:
    await alice.says("/alert btc > 95000")

    twice = await alice.says("/alert btc > 95k")
    assert "You have this one already: #" in twice["text"]
    assert (await alice.says("/alerts"))["text"].count("#") == 1

    data = next(
        one["callback_data"] for row in twice["keyboard"] for one in row
        if "all the same" in one["text"]
    )  # fmt: skip
    await tapped(alice, twice, "all the same")
    stale = await alice.forges(twice, data)

    assert "no longer works" in stale["answered"]
    assert (await alice.says("/alerts"))["text"].count("#") == 2
    assert "I will tell you" in (await alice.says("/alert btc > 95000 every"))["text"]


async def test_a_page_of_the_board_is_asked_for_by_its_number(alice: Person) -> None:
    for price in range(90001, 90010):
        await alice.says(f"/alert btc > {price}")

    assert "90,009" in (await alice.says("/alerts 2"))["text"]
    assert "90,001" in (await alice.says("/alerts"))["text"]
    assert "90,009" in (await alice.says("/alerts 99"))["text"]
    assert "/alerts 2" in (await alice.says("/alerts two"))["text"]


async def test_an_impatient_finger_gets_one_chart(alice: Person) -> None:
    price = await alice.says("/price btc")
    await alice.taps(price, "Chart")
    await alice.reads("in this picture")
    for _ in range(2):  # which were on their way while it was drawn
        await alice.taps(price, "Chart")
    await alice.says("/price eth")

    assert sum(1 for one in await alice.chat() if one.get("photo")) == 1


async def test_good_symbols_are_answered_and_bad_ones_named(alice: Person) -> None:
    answer = await alice.says("/price btc btcusd bitcoin eth")

    first, second, third, fourth = answer["text"].splitlines()
    assert [first.split()[0], second.split()[0]] == ["BTCUSDT", "ETHUSDT"]
    assert "“btcusd”. Did you mean" in third
    assert fourth == "Binance lists no symbol “bitcoin”. Did you mean BTCUSDT?"
    assert (await tapped(alice, answer, "BTCUSDT"))["text"].startswith("BTCUSDT ")


async def test_a_symbol_in_other_letters_is_chosen_from_a_list_and_never_guessed(
    world: World, alice: Person
) -> None:
    found = await alice.says("/price 币安")
    assert "币安人生USDT" in labels(found)
    lookalike = await alice.says("/price ВТС")  # Cyrillic
    assert "BTC" not in str(lookalike["keyboard"])

    card = await tapped(alice, found, "币安人生USDT")
    assert card["text"].startswith("币安人生USDT ")
    await alice.taps(card, "Alert")
    begun = await alice.hears("What shall I watch for?")
    armed = await tapped(alice, begun, "Price above", "+1%", "Once")
    assert "币安人生USDT trades above" in armed["text"]
    await world.price("币安人生USDT", "0.9")
    await alice.reads("🔔 币安人生USDT > ")


async def test_funding_and_rsi_are_so_many_points_away(alice: Person) -> None:
    rsi = await alice.says("/alert btc rsi 14 1h < 2")
    funding = await alice.says("/alert btc funding > 1.5%")

    assert re.search(r"now, -[\d.]+ points away", rsi["text"])
    assert re.search(r"now, \+1\.\d+ percentage points away", funding["text"])
