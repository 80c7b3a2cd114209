"""The real streams, alerts, storage and sender in a world that fails, in virtual time.

The suite plays a share; `make simulate` (ALERT_SCHEDULES=20000) plays all, and thirty days.
Figures are shown with -rP. A schedule is its seed: `play(chaos(7), disk)` is the same every time.
"""

from collections import Counter
from collections.abc import Iterable

import pytest
from alert_world.chaos import chaos, deadly, various
from alert_world.checker import check
from alert_world.days import weeks
from alert_world.disk import Disk
from alert_world.history import History
from alert_world.measured import measured
from alert_world.play import play
from alert_world.said import claims
from alert_world.schedule import Schedule

from binance.streams.market import MarketStreams

_KINDS = (chaos, various, chaos, various, deadly)

_ONCE_BROKEN = (
    118,
    746,
    4418,
    4941,
    5861,
    6628,
    8161,
    10036,
    10533,
    10621,
    11276,
    12193,
    12261,
    14606,
)

pytestmark = pytest.mark.timeout(3_600)


def test_no_alert_is_lost_none_is_false_and_every_repeat_is_marked(
    schedules: range, hard_disk: Disk
) -> None:
    total = _play_all((_KINDS[seed % len(_KINDS)](seed) for seed in schedules), hard_disk)

    assert total["fired"] > 3 * len(schedules), "so few say nothing"
    assert total["crashes"] > len(schedules) / 3


def test_so_it_is_with_all_that_is_measured(measured_schedules: range, hard_disk: Disk) -> None:
    total = _play_all(map(measured, measured_schedules), hard_disk)

    assert total["fired"] > 3 * len(measured_schedules), "so few say nothing"


def _play_all(drawn: Iterable[Schedule], disk: Disk) -> Counter[str]:
    """Add up what happened, if nothing was broken."""
    total: Counter[str] = Counter()
    broken: list[str] = []
    for schedule in drawn:
        history = play(schedule, disk)
        broken += [f"seed {schedule.seed}: {violation}" for violation in check(history)]
        total.update(_figures(history))

    print(dict(total))  # noqa: T201 - shown with -rP
    assert not broken, "\n".join(broken[:20])
    return total


@pytest.mark.parametrize("seed", _ONCE_BROKEN)
def test_what_once_broke_a_promise_keeps_it_now(seed: int, hard_disk: Disk) -> None:
    history = play(_KINDS[seed % len(_KINDS)](seed), hard_disk)

    assert check(history) == []


def test_the_same_seed_is_the_same_run(hard_disk: Disk) -> None:
    first, second = (play(deadly(4), hard_disk) for _ in range(2))

    assert first.seen
    assert (first.seen, first.attempts) == (second.seen, second.attempts)


def test_no_trade_is_missed_in_weeks_and_none_is_told_twice(days: int) -> None:
    found = weeks(1, days)

    print(vars(found) | {"told": len(found.told)})  # noqa: T201 - shown with -rP
    assert found.missing == 0
    assert found.in_turn
    assert found.gaps == 1, "told only at the beginning"
    assert found.connections >= days
    assert found.strikes >= days


def test_weeks_without_history_show_what_was_missed() -> None:
    found = weeks(1, 2, _WithoutHistory)

    assert found.missing > 0
    assert found.gaps > 1


class _WithoutHistory(MarketStreams):
    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more | {"history": None})  # type: ignore[arg-type]


def _figures(history: History) -> dict[str, int]:
    told = [said for seen in history.seen for said in claims(seen.text)]
    return {
        "trades": sum(map(len, history.tapes.values())),
        "alerts": len(history.wanted),
        "fired": sum(not said.marked for said in told),
        "marked": sum(said.marked for said in told),
        "crashes": len(history.crashed_at),
        "connections": history.connections,
        "calls": len(history.attempts),
    }
