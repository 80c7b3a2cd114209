"""/secure and /audit as a person goes through them."""

import re
from typing import Any

import pytest
from authenticator import Phone, an_hour_passes, secret_in
from world import Person, World

Message = dict[str, Any]


@pytest.fixture
def phone(alice: Person) -> Phone:
    return Phone(alice)


async def texts(person: Person) -> list[str]:
    return [one.get("text") or one.get("caption") or "" for one in await person.chat()]


async def test_a_second_factor_is_set_up_and_its_secrets_leave_the_chat(
    alice: Person, phone: Phone
) -> None:
    recovery = await phone.turns_on()

    assert len(re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", recovery["text"])) == 8
    left = await texts(alice)
    assert not [text for text in left if phone.secret in text or "Scan this" in text]
    assert not [text for text in left if re.fullmatch(r"\d{6}", text)]
    assert "I have deleted the picture" in "".join(left)

    await alice.taps(recovery, "✅ Written down: delete this")

    assert "second factor is on" in (await alice.says("/secure"))["text"]
    assert not [text for text in await texts(alice) if "Each works once" in text]


async def test_it_is_said_when_the_picture_could_not_be_deleted(
    world: World, alice: Person, phone: Phone
) -> None:
    await phone.shown()
    await world.telegram_fault("status", path="deleteMessage", status=400, times=3)

    await alice.writes(phone.code())

    assert await alice.hears("could not delete the picture")


@pytest.mark.parametrize("lost", ["sendPhoto", "sendMessage"])
async def test_a_secret_that_came_unheard_is_not_called_deleted(
    world: World, alice: Person, phone: Phone, lost: str
) -> None:
    page = await alice.says("/secure")
    if lost == "sendPhoto":
        await world.telegram_fault("drop_after", path=lost)
    await alice.taps(page, "🔐 Set it up")
    picture = await alice.hears("Scan this")
    if lost == "sendMessage":
        await world.telegram_fault("drop_after", path=lost)
    await alice.taps(picture, "I cannot scan it")
    phone.secret = secret_in(await alice.hears("by hand"))

    await alice.writes(phone.code())

    assert await alice.hears("could not delete the picture. Delete it yourself")
    assert "I have deleted the picture" not in "".join(await texts(alice))


async def test_setting_up_can_go_wrong_and_be_given_up(alice: Person, phone: Phone) -> None:
    picture = await phone.shown()
    assert "not the code that I expect" in (await alice.says("000 000"))["text"]

    await alice.taps(picture, "❌ Cancel")

    await alice.hears("Nothing was done")
    assert not [text for text in await texts(alice) if "Scan this" in text or phone.secret in text]
    assert "did not understand" in (await alice.says("123456"))["text"]
    assert "second factor is off" in (await alice.says("/secure"))["text"]


async def test_turning_off_waits_for_a_right_code_and_survives_a_restart(
    world: World, alice: Person, phone: Phone
) -> None:
    await phone.turns_on()
    await an_hour_passes(alice)
    await alice.taps(await alice.says("/secure"), "🔓 Turn off")
    asked = await alice.hears("A code, please")
    wrong = await alice.says("000000")
    assert "not right.\n4 tries" in wrong["text"]

    await world.restart()
    await alice.writes(phone.code())

    await alice.reads("second factor is off, and its recovery codes are void")
    assert asked["message_id"] not in {one["message_id"] for one in await alice.chat()}
    assert "second factor is off" in (await alice.says("/secure"))["text"]


async def test_what_waits_for_a_code_can_be_called_off(alice: Person, phone: Phone) -> None:
    await phone.turns_on()
    await an_hour_passes(alice)
    await alice.taps(await alice.says("/secure"), "🔓 Turn off")

    await alice.taps(await alice.hears("A code, please"), "❌ Cancel")

    await alice.reads("Nothing was done")
    assert "did not understand" in (await alice.says(phone.code()))["text"]
    audit = (await alice.says("/audit"))["text"]
    assert "The second factor was turned on · by a message" in audit
    assert "turned off" not in audit
    assert phone.secret not in audit


async def test_two_deeds_do_not_wait_for_one_code(alice: Person, phone: Phone) -> None:
    await phone.turns_on()
    await an_hour_passes(alice)
    page = await alice.says("/secure")
    await alice.taps(page, "🔓 Turn off")
    await alice.reads("It is for: 🔓 Turn off")
    await alice.taps(page, "🧾 New recovery codes")
    told = await alice.hears("something else of yours waits")
    assert "You are turning your second factor off" in told["text"]

    await alice.taps(told, "❌ Cancel what waits")

    await alice.reads("Nothing was done")
    await alice.taps(page, "🧾 New recovery codes")
    await alice.hears("It is for: 🧾 New recovery codes")
    await alice.writes(phone.code())
    assert "Each works once" in (await alice.hears("Recovery codes"))["text"]
    assert "second factor is on" in (await alice.says("/secure"))["text"]
