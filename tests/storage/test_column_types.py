from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, column, create_engine, insert, select, table
from sqlalchemy.exc import StatementError
from sqlalchemy.types import TypeEngine

from storage.types import EPOCH, Flag, Json, Money, UtcDateTime, spelt

unhurried = settings(deadline=None)  # a busy machine is no failure
CENTURY = timedelta(days=36525)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (text TEXT, number INTEGER) STRICT")
    yield engine
    engine.dispose()


def kept(engine: Engine, type_: TypeEngine[Any], value: Any, *, field: str = "text") -> Any:
    """What comes back of a value that goes through a table."""
    kept = table("kept", column(field, type_))
    with engine.connect() as connection:
        connection.execute(insert(kept).values({field: value}))
        found = connection.scalar(select(kept.c[field]))
        connection.rollback()
    return found


@unhurried
@given(st.decimals(min_value=-(10**20), max_value=10**20, places=18))
def test_money_comes_back_to_the_last_digit(engine: Engine, money: Decimal) -> None:
    assert kept(engine, Money(), money) == money


@unhurried
@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=12
    ),
    st.integers(0, 8),
)
def test_equal_money_has_one_spelling(money: Decimal, zeros: int) -> None:
    longer = Decimal(f"{money:f}" + "0" * zeros)

    assert longer == money
    assert spelt(longer) == spelt(money)
    assert "E" not in spelt(money)


@pytest.mark.parametrize(
    ("money", "text"),
    [("1E-8", "0.00000001"), ("1E+3", "1000"), ("-0.00", "0"), ("0.10", "0.1"), ("100", "100")],
)
def test_money_is_spelt_in_fixed_point(money: str, text: str) -> None:
    assert spelt(Decimal(money)) == text


@pytest.mark.parametrize(
    "odd", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e999999"), 0.1, 1, "1"]
)
def test_what_is_not_money_is_refused(engine: Engine, odd: Any) -> None:
    with pytest.raises(StatementError):
        kept(engine, Money(), odd)


@unhurried
@given(st.timedeltas(), ZONES)
def test_an_instant_comes_back_exactly_and_in_utc(
    engine: Engine, since: timedelta, zone: timezone
) -> None:
    at = (EPOCH + since % CENTURY).astimezone(zone)

    found = kept(engine, UtcDateTime(), at, field="number")

    assert found == at
    assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    naive = datetime(2026, 11, 20, 12)  # noqa: DTZ001  the point of the test

    with pytest.raises(StatementError, match="without a zone"):
        kept(engine, UtcDateTime(), naive, field="number")


@unhurried
@given(JSON)
def test_json_comes_back_as_it_was(engine: Engine, value: Any) -> None:
    assert kept(engine, Json(), value) == value


@pytest.mark.parametrize("odd", [Decimal(1), float("nan"), datetime.now(UTC)])
def test_json_refuses_what_it_would_change(engine: Engine, odd: Any) -> None:
    with pytest.raises(StatementError):
        kept(engine, Json(), {"value": odd})


@pytest.mark.parametrize("flag", [True, False, None])
def test_a_flag_comes_back_as_a_boolean(engine: Engine, flag: bool | None) -> None:
    assert kept(engine, Flag(), flag, field="number") is flag
