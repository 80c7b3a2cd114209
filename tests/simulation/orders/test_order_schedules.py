"""The real trading, intents, posting and reconciliation in a world that fails, in virtual time.

The suite plays a share; `make simulate` (ORDER_SCHEDULES=1000000) plays all. Figures are shown
with -rP. A schedule is its seed: `play(chaos(7))` is the same every time.
"""

from collections import Counter
from dataclasses import replace

import pytest
from order_world.chaos import chaos
from order_world.checker import check
from order_world.history import History
from order_world.play import play
from order_world.schedule import Crash
from order_world.told import told

pytestmark = pytest.mark.timeout(3_600)


def test_no_order_is_doubled_and_nothing_false_is_told(schedules: range) -> None:
    total: Counter[str] = Counter()
    broken: list[str] = []
    for seed in schedules:
        history = play(chaos(seed))
        broken += [f"seed {seed}: {violation}" for violation in check(history)]
        total.update(_figures(history))

    print(dict(total))  # noqa: T201 - shown with -rP
    assert not broken, "\n".join(broken[:20])
    assert total["posts"] > len(schedules), "so few say nothing"
    assert total["crashes"] > len(schedules) / 2
    assert total["checking"] > len(schedules) / 3


def test_a_crash_at_any_await_doubles_nothing(whole: int) -> None:
    """The process ends before its first step, before its second, and so on to the last."""
    seed = 13 + whole
    drawn = replace(chaos(seed), crashes=())
    steps = play(drawn).steps

    for step in range(1, steps):
        broken = check(play(replace(drawn, crashes=(Crash(step, 1.0),))))
        assert not broken, f"seed {seed} ended at {step}: {broken}"


def test_the_same_seed_is_the_same_run() -> None:
    first, second = (play(chaos(8)) for _ in range(2))

    assert told(first.disk)
    assert told(first.disk) == told(second.disk)
    assert (first.steps, first.queries) == (second.steps, second.queries)


def _figures(history: History) -> Counter[str]:
    claims = Counter(one.claim for said in told(history.disk).values() for one in said)
    return claims + Counter(
        intents=len(history.disk.orders),
        posts=len(history.posts),
        crashes=len(history.crashed_at),
        taps=len(history.tappings),
        queries=history.queries,
        steps=history.steps,
    )
