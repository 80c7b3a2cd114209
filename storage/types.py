"""Column types that give back exactly what they were given."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Dialect, Double, Integer, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONGEST = 64

# STRICT tables of SQLite know INTEGER (64 bits) and REAL (double) by these names only.
BigInt = BigInteger().with_variant(Integer(), "sqlite")
Seconds: TypeEngine[float] = Double().with_variant(sqlite.REAL(), "sqlite")


def spelt(money: Decimal) -> str:
    """One spelling for each value: fixed point, no exponent, no trailing zeros, no minus zero."""
    if not money.is_finite() or abs(money.adjusted()) > LONGEST:
        raise ValueError("Money is a finite number of a sensible size")
    text = format(money, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Money(TypeDecorator[Decimal]):
    """Decimal as text, digit for digit. Text sorts by letters: do not compare it in SQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError("Money is a Decimal, born from Binance's string")
        return spelt(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant as microseconds since 1970: sorts as time does, and comes back aware, in UTC."""

    impl = BigInt
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset() is None:
            raise ValueError("A time without a zone could mean any of 38 instants; give it UTC")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + value * MICROSECOND


class Json(TypeDecorator[Any]):
    """JSON as compact text. Decimals and times are refused: spell them out before."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Flag(TypeDecorator[bool]):
    """A boolean that STRICT tables of SQLite accept: there is no BOOLEAN in them."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_result_value(self, value: Any, _dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)
