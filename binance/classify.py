"""What an answer means: the code first, then the status."""

import json
from typing import TypeGuard

from binance.errors import (
    BadKey,
    BinanceError,
    ClockSkew,
    DuplicateOrder,
    Forbidden,
    NoSuchOrder,
    NoSuchSymbol,
    NotAvailable,
    OrderRejected,
    RateLimited,
    Rejected,
    TooManyOrders,
    Unknown,
)
from binance.limits.bans import silent_until

# Binance says of these, or of their like, that the request may have been carried out.
_UNKNOWN = frozenset({-1000, -1001, -1006, -1007, -1008})
_TOO_MUCH, _TOO_MANY_ORDERS = -1003, -1015
_REJECTED: dict[int, type[Rejected]] = {
    -1002: BadKey,
    -1013: OrderRejected,
    -1021: ClockSkew,
    -1022: BadKey,
    -1121: NoSuchSymbol,
    -2010: OrderRejected,
    -2011: NoSuchOrder,
    -2013: NoSuchOrder,
    -2014: BadKey,
    -2015: BadKey,
    -2026: NoSuchOrder,
}
_DUPLICATE = "Duplicate order sent."
# -2011 is also the code of a cancellation that was refused for the state of a living order.
_STILL_THERE = "Order was not canceled due to cancel restrictions."


def failure(
    status: int, body: bytes, *, retry_after: str | None = None, now: float = 0.0
) -> BinanceError | None:
    """Name what went wrong in an answer of any kind; None when nothing did."""
    if status == 200:
        return None
    code, msg = _code_and_msg(body)
    return classify(status, code, msg, retry_after=retry_after, now=now)


def classify(
    status: int, code: int, msg: str, *, retry_after: str | None = None, now: float = 0.0
) -> BinanceError:
    """Put a refusal where the caller will look for what to do next; `now` is server time."""
    if code in _UNKNOWN or status >= 500 or status == 408:
        return Unknown(msg or f"HTTP {status}", code or None)
    if status in (418, 429) or code in (_TOO_MUCH, _TOO_MANY_ORDERS):
        until = silent_until(status, retry_after, msg, now)
        kind = TooManyOrders if code == _TOO_MANY_ORDERS else RateLimited
        return kind(until - now, until)
    if code == -2010 and msg == _DUPLICATE:
        return DuplicateOrder(msg, code)
    if code == -2011 and msg == _STILL_THERE:
        return Rejected(code, msg)
    if code in _REJECTED:
        return _REJECTED[code](code, msg)
    return Rejected(code, msg) if code else _by_status(status)


def demands_silence(error: BinanceError | None) -> TypeGuard[RateLimited]:
    """Whether the whole pool must keep silent, for all users."""
    return isinstance(error, RateLimited) and not isinstance(error, TooManyOrders)


def not_by_binance(status: int, error: BinanceError) -> bool:
    """Whether something in between spoke: it does not know what became of an order.

    Refusals of the firewall and of limits come without a code as well, and are refusals.
    """
    if status in (401, 403, 418, 429):
        return False
    return isinstance(error, NotAvailable) or (isinstance(error, Rejected) and error.code > 0)


def _by_status(status: int) -> BinanceError:
    """Judge an answer without a code of Binance's: it comes from something in between."""
    match status:
        case 401:
            return BadKey(status, "unauthorised")
        case 403:
            return Forbidden(status, "refused by the firewall")
        case 300 | 301 | 302 | 303 | 307 | 308 | 404 | 410:
            return NotAvailable(f"there is no such API here (HTTP {status})")
        case _:
            return Rejected(status, f"HTTP {status}")


def _code_and_msg(body: bytes) -> tuple[int, str]:
    try:
        error = json.loads(body)
        return int(error["code"]), str(error["msg"])
    except (ValueError, TypeError, KeyError):
        return 0, ""
