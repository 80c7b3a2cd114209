"""Mistakes planted into the bot: each must be caught by the promise that is about it."""

import pytest
from alert_world import checker
from alert_world.bugs import BUGS
from alert_world.chaos import chaos, deadly, various
from alert_world.checker import check
from alert_world.disk import Disk
from alert_world.life import Parts
from alert_world.measured import measured
from alert_world.measured_bugs import MEASURED_BUGS
from alert_world.play import play
from alert_world.schedule import Schedule

SEEDS = 60  # within so many schedules a mistake shows; most do in the first few

CAUGHT_BY = {
    "what the stream did not bring is not fetched": checker.LOST,
    "of what was missed the newest is looked at": checker.FALSE,
    "silence is believed": checker.LOST,
    "the cursor is ahead": checker.LOST,
    "fired and told are two transactions": checker.LOST,
    "deleted in memory only": checker.FALSE,
    "a crossing needs no other side": checker.FALSE,
    "what is armed again counts from the beginning": checker.COUNTED,
    "a cooldown is kept in memory only": checker.FALSE,
    "what was snoozed sleeps on": checker.WOKEN,
    "nothing ever ends": checker.ENDED,
    "noted as sent and then sent": checker.LOST,
    "what was under way at a crash is left there": checker.LOST,
    "what was under way at a crash is not marked": checker.TWICE,
    "what may have arrived is not marked": checker.TWICE,
    "everything is marked": checker.GROUNDLESS,
    "a 502 is a refusal": checker.TWICE,
    "a 429 is a moment": checker.SILENCE,
    "a 403 is for ever": checker.LOST,
    "a 403 is a moment": checker.ABSENT,
}
CAUGHT_IN_MEASURES_BY = {
    "what was before is not shown to a measure": checker.LOST,
    "an open candle counts as closed": checker.FALSE,
    "candles that were missed are not fetched": checker.LOST,
    "the other symbol is read as of later": checker.LOST,
    "what was listed is not remembered": checker.LOST,
}
AT_A_CRASH = {
    "the cursor is ahead",
    "fired and told are two transactions",
    "deleted in memory only",
    "what was under way at a crash is left there",
    "what was under way at a crash is not marked",
}
IN_VARIETY = {
    "a crossing needs no other side",
    "what is armed again counts from the beginning",
    "a cooldown is kept in memory only",
    "what was snoozed sleeps on",
    "nothing ever ends",
}
# Where those that show seldom were seen first, which spares the search.
SEEN_AT = {
    "silence is believed": 8,
    "the cursor is ahead": 4,
    "fired and told are two transactions": 2,
    "a crossing needs no other side": 8,
    "what is armed again counts from the beginning": 2,
    "everything is marked": 16,
    "a 429 is a moment": 5,
    "candles that were missed are not fetched": 18,
    "deleted in memory only": 12,
    "what was snoozed sleeps on": 1,
    "the other symbol is read as of later": 10,
    "what was listed is not remembered": 8,
}


def test_every_planted_bug_is_looked_for() -> None:
    assert {*CAUGHT_BY} == {*BUGS}
    assert {*CAUGHT_IN_MEASURES_BY} == {*MEASURED_BUGS}


@pytest.mark.parametrize("bug", CAUGHT_BY)
def test_the_checker_catches(bug: str, hard_disk: Disk) -> None:
    drawn = deadly if bug in AT_A_CRASH else various if bug in IN_VARIETY else chaos
    first = SEEN_AT.get(bug, 0)
    schedules = map(drawn, range(first, first + SEEDS))

    assert any(CAUGHT_BY[bug] in _broken(one, hard_disk, BUGS[bug]) for one in schedules)


@pytest.mark.parametrize("bug", CAUGHT_IN_MEASURES_BY)
def test_the_checker_catches_in_measures(bug: str, hard_disk: Disk) -> None:
    first = SEEN_AT.get(bug, 0)
    schedules, promise = map(measured, range(first, first + SEEDS)), CAUGHT_IN_MEASURES_BY[bug]

    assert any(promise in _broken(one, hard_disk, MEASURED_BUGS[bug]) for one in schedules)


def _broken(schedule: Schedule, disk: Disk, parts: Parts) -> set[str]:
    """The promises that are not kept with these parts."""
    return {one.promise for one in check(play(schedule, disk, parts))}
