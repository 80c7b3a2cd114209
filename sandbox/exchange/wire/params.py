"""A request's parameters, read with Binance's rules about their form."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_SYMBOL = r"^[\w\-._&&[^a-z]]{1,50}$"  # as Binance spells it, in Java's dialect
_CLIENT_ID = r"^[\.A-Z\:/a-z0-9_-]{1,36}$"
_INTEGER = r"^[0-9]{1,20}$"
_DECIMAL = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"


class Params:
    """Named values as they were sent."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, str] = {}
        for name, value in pairs:
            if name in self._values:
                raise errors.duplicate_values()
            self._values[name] = value

    @classmethod
    def of_rest(cls, query: bytes, body: bytes) -> Params:
        """Read query and form; where a name is in both, the query's value counts."""
        asked = _pairs(query)
        names = {name for name, _ in asked}
        return cls(asked + [pair for pair in _pairs(body) if pair[0] not in names])

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def only(self, known: Collection[str]) -> None:
        """Refuse parameters that the endpoint does not know."""
        read = sum(name in known for name in self._values)
        if read == len(self._values):
            return
        if not known:
            raise errors.too_many_parameters(0, len(self._values))
        raise errors.unread(read, len(self._values))

    def refuse(self, *names: str) -> None:
        """Refuse parameters that are of no use together with the others."""
        for name in names:
            if name in self._values:
                raise errors.not_required(name)

    def text(self, name: str) -> str | None:
        value = self._values.get(name)
        if value == "":
            raise errors.empty(name)
        return value

    def required(self, name: str) -> str:
        value = self._values.get(name)
        if not value:
            raise errors.missing(name)
        return value

    def symbol(self) -> str:
        return _legal("symbol", self.required("symbol"), _SYMBOL)

    def optional_symbol(self) -> str | None:
        return None if self.text("symbol") is None else self.symbol()

    def symbols(self) -> list[str] | None:
        """Read a list of symbols: JSON, as in ["BTCUSDT","BNBUSDT"]."""
        value = self.text("symbols")
        if value is None:
            return None
        try:
            names = json.loads(value)
        except ValueError:
            legal = r"^\[(\"[\w\-._&&[^a-z]]{1,50}\"(,\"[\w\-._&&[^a-z]]{1,50}\"){0,}){0,1}\]$"
            raise errors.illegal("symbols", legal) from None
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise errors.not_valid("symbols")
        if len(set(names)) < len(names):
            raise errors.ApiError(-1151, "Symbol is present multiple times in the list.")
        return [_legal("symbols", name, _SYMBOL) for name in names]

    def client_id(self, name: str) -> str | None:
        value = self.text(name)
        return value if value is None else _legal(name, value, _CLIENT_ID)

    def integer(self, name: str) -> int | None:
        value = self.text(name)
        return None if value is None else int(_legal(name, value, _INTEGER))

    def limit(self, default: int, most: int) -> int:
        """Read how many rows are wanted; more than there can be is the most there can be."""
        limit = self.integer("limit")
        if limit == 0:
            raise errors.not_valid("limit")
        return default if limit is None else min(limit, most)

    def decimal(self, name: str) -> Decimal | None:
        """Read a positive number with at most eight places."""
        value = self.text(name)
        if value is None:
            return None
        number = Decimal(_legal(name, value, _DECIMAL))
        if number != round(number, 8):
            raise errors.too_precise(name)
        return number

    def required_decimal(self, name: str) -> Decimal:
        self.required(name)
        number = self.decimal(name)
        assert number is not None
        return number

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name)
        if value is None:
            return default
        if value.lower() not in {"true", "false"}:
            raise errors.illegal(name, "true|false")
        return value.lower() == "true"

    def choice(self, name: str, choices: Collection[str]) -> str | None:
        value = self.text(name)
        if value is not None and value not in choices:
            raise errors.invalid_enum(name)
        return value

    def window(self) -> tuple[int | None, int | None]:
        """Read startTime and endTime, milliseconds or microseconds."""
        start, end = (_milliseconds(self.integer(name)) for name in ("startTime", "endTime"))
        if start is not None and end is not None and end < start:
            raise errors.ApiError(-1100, "Start time is greater than end time.")
        return start, end


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    return parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)


def _milliseconds(time: int | None) -> int | None:
    return time // 1000 if time is not None and time > 10**14 else time


def _legal(name: str, value: str, legal: str) -> str:
    pattern = r"(?:[^\Wa-z]|[.\-]){1,50}" if legal == _SYMBOL else legal
    if not re.fullmatch(pattern, value):
        raise errors.illegal(name, legal)
    return value
