"""The limiter against a Binance that only counts, in virtual time.

The suite plays a share; `make simulate` (LIMIT_SCHEDULES=5000) plays thousands of schedules, ten
seeds of each load, and a day. Figures are shown with -rP. A schedule is its seed:
`play(chaos(7))` is the same run every time.
"""

from collections import Counter

import pytest
from limit_world import goals
from limit_world.chaos import chaos
from limit_world.checker import check, excused
from limit_world.figures import labelled, quantile, summary, utilisation, waits
from limit_world.history import History
from limit_world.loads import SPOT, beside_others, crowded, quiet, saturated
from limit_world.play import play
from limit_world.stories import at_turns, busy_restarts, day, many_restarts

pytestmark = pytest.mark.timeout(3_600)


def show(title: str, history: History, **more: float) -> None:
    figures = {**summary(history), **{name: round(value, 4) for name, value in more.items()}}
    print(title, figures)  # noqa: T201 - shown with -rP


def test_schedules_of_faults_break_no_promise(schedules: range) -> None:
    total: Counter[str] = Counter()
    broken: list[str] = []
    for seed in schedules:
        history = play(chaos(seed))
        broken += [f"seed {seed}: {violation}" for violation in check(history)]
        total.update({"calls": len(history.calls), "excused": len(history.overruns)})
        total.update({"lives": history.lives, "bans": history.bans})

    print(dict(total))  # noqa: T201 - shown with -rP
    assert not broken, "\n".join(broken[:20])
    assert total["calls"] > 50 * len(schedules), "so few say nothing"
    assert total["excused"] < total["calls"] / 50


def test_a_crowd_at_the_turn_of_the_minute_is_not_counted_too_little() -> None:
    histories = {seed: play(at_turns(seed)) for seed in range(20)}

    assert {seed: check(one) for seed, one in histories.items() if check(one)} == {}
    assert sum(len(one.overruns) for one in histories.values()) == 0


def test_the_whole_budget_is_used_equally_and_orders_do_not_wait(seed: int) -> None:
    history = play(saturated(seed))

    show(
        "saturated",
        history,
        used=utilisation(history, "spot", SPOT),
        jain=goals.equality(history),
        orders_p99=quantile(waits(labelled(history, "order")), 0.99),
    )
    assert check(history) == []
    assert len(history.overruns) == 0
    assert list(goals.of_use(history, "spot", SPOT)) == []
    assert list(goals.of_equals(history)) == []
    assert list(goals.of_orders(history)) == []


def test_users_who_ask_without_end_are_served_equally(seed: int) -> None:
    history = play(crowded(seed))

    used = utilisation(history, "spot", SPOT)
    show("crowded", history, used=used, jain=goals.equality(history))
    assert check(history) == []
    assert len(history.overruns) == 0
    assert list(goals.of_use(history, "spot", SPOT)) == []
    assert list(goals.of_equals(history)) == []


def test_a_flooder_harms_nobody_else_in_ten_minutes(seed: int) -> None:
    assert _harm_of_a_flooder(seed, load=0.5) == []


# Where the others want more than nine tenths themselves, they wait for one another, and the
# flooder's fair share is felt as anybody's would be.
@pytest.mark.usefixtures("in_full")
@pytest.mark.parametrize("load", [0.2, 0.8])
@pytest.mark.parametrize(("flood_since", "phase"), [(0.0, 0.2), (120.0, 0.0), (0.0, 50.0)])
def test_a_flooder_harms_nobody_else_whenever_he_comes(
    seed: int, load: float, flood_since: float, phase: float
) -> None:
    assert _harm_of_a_flooder(seed, load=load, flood_since=flood_since, phase=phase) == []


def _harm_of_a_flooder(
    seed: int, *, load: float, flood_since: float = 0.0, phase: float = 0.0
) -> list[object]:
    calm, flooded = (
        play(quiet(seed, flooded=flooded, load=load, flood_since=flood_since, phase=phase))
        for flooded in (False, True)
    )

    for title, history in (("calm", calm), ("flooded", flooded)):
        waited = waits(labelled(history, "quiet"))
        used = utilisation(history, "spot", SPOT)
        show(title, history, used=used, quiet_p99=quantile(waited, 0.99), longest=max(waited))
    broken = [*check(calm), *check(flooded), *calm.overruns, *flooded.overruns]
    missed = [*goals.of_flood(calm, flooded), *goals.of_orders(flooded)]
    if not flood_since:
        missed += goals.of_use(flooded, "spot", SPOT)
    return [*broken, *missed]


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_steady_others_are_given_room_once_they_are_known(seed: int, share: float) -> None:
    history = play(beside_others(seed, share))

    show(f"beside others of {share}", history, used=utilisation(history, "spot", SPOT))
    assert check(history) == []
    assert all(excused(one) for one in history.overruns)
    assert list(goals.of_steady_others(history, after=180.0)) == []
    left = round(SPOT * (1 - share))
    assert list(goals.of_use(history, "spot", left)) == []


def test_nothing_is_sent_before_a_ban_ends_across_a_thousand_restarts(seed: int) -> None:
    history = play(many_restarts(seed))

    told = sum(call.status == 418 for call in history.calls)
    answered = sum(call.status == 200 for call in history.calls)
    show("restarts", history, told=told, answered=answered)
    assert check(history) == []
    assert history.lives > 1_000
    assert told <= 2 * history.bans
    assert answered > 50, "silence for ever keeps every ban"


def test_a_restart_in_a_used_up_minute_is_careful(seed: int) -> None:
    history = play(busy_restarts(seed))

    show("busy restarts", history)
    assert check(history) == []
    assert len(history.overruns) <= _PER_RESTART * history.lives


_PER_RESTART = 25  # 429s, until the first answer has told what was used before


@pytest.mark.usefixtures("in_full")
def test_a_day_of_a_thousand_users_breaks_no_promise() -> None:
    history = play(day(1))

    orders = quantile(waits(labelled(history, "order")), 0.99)
    show("a day", history, used=utilisation(history, "spot", SPOT), orders_p99=orders)
    assert check(history) == []
    assert len({call.user for call in history.calls if call.label == "quiet"}) == 1_000
