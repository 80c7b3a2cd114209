"""What people let the bot do at most, what was counted, and trading that was stopped."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from storage import EVERYBODY, Storage, Unit

ALICE, BOB = 1001, 1002
DAY = 86_400.0

Wait = Callable[[float], None]
Later = Callable[[float], datetime]
Now = Callable[[], datetime]


async def test_a_raise_holds_from_the_moment_it_is_due_though_nobody_was_awake(
    storage: Storage, wait: Wait, later: Later
) -> None:
    async with storage.begin() as unit:
        await unit.guards.choose(ALICE, "live", "order", "100")
        await unit.guards.raise_later(ALICE, "live", "order", "500", later(DAY))

    wait(DAY - 1)
    async with storage.read() as unit:
        assert await unit.guards.of(ALICE, "live") == {"order": "100"}
    wait(1)
    async with storage.read() as unit:
        assert await unit.guards.of(ALICE, "live") == {"order": "500"}
        assert await unit.guards.of(ALICE, "testnet") == {}


async def test_a_raise_is_handed_out_once_when_it_takes_effect(
    storage: Storage, wait: Wait, later: Later
) -> None:
    async with storage.begin() as unit:
        made = await unit.guards.raise_later(ALICE, "live", "order", "500", later(DAY))
        assert await unit.guards.ripen("live") == []
        assert await unit.guards.next_due("live") == made.due_at
    wait(DAY)

    async with storage.begin() as unit:
        ripe = [one.id for one in await unit.guards.ripen("live")]
        again = await unit.guards.ripen("live")

    assert (ripe, again) == ([made.id], [])
    async with storage.read() as unit:
        assert await unit.guards.of(ALICE, "live") == {"order": "500"}
        assert await unit.guards.next_due("live") is None


async def test_tightening_withdraws_a_raise_that_waits(
    storage: Storage, wait: Wait, later: Later
) -> None:
    async with storage.begin() as unit:
        await unit.guards.raise_later(ALICE, "live", "order", "500", later(DAY))
        await unit.guards.choose(ALICE, "live", "order", "50")
    wait(2 * DAY)

    async with storage.begin() as unit:
        assert await unit.guards.ripen("live") == []
        assert await unit.guards.of(ALICE, "live") == {"order": "50"}


async def test_a_raise_is_taken_back_by_its_owner_and_only_in_time(
    storage: Storage, wait: Wait, later: Later
) -> None:
    async with storage.begin() as unit:
        hers = await unit.guards.raise_later(ALICE, "live", "order", "500", later(DAY))
        assert await unit.guards.withdraw(BOB, hers.id) is None
        assert await unit.guards.withdraw(ALICE, hers.id) is not None
        assert await unit.guards.withdraw(ALICE, hers.id) is None
        late = await unit.guards.raise_later(ALICE, "live", "order", "500", later(DAY))
    wait(DAY)

    async with storage.begin() as unit:
        assert await unit.guards.withdraw(ALICE, late.id) is None


async def test_no_limit_is_kept_as_that(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.guards.choose(ALICE, "live", "order", None)
        assert await unit.guards.of(ALICE, "live") == {"order": None}


async def test_what_was_counted_is_found_given_back_and_forgotten(
    storage: Storage, now: Now
) -> None:
    at = now()
    async with storage.begin() as unit:
        for name, money in (("a", "1.5"), (None, "2")):
            await unit.turnovers.note(
                ALICE, "live", name=name, notional=Decimal(money), orders=1, at=at
            )
        assert await unit.turnovers.noted(ALICE, "live", "a") is not None
        assert await unit.turnovers.noted(BOB, "live", "a") is None
        assert await unit.turnovers.since(ALICE, "live", at) == []

        await unit.turnovers.release(ALICE, "live", "a")

        counted = await unit.turnovers.since(ALICE, "live", at - timedelta(seconds=1))
        assert [(one.notional, one.orders) for one in counted] == [(0, 1), (2, 1)]
        assert await unit.turnovers.purge(at + timedelta(seconds=1)) == 2


async def test_a_stop_is_of_one_person_or_of_everybody(storage: Storage) -> None:
    async with storage.begin() as unit:
        assert await unit.stops.stop(ALICE, "live", by=ALICE)
        assert not await unit.stops.stop(ALICE, "live", by=ALICE)
        assert await stopped_by(unit, BOB) == ()
        assert await unit.stops.stop(EVERYBODY, "live", by=BOB)

        assert await stopped_by(unit, ALICE) == (EVERYBODY, ALICE)
        assert await stopped_by(unit, BOB) == (EVERYBODY,)
        assert await stopped_by(unit, BOB, "testnet") == ()
        assert await unit.stops.resume(EVERYBODY, "live")
        assert await stopped_by(unit, ALICE) == (ALICE,)


async def test_of_the_settings_only_those_asked_for_are_told_and_only_ones_own(
    storage: Storage,
) -> None:
    async with storage.begin() as unit:
        for user_id in (ALICE, BOB):
            await unit.settings.set(user_id, "most", str(user_id))
        await unit.settings.set(ALICE, "other", "1")

        standing = await unit.guards.standing(ALICE, "live", ("most",))

    assert standing.settings == {"most": str(ALICE)}


async def stopped_by(unit: Unit, user_id: int, environment: str = "live") -> tuple[int, ...]:
    return (await unit.guards.standing(user_id, environment, ())).stopped_by


async def test_a_sweep_that_is_ordered_again_begins_anew_and_may_close_as_well(
    storage: Storage, wait: Wait
) -> None:
    async with storage.begin() as unit:
        first = await unit.stops.sweep(ALICE, "live", closing=False)
        cleared = await unit.stops.progress(first, state="cleared", orders=2)
    assert cleared is not None
    wait(5)

    async with storage.begin() as unit:
        again = await unit.stops.sweep(ALICE, "live", closing=True)
        stale = await unit.stops.progress(cleared, state="done")

    # what was told is past: two orders that are gone are not told of once more
    assert (again.id, again.closing, again.state, again.orders) == (first.id, True, "open", 0)
    assert stale is None
    async with storage.begin() as unit:
        third = await unit.stops.sweep(ALICE, "live", closing=False)
        assert third.closing
        await unit.stops.resume(ALICE, "live")
        assert await unit.stops.unfinished("live") == []
