from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts import Words, digits, timeline
from bot.charts.scale import Scale, round_up

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def named(start: datetime, step: timedelta, count: int, *, apart: int) -> list[str]:
    times = [start + i * step for i in range(count)]
    months = Words().months
    return [timeline.name(m, times[m.index], months) for m in timeline.marks(times, apart=apart)]


@pytest.mark.parametrize(
    ("tick", "places"), [(0.01, 2), (1e-8, 8), (1.0, 0), (10.0, 0), (0.25, 2), (0.1, 1)]
)
def test_a_price_has_the_decimals_of_its_tick(tick: float, places: int) -> None:
    assert digits.decimals(tick) == places


def test_prices_have_thousands_separators_and_all_their_decimals() -> None:
    assert digits.price(67123.4, 2) == "67,123.40"
    assert digits.price(0.00001234, 8) == "0.00001234"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (0.012345, "0.0123"), (0.0000123, "1.23e-05"), (5, "5"), (17.84, "17.8"),
        (999.6, "1K"), (1234, "1.23K"), (20_000, "20K"), (4_500_000, "4.5M"), (999_999, "1M"),
        (1.2e9, "1.2B"), (2e12, "2T"), (3e15, "3Q"), (4e18, "4000Q"),
    ],
)  # fmt: skip
def test_volume_is_told_with_three_digits_and_a_letter(value: float, text: str) -> None:
    assert digits.compact(value) == text


def test_hours_of_a_quarter_hourly_chart_are_named_with_the_day_between() -> None:
    labels = named(NEW_YEAR + timedelta(hours=18), timedelta(minutes=15), 64, apart=12)

    assert labels == ["18:00", "21:00", "2 Jan", "03:00", "06:00", "09:00"]


def test_days_of_an_hourly_chart_are_named_with_the_month_between() -> None:
    labels = named(NEW_YEAR + timedelta(days=29), timedelta(hours=1), 96, apart=20)

    assert labels == ["30 Jan", "31 Jan", "Feb", "2 Feb"]


def test_months_of_a_daily_chart_are_named_with_the_year_between() -> None:
    labels = named(NEW_YEAR - timedelta(days=61), timedelta(days=1), 100, apart=20)

    assert labels == ["Nov", "Dec", "2026", "Feb"]


def test_weeks_are_named_by_the_year_and_its_months() -> None:
    monday = datetime(2025, 6, 30, tzinfo=UTC)

    assert named(monday, timedelta(weeks=1), 80, apart=20) == ["Jul", "2026", "Jul", "2027"]


def test_a_gap_moves_a_name_to_the_first_candle_after_it() -> None:
    times = [NEW_YEAR + timedelta(hours=hour) for hour in (*range(20), *range(30, 72))]

    marks = timeline.marks(times, apart=18)

    assert [times[mark.index] for mark in marks][1] == NEW_YEAR + timedelta(hours=30)
    assert marks[1].rank == timeline.DAY


def test_days_begin_at_the_midnight_of_the_zone() -> None:
    istanbul = ZoneInfo("Europe/Istanbul")
    times = [(NEW_YEAR + timedelta(hours=i)).astimezone(istanbul) for i in range(48)]

    days = [mark for mark in timeline.marks(times, apart=12) if mark.rank >= timeline.DAY]

    assert [times[mark.index].hour for mark in days] == [0, 0]


@given(
    count=st.integers(1, 300),
    apart=st.integers(1, 120),
    minutes=st.sampled_from([1, 3, 5, 15, 60, 240, 1440, 10080]),
    start=st.datetimes(datetime(2018, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone follows
)
def test_names_keep_their_distance_and_there_is_always_one(
    count: int, apart: int, minutes: int, start: datetime
) -> None:
    times = [start + i * timedelta(minutes=minutes) for i in range(count)]

    places = [mark.index for mark in timeline.marks(times, apart=apart)]

    assert places
    assert all(after - before >= apart for before, after in pairwise(places))


@given(low=st.floats(1e-8, 1e9), share=st.floats(1e-3, 10.0))
def test_ticks_lie_inside_and_apart(low: float, share: float) -> None:
    scale = Scale(low, low * (1 + share), bottom=100, top=600)

    heights = scale.pixels(scale.ticks(50))

    assert np.all((heights >= 100) & (heights <= 600))
    assert np.all(np.diff(heights) >= 49)


def test_no_tick_is_finer_than_the_tick_size_or_below_zero() -> None:
    assert list(Scale(-2.0, 3.0, 0, 500).ticks(10, smallest=1.0)) == [0.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("value", "rounded"), [(0.3, 0.5), (1, 1), (1.1, 2), (5.01, 10), (70, 100)]
)
def test_steps_are_round(value: float, rounded: float) -> None:
    assert round_up(value) == pytest.approx(rounded)
