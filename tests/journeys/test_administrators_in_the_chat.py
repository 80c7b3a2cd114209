"""The people's page, by whom others are admitted, limited, blocked and helped."""

import shutil
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
from authenticator import Phone, an_hour_passes
from futures_chat import funding, mark, question
from world import Person, World, people, world_at


@pytest.fixture
async def admin_world(migrated: Path, tmp_path: Path) -> AsyncIterator[tuple[World, Person]]:
    """A world in which people have to be admitted, and somebody who may do that."""
    shutil.copy(migrated, tmp_path / "bot.db")
    boss = next(people)
    async with world_at(tmp_path, admins=frozenset({boss}), approval_needed=True) as world:
        await world.start()
        yield world, Person(world, boss)


async def admitted(world: World, boss: Person) -> Person:
    """Somebody new, whom the administrator lets in."""
    guest = world.person()
    await boss.says("/start")
    await guest.says("/start")
    await boss.writes("/users")
    await boss.taps(await boss.reads("People"), str(guest.id))
    shown = await boss.reads("waits to be admitted")
    assert "second factor" not in str(shown["keyboard"])
    await boss.taps(shown, "Approve")
    await boss.taps(await boss.reads("Admit this person?"), "Yes")
    await guest.reads("You have been admitted")
    return guest


async def test_an_administrator_admits_limits_stops_and_blocks(
    admin_world: tuple[World, Person],
) -> None:
    world, boss = admin_world
    guest = await admitted(world, boss)

    shown = await boss.reads("may use the bot")
    await boss.taps(shown, "Largest order")
    await boss.taps(await boss.reads("How much at most?"), "500 USDT")
    await boss.taps(await boss.reads("Largest order: 500 USDT"), "Yes")
    await boss.reads("Here since")
    assert "At most per order: 500 USDT" in (await guest.says("/guards"))["text"]

    await boss.taps(await boss.says("/panic all"), "Stop everybody")
    await boss.reads("stopped for everybody")
    assert "Trading is stopped" in (await guest.says("/guards"))["text"]
    await boss.taps(await boss.says("/resume all"), "Go on")
    await boss.reads("goes on for everybody")

    await boss.writes("/users")
    listed = await boss.reads("People")
    await boss.taps(listed, str(guest.id))
    await boss.taps(await boss.reads("may use the bot"), "Block")
    await boss.taps(await boss.reads("Block this person?"), "Yes")
    await boss.reads("is blocked")
    before = len(await guest.chat())
    await guest.writes("/guards")
    await boss.says("/status")
    assert len(await guest.chat()) == before + 1


async def test_who_lost_the_second_factor_gets_rid_of_it_together_with_all_keys(
    admin_world: tuple[World, Person],
) -> None:
    world, boss = admin_world
    guest = await admitted(world, boss)
    await guest.connects(balances={"USDT": "1000"})
    await Phone(guest).turns_on()

    await boss.taps(await boss.reads("may use the bot"), "Back")
    await boss.taps(await boss.reads("People"), str(guest.id))
    await boss.taps(await boss.reads("may use the bot"), "Take the second factor away")
    await boss.taps(await boss.reads("All their API keys are forgotten"), "Yes")

    told = await guest.reads("An administrator has taken your second factor away")
    assert "/setkey" in told["text"]
    assert "second factor is off" in (await guest.says("/secure"))["text"]
    assert "/setkey" in (await guest.says("/buy btc $100"))["text"]
    assert "took your second factor away" in (await guest.says("/audit"))["text"]
    assert "took a person's second factor away" in (await boss.says("/audit"))["text"]


async def test_what_an_administrator_decides_waits_for_their_own_code_and_then_goes_on(
    admin_world: tuple[World, Person],
) -> None:
    world, boss = admin_world
    guest = await admitted(world, boss)
    await Phone(guest).turns_on()
    phone = Phone(boss)
    await phone.turns_on()
    await an_hour_passes(boss)
    await boss.taps(await boss.reads("may use the bot"), "Back")
    await boss.taps(await boss.reads("People"), str(guest.id))
    await boss.taps(await boss.reads("may use the bot"), "Take the second factor away")
    await boss.taps(await boss.reads("All their API keys are forgotten"), "Yes")
    await boss.hears("A code, please")
    assert "second factor is on" in (await guest.says("/secure"))["text"]

    await boss.writes(phone.code())

    await guest.reads("An administrator has taken your second factor away")
    await boss.reads("Here since")
    assert "second factor is off" in (await guest.says("/secure"))["text"]


async def test_an_administrators_own_factor_is_not_taken_away_by_the_page(
    admin_world: tuple[World, Person],
) -> None:
    _, boss = admin_world
    await Phone(boss).turns_on()
    await boss.writes("/users")
    await boss.taps(await boss.reads("People"), str(boss.id))

    await boss.taps(await boss.reads("may use the bot"), "Take the second factor away")

    await boss.hears("you turn off yourself")
    assert "second factor is on" in (await boss.says("/secure"))["text"]


async def test_a_stop_that_waits_does_not_keep_a_lost_second_factors_keys(
    admin_world: tuple[World, Person],
) -> None:
    world, boss = admin_world
    guest = await admitted(world, boss)
    async with funding(world) as connect:
        now = await mark(await connect(guest))
    price, stop = round(now * Decimal("0.97")), round(now * Decimal("0.9"))
    await guest.taps(await question(guest, f"/long btc 0.01 @ {price} x5 sl {stop}"), "Confirm")
    await guest.reads("Waiting in the book")
    await Phone(guest).turns_on()

    await boss.taps(await boss.reads("may use the bot"), "Back")
    await boss.taps(await boss.reads("People"), str(guest.id))
    await boss.taps(await boss.reads("may use the bot"), "Take the second factor away")
    await boss.taps(await boss.reads("All their API keys are forgotten"), "Yes")

    await guest.reads("An administrator has taken your second factor away")
    told = await guest.reads("Not placed: SELL the whole position of BTCUSDT")
    assert "If that order is filled, or fills yet, its position goes without this." in told["text"]
