from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.alerts import thresholds
from bot.alerts.thresholds import HIGHEST, SCALE, Thresholds, scaled

values = st.integers(-20, 20)
ids = st.integers(1, 12)
levels = st.decimals(Decimal(-1000), Decimal(1000), places=12)
prices = st.decimals(Decimal(-1000), Decimal(1000), places=8)


class AgainstAPlainSet(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.thresholds = Thresholds()
        self.waiting: set[tuple[int, bool, int]] = set()

    def due(self, value: int, *, above: bool) -> list[int]:
        due = [
            ((level if above else -level), alert_id)
            for alert_id, up, level in self.waiting
            if up is above and (value > level if above else value < level)
        ]
        return [alert_id for _, alert_id in sorted(due)]

    @rule(alert_id=ids, above=st.booleans(), level=values)
    def add(self, alert_id: int, above: bool, level: int) -> None:
        self.thresholds.add(alert_id, above=above, level=level)
        self.waiting.add((alert_id, above, level))

    @rule(alert_id=ids, above=st.booleans(), level=values)
    def discard(self, alert_id: int, above: bool, level: int) -> None:
        self.thresholds.discard(alert_id, above=above, level=level)
        self.waiting.discard((alert_id, above, level))

    @rule(alerts=st.lists(st.tuples(ids, st.booleans(), values)))
    def load(self, alerts: list[tuple[int, bool, int]]) -> None:
        self.thresholds.load(alerts)
        self.waiting.update(alerts)

    @rule(value=values)
    def a_value_fires_what_it_reaches_nearest_first(self, value: int) -> None:
        expected = self.due(value, above=True) + self.due(value, above=False)

        assert self.thresholds.hits(value) == expected

    @rule(ends=st.tuples(values, values).map(sorted))
    def a_stretch_is_quiet_when_none_of_its_values_fires(self, ends: list[int]) -> None:
        low, high = ends
        fires = any(self.due(low, above=up) + self.due(high, above=up) for up in (True, False))

        assert self.thresholds.reached_between(low, high) is fires

    @invariant()
    def it_holds_as_many(self) -> None:
        assert len(self.thresholds) == len(self.waiting)


TestThresholds: Any = AgainstAPlainSet.TestCase
TestThresholds.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)


@given(levels, prices)
def test_whole_numbers_compare_as_the_decimals_do(level: Decimal, price: Decimal) -> None:
    value = scaled(price)

    assert (value > thresholds.above(level)) is (price > level)
    assert (value > thresholds.above(level, inclusive=True)) is (price >= level)
    assert (value < thresholds.below(level)) is (price < level)
    assert (value < thresholds.below(level, inclusive=True)) is (price <= level)


def test_a_price_keeps_all_its_digits() -> None:
    assert scaled(Decimal("67123.40000001")) == 6_712_340_000_001


@pytest.mark.parametrize(("value", "whole"), [("1.5E-8", 2), ("2.5E-8", 2), ("-2.5E-8", -2)])
def test_what_is_finer_is_rounded_half_to_even(value: str, whole: int) -> None:
    assert scaled(Decimal(value)) == whole


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-1E11", "92233720369", "1E+999999999"])
def test_what_does_not_fit_is_refused(text: str) -> None:
    for spell in (scaled, thresholds.above, thresholds.below):
        with pytest.raises(ValueError, match="beyond what alerts can compare"):
            spell(Decimal(text))


def test_a_level_of_a_billion_digits_is_no_work() -> None:
    assert thresholds.above(Decimal("1E-999999999")) == 0
    assert thresholds.below(Decimal("1E-999999999")) == 1


def test_a_level_that_is_only_touched_is_not_reached() -> None:
    waiting = Thresholds()
    waiting.load([(1, True, 10), (2, False, 5)])

    assert not waiting.reached_between(5, 10)
    assert waiting.reached_between(4, 10)
    assert waiting.reached_between(5, 11)


def test_the_largest_level_waits_like_any_other() -> None:
    waiting = Thresholds()
    waiting.add(1, above=True, level=HIGHEST - 1)
    waiting.add(2, above=False, level=1 - HIGHEST)

    assert waiting.hits(0) == []
    assert waiting.hits(HIGHEST) == [1]


def test_a_hundred_thousand_at_one_level_leave_one_by_one() -> None:
    waiting, level = Thresholds(), 70_000 * SCALE
    waiting.load((alert_id, True, level) for alert_id in range(1, 100_001))

    due = waiting.hits(level + 1)
    for alert_id in due:
        waiting.discard(alert_id, above=True, level=level)

    assert due == list(range(1, 100_001))
    assert len(waiting) == 0
