"""Alerts as they are remembered: what they wait for, and that each fires for one caller only."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from storage import Alert, AlertState, Storage, Unit

ALICE, BOB = 1001, 1002
LEVEL = Decimal("70000.10")
WISH = {"condition": [{"measure": {"kind": "price"}, "relation": ">", "level": "70000.10"}]}
SOURCE = "trades:BTCUSDT"


async def armed(unit: Unit, *, user_id: int = ALICE, source: str = SOURCE, **more: Any) -> Alert:
    start: dict[str, Any] = {"awaits": "above", "primed": True, "position": 100}
    return await unit.alerts.add(
        user_id, "live", symbol="BTCUSDT", wish=WISH, source=source, measure="price",
        relation=">", level=LEVEL, **start | more,
    )  # fmt: skip


async def fire(unit: Unit, alert: Alert, position: int, at: datetime) -> bool:
    return await unit.alerts.fire(alert.id, position=position, value=LEVEL, crossed_at=at)


async def rearm(unit: Unit, user_id: int, alert: Alert, position: int) -> Alert | None:
    return await unit.alerts.rearm(
        user_id, alert.id, awaits="above", primed=True, position=position
    )


async def test_an_alert_is_kept_as_it_was_asked_for(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit, awaits="either", primed=False, expires_at=later(60))

    async with storage.read() as unit:
        assert await unit.alerts.mine(ALICE, "live") == [alert]
        (waiting,) = await unit.alerts.waiting("live")
    assert (alert.wish, alert.level, alert.state, alert.position) == (WISH, LEVEL, "armed", 100)
    assert (alert.armed_at, alert.expires_at, alert.times_fired) == (now(), later(60), 0)
    assert waiting == (alert.id, SOURCE, "price", ">", LEVEL, "either", False, 100, None)


async def test_fifty_engines_fire_an_alert_once(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)

    async def one(position: int) -> bool:
        async with storage.begin() as unit:
            return await fire(unit, alert, position, now())

    assert sum(await asyncio.gather(*(one(101 + number) for number in range(50)))) == 1


async def test_a_fired_alert_knows_its_event(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)
        await fire(unit, alert, 105, later(-240))
        (fired,) = await unit.alerts.mine(ALICE, "live", ("fired",))

        assert await unit.alerts.waiting("live") == []
    assert (fired.position, fired.fired_value, fired.times_fired) == (105, LEVEL, 1)
    assert (fired.fired_at, fired.crossed_at) == (now(), later(-240))


async def test_one_that_fires_again_and_again_does_so_once_for_each_event(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async def again(unit: Unit, position: int) -> bool:
        return await unit.alerts.fire_again(
            alert.id, position=position, value=None, crossed_at=now(),
            awaits="below", primed=False, quiet_until=later(60),
        )  # fmt: skip

    async with storage.begin() as unit:
        alert = await armed(unit)

        assert [await again(unit, position) for position in (105, 105, 104, 106)] == [
            True, False, False, True,
        ]  # fmt: skip
        found = await unit.alerts.get(alert.id)
    assert found is not None
    assert (found.state, found.awaits, found.primed, found.times_fired) == (
        "armed", "below", False, 2,
    )  # fmt: skip
    assert found.quiet_until == later(60)


async def test_what_it_waits_for_changes_with_later_events_only(storage: Storage) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit, awaits="below", primed=False)

        assert not await unit.alerts.turn(alert.id, awaits="above", primed=True, position=100)
        assert await unit.alerts.turn(alert.id, awaits="above", primed=True, position=101)
        (waiting,) = await unit.alerts.waiting("live")
    assert (waiting.awaits, waiting.primed, waiting.position) == ("above", True, 101)


async def test_an_alert_whose_transaction_fails_stays_armed(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)

    async def die_before_the_message_is_put() -> None:
        async with storage.begin() as unit:
            await fire(unit, alert, 105, now())
            raise ConnectionError

    await asyncio.gather(die_before_the_message_is_put(), return_exceptions=True)

    async with storage.read() as unit:
        assert await unit.alerts.mine(ALICE, "live") == [alert]


@pytest.mark.parametrize("state", ["paused", "snoozed", "expired", "deleted"])
async def test_what_rests_does_not_fire(
    state: AlertState, storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)
        assert await unit.alerts.rest(BOB, alert.id, state) is None
        assert await unit.alerts.rest(ALICE, alert.id, state) is not None

        assert not await fire(unit, alert, 101, now())
        assert await unit.alerts.waiting("live") == []
        assert (await rearm(unit, ALICE, alert, 200) is None) == (state == "deleted")


async def test_a_deleted_alert_is_gone_for_its_owner_and_its_number_is_not_given_again(
    storage: Storage,
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)
        await unit.alerts.rest(ALICE, alert.id, "deleted")

        assert await unit.alerts.own(ALICE, alert.id) is None
        assert await unit.alerts.rest(ALICE, alert.id, "paused") is None
        assert (await armed(unit)).id > alert.id


async def test_what_was_over_last_comes_first(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        fired = [await armed(unit) for _ in range(2)]
        expired = [await armed(unit, expires_at=later(after)) for after in (60, -60)]
        await armed(unit)
        await armed(unit, user_id=BOB)
        for one in fired:
            await fire(unit, one, 105, now())
        for one in expired:
            await unit.alerts.rest(ALICE, one.id, "expired")

        found = await unit.alerts.over(ALICE, "live", 9)
        assert [one.id for one in found] == [expired[0].id, fired[1].id, fired[0].id, expired[1].id]
        assert await unit.alerts.over(ALICE, "live", 2) == found[:2]


async def test_what_began_to_wait_lately_is_found_whatever_became_of_it(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        fired, gone, waits = [await armed(unit) for _ in range(3)]
        await armed(unit, user_id=BOB)
        await fire(unit, fired, 105, now())
        await unit.alerts.rest(ALICE, gone.id, "deleted")

        found = await unit.alerts.armed_since(ALICE, "live", later(-1))
        assert [one.id for one in found] == [fired.id, waits.id]
        assert await unit.alerts.armed_since(ALICE, "live", now()) == []


async def test_what_is_over_or_deleted_is_forgotten_and_what_waits_is_not(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        fired, gone, back, paused, _ = [await armed(unit) for _ in range(5)]
        expired = await armed(unit, expires_at=now())
        await fire(unit, fired, 105, now())
        await unit.alerts.rest(ALICE, expired.id, "expired")
        await unit.alerts.rest(ALICE, paused.id, "paused")
        for one in (gone, back):
            await unit.alerts.rest(ALICE, one.id, "deleted")
        await unit.alerts.revive(ALICE, back.id, 9)

        assert await unit.alerts.purge(now()) == 0
        assert await unit.alerts.purge(later(1)) == 3
        kept = await unit.alerts.some(range(100))
        assert sorted(one.state for one in kept) == ["armed", "armed", "paused"]
        assert all(one.deleted_at is None for one in kept)


async def test_what_fired_can_be_armed_again_from_a_later_event(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)
        assert await rearm(unit, ALICE, alert, 200) is None  # it is armed already
        await fire(unit, alert, 105, now())
        assert await rearm(unit, BOB, alert, 200) is None

        again = await rearm(unit, ALICE, alert, 200)

        assert again is not None
        assert (again.state, again.position, again.quiet_until) == ("armed", 200, None)
        assert not await fire(unit, alert, 200, now())
        assert await fire(unit, alert, 201, now())


async def test_a_snooze_ends_at_its_time(
    storage: Storage, later: Callable[[float], datetime], wait: Callable[[float], None]
) -> None:
    async with storage.begin() as unit:
        alert = await armed(unit)
        await unit.alerts.rest(ALICE, alert.id, "snoozed", wakes_at=later(60))

        assert await unit.alerts.waking("live") == []
        wait(60)
        assert [one.id for one in await unit.alerts.waking("live")] == [alert.id]
        assert await unit.alerts.waking("testnet") == []


async def test_whatever_waited_until_a_moment_that_has_passed_is_overdue(
    storage: Storage,
    now: Callable[[], datetime],
    later: Callable[[float], datetime],
    wait: Callable[[float], None],
) -> None:
    async with storage.begin() as unit:
        until = later(60)
        waiting, paused, fired = [await armed(unit, expires_at=until) for _ in range(3)]
        await armed(unit)
        await unit.alerts.rest(ALICE, paused.id, "paused")
        await fire(unit, fired, 101, now())

        assert await unit.alerts.overdue("live") == []
        wait(60)
        overdue = [one.id for one in await unit.alerts.overdue("live")]
    assert overdue == [waiting.id, paused.id]


async def test_alerts_that_wait_or_could_are_counted_for_each_person_and_environment(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        await fire(unit, await armed(unit), 101, now())
        paused = await armed(unit)
        await unit.alerts.rest(ALICE, paused.id, "paused")
        await armed(unit, user_id=BOB)
        await armed(unit, user_id=BOB, source="trades:ETHUSDT")

        assert await unit.alerts.count(ALICE, "live") == 1
        assert await unit.alerts.count(BOB, "live") == 2
        assert await unit.alerts.count(BOB, "testnet") == 0
        assert len(await unit.alerts.waiting("live")) == 2
        assert len(await unit.alerts.of_source("live", SOURCE)) == 1


async def test_a_source_that_begins_anew_counts_from_its_beginning(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        await armed(unit)
        await armed(unit, source="trades:ETHUSDT")
        await unit.alerts.move_cursor("live", SOURCE, 150, now())

        await unit.alerts.begin_anew("live", SOURCE)

        assert {one.source: one.position for one in await unit.alerts.waiting("live")} == {
            SOURCE: 0,
            "trades:ETHUSDT": 100,
        }
        assert await unit.alerts.cursor("live", SOURCE) is None


async def test_a_cursor_moves_only_forward(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        assert await unit.alerts.cursor("live", SOURCE) is None
        await unit.alerts.move_cursor("live", SOURCE, 100, now())
        await unit.alerts.move_cursor("live", SOURCE, 105, later(1))
        await unit.alerts.move_cursor("live", SOURCE, 103, later(2))
        cursor = await unit.alerts.cursor("live", SOURCE)

    assert cursor is not None
    assert (cursor.position, cursor.at) == (105, later(1))


async def test_cursors_are_of_one_environment_and_can_be_dropped(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    ether = "trades:ETHUSDT"
    async with storage.begin() as unit:
        for environment, source in (("live", ether), ("live", SOURCE), ("demo", SOURCE)):
            await unit.alerts.move_cursor(environment, source, 1, now())
        await unit.alerts.drop_cursor("live", ether)

        assert [cursor.source for cursor in await unit.alerts.cursors("live")] == [SOURCE]
        assert await unit.alerts.cursor("demo", SOURCE) is not None
