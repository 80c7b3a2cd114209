"""Mistakes planted into the trading: each must be caught by the promise that is about it."""

import pytest
from order_world import checker
from order_world.bugs import BUGS
from order_world.chaos import chaos
from order_world.checker import check
from order_world.play import play

SEEDS = 400  # within so many schedules a mistake shows; most do in the first few

CAUGHT_BY = {
    "sent again under a new name": checker.DOUBLED,
    "sent again under the same name": checker.ONCE,
    "asked once, then sent again": checker.ONCE,
    "refused taken for unknown": checker.GROUNDLESS,
    "unknown taken for refused": checker.FALSE_NO,
    "unknown taken for not sent": checker.FALSE_NO,
    "not sent taken for unknown": checker.GROUNDLESS,
    "our own duplicate taken for a refusal": checker.FALSE_NO,
    "an unreadable answer taken for a refusal": checker.FALSE_NO,
    "half taken for nothing": checker.HALF,
    "half taken for all": checker.FALSE_YES,
    "accepted taken for filled": checker.FALSE_YES,
    "a later part is posted twice": checker.ONCE,
    "the guard is not asked at the door": checker.GUARDED,
    "a dry run is wet": checker.DRY,
    "a dry run is told when it is over only": checker.TRIED,
    "sent, and then written down": checker.WRITTEN,
    "each tap is an order": checker.DOUBLED,
    "the ticket is used in a transaction of its own": checker.WHOLE,
    "the price is not looked at": checker.PRICE,
    "the current account takes it": checker.OWN_KEY,
    "all parts go out at once": checker.IN_TURN,
    "nothing is counted": checker.COUNTED,
    "the ticket is not torn": checker.WHOLE,
    "anybody's tap will do": checker.ENTITLED,
    "a tap in any chat will do": checker.ENTITLED,
    "tickets do not expire": checker.ENTITLED,
    "withdrawn in words only": checker.WITHDRAWN,
    "the update is not noted": checker.REPEATED,
    "neither update nor ticket is noted": checker.DOUBLED,
    "verdicts are taken back": checker.GROUNDLESS,
    "later parts are forgotten": checker.LAST_WORD,
    "verdict and message are two transactions": checker.LAST_WORD,
    "the first denial is believed": checker.FALSE_NO,
    "the deadline is the window's end": checker.FALSE_NO,
    "the deadline has no margin for answers that lag": checker.FALSE_NO,
    "what is under way is judged": checker.GROUNDLESS,
    "a second tap unmarks what is under way": checker.GROUNDLESS,
    "a later part's turn is everybody's": checker.ONCE,
    "a stop that never left is given up": checker.INSISTS,
    "a position without its stop is not told": checker.UNSAID,
    "a stop of which nobody knows is sent again": checker.ONCE,
    "late executions are not told": checker.LATE,
    "what is left out is not told": checker.LAST_WORD,
    "what was not carried out stays counted": checker.COUNTED,
    "what may turn up is given back": checker.COUNTED,
    "recovery is skipped": checker.LAST_WORD,
    "what was under way was not sent": checker.FALSE_NO,
    "what was under way is sent again": checker.ONCE,
    "any trouble is a denial": checker.FALSE_NO,
    "an answer counts by its arrival": checker.FALSE_NO,
    "another account is asked": checker.FALSE_NO,
    "a list that is not whole is not there": checker.FALSE_NO,
    "a report is a fill": checker.FALSE_YES,
    "absent orders are not looked for": checker.LATE,
    "what follows goes out whatever came before": checker.IN_TURN,
    "what follows does not wait": checker.IN_TURN,
    "what follows does not wait for a fill": checker.IN_TURN,
    "an entry that is found late is not there": checker.FOLLOWS,
    "what follows is left out": checker.FOLLOWS,
    "three questions are enough": checker.FALSE_NO,
}
# Where those that show seldom were seen first, which spares the search.
SEEN_AT = {
    "not sent taken for unknown": 23,
    "half taken for nothing": 23,
    "half taken for all": 75,
    "a dry run is wet": 18,
    "a dry run is told when it is over only": 418,
    "the ticket is used in a transaction of its own": 16,
    "the price is not looked at": 9,
    "the current account takes it": 25,
    "anybody's tap will do": 17,
    "verdicts are taken back": 963,
    "verdict and message are two transactions": 125,
    "the deadline has no margin for answers that lag": 156,
    "a stop that never left is given up": 435,
    "a position without its stop is not told": 435,
    "late executions are not told": 60,
    "another account is asked": 21,
    "a list that is not whole is not there": 24,
    "absent orders are not looked for": 304,
    "an entry that is found late is not there": 20,
}


def test_every_planted_bug_is_looked_for() -> None:
    assert {*CAUGHT_BY} == {*BUGS}


@pytest.mark.parametrize("bug", CAUGHT_BY)
def test_the_checker_catches(bug: str) -> None:
    first = SEEN_AT.get(bug, 0)
    broken = (check(play(chaos(seed), BUGS[bug])) for seed in range(first, first + SEEDS))

    assert any(CAUGHT_BY[bug] in {one.promise for one in found} for found in broken)
