"""Money as people read it."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import text
from bot.i18n import Say

money = st.decimals(-(10**12), 10**12, places=8)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("67123.40000000", "67,123.4"), ("0.00000001", "0.00000001"), ("1E-8", "0.00000001"),
        ("1E+3", "1,000"), ("100", "100"), ("0.00", "0"), ("-0.00", "0"), ("-1234.50", "-1,234.5"),
        ("123456789.123456789123", "123,456,789.123456789123"),
    ],
)  # fmt: skip
def test_a_number_has_all_its_digits_and_no_idle_zeros(value: str, shown: str) -> None:
    assert text.number(Decimal(value)) == shown


@given(money)
def test_what_is_shown_is_the_very_value(value: Decimal) -> None:
    assert Decimal(text.number(value).replace(",", "")) == value


@given(st.decimals(0, 10**12, places=12), st.integers(0, 8))
def test_cutting_digits_never_adds_to_what_is_owned(value: Decimal, digits: int) -> None:
    shown = Decimal(text.rounded(value, digits).replace(",", ""))

    assert 0 <= value - shown < Decimal(1).scaleb(-digits)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0.00"), ("6712.345", "6,712.34"), ("6712.355", "6,712.36"), ("0.01", "0.01"),
        ("0.0475412345678", "0.04754123"),
        ("0.00999", "0.00999"), ("0.00000012", "0.00000012"), ("-5", "-5.00"),
    ],
)  # fmt: skip
def test_an_amount_has_cents_unless_it_is_worth_none(value: str, shown: str) -> None:
    assert text.quote_amount(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("999.994", "999.99"), ("1000", "1.00K"), ("830100000", "830.10M"), ("1250000000", "1.25B"),
     ("2500000000000", "2,500.00B"), ("-1500", "-1.50K")],
)  # fmt: skip
def test_large_sums_are_shortened(value: str, shown: str) -> None:
    assert text.volume(Decimal(value)) == shown


def test_a_change_has_its_sign_and_its_colour() -> None:
    changes = [Decimal("2.4"), Decimal("-0.005"), Decimal(0)]

    assert [text.percent(one) for one in changes] == ["+2.40%", "-0.00%", "+0.00%"]
    assert [text.change_mark(one) for one in changes] == ["🟢", "🔴", "⚪"]
    assert text.percent(Decimal(5), sign=False) == "5.00%"


def test_times_are_told_in_utc() -> None:
    istanbul = timezone(timedelta(hours=3))
    at = datetime(2026, 11, 20, 2, 5, 9, tzinfo=istanbul)

    assert text.clock(at) == "23:05:09 UTC"
    assert text.day_and_clock(at) == "2026-11-19 23:05 UTC"
    assert text.clock(at.astimezone(UTC)) == text.clock(at)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3, "0 seconds"), (1, "1 second"), (59.4, "59 seconds"), (59.6, "1 minute"),
        (3599, "59 minutes"), (3600, "1 hour"), (86_399, "23 hours"), (86_400, "1 day"),
        (200_000, "2 days"),
    ],
)  # fmt: skip
def test_a_span_is_told_in_its_largest_unit(seconds: float, said: str) -> None:
    assert text.lasting(Say("en"), seconds) == said
