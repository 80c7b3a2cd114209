from collections.abc import Callable
from datetime import datetime

from storage import EVERYBODY, Storage

ALICE, BOB = 1001, 1002
CAROL = 1003


async def test_a_newcomer_is_met_once(
    storage: Storage, now: Callable[[], datetime], wait: Callable[[float], None]
) -> None:
    met_at = now()
    async with storage.begin() as unit:
        carol, first = await unit.users.meet(CAROL, name="Carol", language="tr", active=False)
    wait(60)
    async with storage.begin() as unit:
        again, second = await unit.users.meet(CAROL, name="Caroline", language="en", active=True)

    assert (first, second) == (True, False)
    assert (carol.status, carol.language, carol.reachable) == ("pending", "tr", True)
    assert (again.status, again.language, again.name) == ("pending", "en", "Caroline")
    assert (again.joined_at, again.seen_at) == (met_at, now())


async def test_a_chosen_language_outlives_what_telegram_guesses(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.users.speak(ALICE, "tr")
        alice, _ = await unit.users.meet(ALICE, name="Alice", language="en", active=True)

    assert (alice.language, alice.language_chosen) == ("tr", True)


async def test_people_are_found_by_status(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.users.set_status(BOB, "blocked")

        assert [user.id for user in await unit.users.with_status("active")] == [ALICE]
        assert [user.id for user in await unit.users.with_status("blocked")] == [BOB]
        assert await unit.users.count() == 2


async def test_only_news_about_reach_is_a_change(storage: Storage) -> None:
    async with storage.begin() as unit:
        changes = [await unit.users.set_reachable(ALICE, told) for told in (True, False, False)]
        alice = await unit.users.get(ALICE)

    assert changes == [False, True, False]
    assert alice is not None
    assert not alice.reachable


async def test_a_stranger_is_nobody(storage: Storage) -> None:
    async with storage.read() as unit:
        assert await unit.users.get(CAROL) is None


async def test_a_repeated_update_is_taken_once(storage: Storage) -> None:
    async with storage.begin() as unit:
        assert [await unit.inbox.take(7, ALICE) for _ in range(3)] == [True, False, False]


async def test_old_updates_are_forgotten(
    storage: Storage, now: Callable[[], datetime], wait: Callable[[float], None]
) -> None:
    async with storage.begin() as unit:
        await unit.inbox.take(7, ALICE)
    wait(1)
    async with storage.begin() as unit:
        await unit.inbox.take(8, ALICE)

        assert await unit.inbox.purge(now()) == 1
        assert not await unit.inbox.take(8, ALICE)


async def test_the_audit_tells_what_a_person_did_newest_first(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.audit.note(ALICE, "key added", environment="live", tail="cdef")
        await unit.audit.note(BOB, "blocked")
        await unit.audit.note(ALICE, "key deleted")

        first, second = await unit.audit.of(ALICE, 10)
        assert [entry.action for entry in await unit.audit.of(ALICE, 1)] == ["key deleted"]

    assert (first.action, second.action) == ("key deleted", "key added")
    assert second.detail == {"environment": "live", "tail": "cdef"}


async def test_a_setting_is_a_persons_or_everybodys(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.settings.set(EVERYBODY, "limits", {"orders": 5})
        await unit.settings.set(ALICE, "limits", {"orders": 1})
        await unit.settings.set(ALICE, "limits", {"orders": 2})

        assert await unit.settings.get(EVERYBODY, "limits") == {"orders": 5}
        assert await unit.settings.get(ALICE, "limits") == {"orders": 2}
        assert await unit.settings.get(BOB, "limits", "none") == "none"


async def test_a_setting_may_be_nothing(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.settings.set(ALICE, "limits", None)

        assert await unit.settings.get(ALICE, "limits", "default") is None


async def test_the_last_word_on_a_ban_counts(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.bans.save("spot", 1763640000.25)
        await unit.bans.save("usdm", 1.0)
        await unit.bans.save("usdm", 2.0)

        assert await unit.bans.load() == {"spot": 1763640000.25, "usdm": 2.0}
