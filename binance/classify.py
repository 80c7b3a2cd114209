"""What an answer means: the code first, then the status."""

import json
from collections.abc import Mapping
from typing import Any

from binance.codes import FUTURES_APIS, meaning
from binance.errors import (
    BadKey,
    BinanceError,
    Busy,
    DuplicateOrder,
    Forbidden,
    HalfDone,
    Maintenance,
    NoSuchOrder,
    NotAvailable,
    OrderRejected,
    RateLimited,
    Rejected,
    TooManyOrders,
    Unknown,
)
from binance.limits.bans import is_ban, silent_until
from binance.reasons import RejectReason, reason_of

Data = Mapping[str, Any]

# Binance says of these, or of their like, that the request may have been carried out.
_UNKNOWN = frozenset({-1000, -1001, -1006, -1007, -1008})
# Documented, on futures alone, as never carried out. The text decides: code and status are shared
# with answers of which nothing is known (docs/decisions/0011).
_NOT_CARRIED_OUT = frozenset(
    {
        "Service Unavailable.",
        "Internal error; unable to process your request. Please try again.",
        "Server is currently overloaded with other requests. Please try again in a few minutes.",
        (
            "Request throttled by system-level protection. "
            "Reduce-only/close-position orders are exempt. Please try again."
        ),
    }
)
_TOO_MUCH, _TOO_MANY_ORDERS, _SHUTTING_DOWN = -1003, -1015, -1016
_HALF_DONE, _BOTH_FAILED, _DUPLICATE_CLIENT_ORDER_ID = -2021, -2022, -4116

# Codes of one bag of sentences: what an order, its cancellation or its amendment was refused for.
_BY_SENTENCE = frozenset({-1010, -1013, -2010, -2011, -2038})
_CANCEL_REJECTED = -2011
_DUPLICATE = "Duplicate order sent."
_NO_SUCH_ORDER = "Unknown order sent"  # with and without a full stop
# Refusals of a cancellation that say nothing of whether the order is there.
_OF_THE_CANCELLATION = (
    "Order was not canceled due to cancel restrictions.",
    "Cancel order is invalid.",
)


def failure(
    status: int,
    body: bytes,
    *,
    api: str = "api",
    retry_after: str | None = None,
    now: float = 0.0,
) -> BinanceError | None:
    """Name what went wrong in an answer of any kind; None when nothing did."""
    if status == 200:
        return None
    code, msg, data = _read(body)
    return classify(status, code, msg, data, api=api, retry_after=retry_after, now=now)


def classify(
    status: int,
    code: int,
    msg: str,
    data: Data | None = None,
    *,
    api: str = "api",
    retry_after: str | None = None,
    now: float = 0.0,
) -> BinanceError:
    """Put a refusal where the caller will look for what to do next; `now` is server time.

    `data` is what some refusals carry besides, namely the two halves of a cancel-replace.
    """
    if api in FUTURES_APIS and msg in _NOT_CARRIED_OUT:
        return Busy(code, msg)
    if code in _UNKNOWN or status >= 500 or status == 408:
        return Unknown(msg or f"HTTP {status}", code or None)
    if code in (_HALF_DONE, _BOTH_FAILED) and api not in FUTURES_APIS:
        # With 429 as well: the new order was one too many, and the old one may be gone.
        return _cancel_replace(code, msg, data or {})
    if status in (418, 429) or code in (_TOO_MUCH, _TOO_MANY_ORDERS):
        until = silent_until(status, retry_after, msg, now)
        kind = TooManyOrders if code == _TOO_MANY_ORDERS else RateLimited
        return kind(until - now, until, banned=is_ban(status, msg))
    if code == _SHUTTING_DOWN:
        return Maintenance(code, msg)
    return _refusal(code, msg, api) if code else _by_status(status)


def not_by_binance(status: int, error: BinanceError) -> bool:
    """Whether something in between spoke: it does not know what became of an order.

    Refusals of the firewall and of limits come without a code as well, and are refusals.
    """
    if status in (401, 403, 418, 429):
        return False
    return isinstance(error, NotAvailable) or (isinstance(error, Rejected) and error.code > 0)


def _refusal(code: int, msg: str, api: str) -> BinanceError:
    if code == _DUPLICATE_CLIENT_ORDER_ID and api in FUTURES_APIS:
        return DuplicateOrder(msg, code)
    if code in _BY_SENTENCE:
        return _by_sentence(code, msg)
    found = meaning(api, code)
    return OrderRejected(code, msg, found) if isinstance(found, RejectReason) else found(code, msg)


def _by_sentence(code: int, msg: str) -> BinanceError:
    if msg == _DUPLICATE:
        return DuplicateOrder(msg, code)
    if msg.startswith(_NO_SUCH_ORDER):
        return NoSuchOrder(code, msg)
    if msg.startswith(_OF_THE_CANCELLATION):
        return Rejected(code, msg)
    if code == _CANCEL_REJECTED and reason_of(msg) is RejectReason.OTHER:
        return NoSuchOrder(code, msg)
    return OrderRejected(code, msg)


def _cancel_replace(code: int, msg: str, data: Data) -> BinanceError:
    """Judge two deeds in one: a refusal only when it is certain that neither was done."""
    halves = [data.get("cancelResponse"), data.get("newOrderResponse")]
    if any(isinstance(half, Mapping) and half.get("code") in _UNKNOWN for half in halves):
        return Unknown(msg, code)
    if code == _BOTH_FAILED:
        return OrderRejected(code, msg)
    cancelled, placed = (data.get(name) == "SUCCESS" for name in ("cancelResult", "newOrderResult"))
    return HalfDone(msg, code, cancelled=cancelled, placed=placed)


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


def _read(body: bytes) -> tuple[int, str, Data]:
    try:
        error = json.loads(body)
        code, msg, data = int(error.get("code", 0)), str(error["msg"]), error.get("data")
    except (ValueError, TypeError, KeyError, AttributeError):
        return 0, "", {}
    return code, msg, data if isinstance(data, dict) else {}
