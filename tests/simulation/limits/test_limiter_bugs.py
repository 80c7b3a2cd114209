"""Mistakes planted into the client: each must be caught by the check that is about it."""

from collections.abc import Iterator
from itertools import chain

import pytest
from limit_world import goals
from limit_world.bugs import BUGS
from limit_world.chaos import chaos
from limit_world.checker import Violation, check
from limit_world.client import Client
from limit_world.loads import quiet, rushed, saturated
from limit_world.play import play
from limit_world.stories import at_turns, many_restarts

SEEDS = 40  # within so many schedules a mistake shows; most do in the first few
SMALL = 1_500

OWN_429 = "no 429 of our own doing"
SILENCE = "nothing is sent before a silence ends"
LATE = "every waiter is answered by his deadline"
LEFT_OVER = "nothing is left over"

IN_CHAOS = {
    "OwnWindows": {OWN_429},
    "NothingReserved": {OWN_429},
    "BelievedDownward": {OWN_429},
    "LostMeansUnsent": {OWN_429},
    "OrdersUncounted": {OWN_429},
    "OthersIgnored": {OWN_429},
    "RefusalsIgnored": {SILENCE},
    "ReturnsLeak": {LEFT_OVER},
    "CancelledUnsettled": {LEFT_OVER},
    "ReturnedTwice": {"no count is negative"},
    "LostWakeUp": {LATE, "every waiter is answered once"},
    "DeadlinesIgnored": {LATE},
}
BY_A_LOAD = {
    "InFlightForgotten": OWN_429,
    "BansForgotten": SILENCE,
    "FirstComeFirstServed": "a flood harms nobody else",
    "OneUrgency": "orders do not wait",
    "EverythingUrgent": "orders do not wait",
    "Timid": "the budget is used",
}


def test_every_planted_bug_is_looked_for() -> None:
    assert {*IN_CHAOS, *BY_A_LOAD} == {*BUGS}


@pytest.mark.parametrize("bug", IN_CHAOS)
def test_chaos_shows(bug: str) -> None:
    broken = (check(play(chaos(seed), BUGS[bug])) for seed in range(SEEDS))

    assert any(IN_CHAOS[bug] & {one.promise for one in found} for found in broken)


@pytest.mark.parametrize("bug", BY_A_LOAD)
def test_a_load_shows(bug: str) -> None:
    assert BY_A_LOAD[bug] in {one.promise for one in _judged(BY_A_LOAD[bug], BUGS[bug])}


@pytest.mark.parametrize("promise", sorted({*BY_A_LOAD.values()}))
def test_the_same_load_shows_nothing_where_no_bug_is_planted(promise: str) -> None:
    assert list(_judged(promise, Client)) == []


def _judged(promise: str, client: type[Client]) -> Iterator[Violation]:
    match promise:
        case "no 429 of our own doing":
            return chain.from_iterable(check(play(at_turns(seed), client)) for seed in range(10))
        case "nothing is sent before a silence ends":
            return iter(check(play(many_restarts(1, restarts=200), client)))
        case "a flood harms nobody else":
            calm, flooded = (
                play(quiet(1, 180.0, SMALL, flooded=flooded), client) for flooded in (False, True)
            )
            return goals.of_flood(calm, flooded)
        case "orders do not wait":
            return goals.of_orders(play(rushed(1, spot=SMALL), client))
        case _:
            return goals.of_use(play(saturated(1, 180.0, SMALL), client), "spot", SMALL)
