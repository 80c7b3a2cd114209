"""What the bot turns away goes no further, also when it cannot say so."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from authenticator import Phone
from world import Person, World, people, world_at


@pytest.fixture
async def guarded_world(migrated: Path, tmp_path: Path) -> AsyncIterator[World]:
    """A world in which people have to be admitted, by nobody who is there."""
    shutil.copy(migrated, tmp_path / "bot.db")
    boss = next(people)
    async with world_at(tmp_path, admins=frozenset({boss}), approval_needed=True) as world:
        await world.start()
        yield world


async def _cannot_send(world: World, status: int) -> None:
    await world.telegram_fault("status", path="sendMessage", status=status)


async def _said(person: Person) -> list[str]:
    return [one.get("text") or "" for one in await person.chat() if one["from"] == "bot"]


@pytest.mark.parametrize(
    ("status", "instead"), [(400, ["Something went wrong on my side"]), (403, [])]
)
async def test_who_waits_to_be_admitted_gets_nothing(
    guarded_world: World, status: int, instead: list[str]
) -> None:
    guest = guarded_world.person()
    await _cannot_send(guarded_world, status)

    await guest.writes("/help")
    await guest.writes("/start")
    await guest.reads("has to admit you first")

    told = await _said(guest)
    words = [*instead, "has to admit you first"]
    assert all(word in text for word, text in zip(words, told, strict=True))


async def test_what_is_too_long_to_be_read_is_not_acted_upon(world: World, alice: Person) -> None:
    await alice.says("/start")
    before = len(await _said(alice))
    await _cannot_send(world, 403)

    await alice.writes("/help " + "x" * 1000)
    await alice.writes("/language")
    await alice.hears("Which language")

    assert len(await _said(alice)) == before + 1


async def test_a_code_is_no_word_for_anything_else(world: World, alice: Person) -> None:
    await Phone(alice).shown()
    await _cannot_send(world, 403)

    await alice.writes("000 000")
    await alice.writes("/language")
    await alice.hears("Which language")

    assert not [text for text in await _said(alice) if "did not understand" in text]
