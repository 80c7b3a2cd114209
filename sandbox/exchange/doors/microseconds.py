"""Times in microseconds, for those who ask for them: `timeUnit` and `X-MBX-TIME-UNIT` on spot."""

from __future__ import annotations

from typing import Any

from sandbox.exchange.wire.errors import ApiError

_LONG_NAMES = {
    *("time", "updateTime", "transactTime", "workingTime", "openTime", "closeTime"),
    *("serverTime", "retryAfter", "timestamp", "transactionTime"),
    *("authorizedSince", "connectedSince"),
}
_NAMES = frozenset({*_LONG_NAMES, *"ETtCOWDu"})
"""Fields that hold a time in some answer or event, though perhaps a number in another one."""

_TIMES = range(10**12, 10**13)
"""Milliseconds from 2001 to 2286; ids, which share names with times, are smaller or larger."""

_KLINE = 12  # values in a kline; the first and the seventh are times
_IN_KLINE = (0, 6)


def asked(unit: str | None) -> bool:
    """Read a time unit: whether it is microseconds."""
    if unit is None or unit.upper() == "MILLISECOND":
        return False
    if unit.upper() != "MICROSECOND":
        msg = "Invalid value for time unit; expected either MICROSECOND or MILLISECOND."
        raise ApiError(-1194, msg)
    return True


def in_microseconds(content: Any) -> Any:
    """Return an answer or event with its times a thousand times as fine."""
    if isinstance(content, dict):
        return {name: _field(name, value) for name, value in content.items()}
    if isinstance(content, list):
        times = _IN_KLINE if len(content) == _KLINE else ()
        return [
            _finer(each) if place in times else in_microseconds(each)
            for place, each in enumerate(content)
        ]
    return content


def _field(name: str, value: Any) -> Any:
    return _finer(value) if name in _NAMES else in_microseconds(value)


def _finer(value: Any) -> Any:
    if isinstance(value, int) and value in _TIMES:
        return value * 1_000
    return in_microseconds(value)
