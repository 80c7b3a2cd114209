"""What Binance answers when it says no: codes, its own sentences, and the status."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer {"code", "msg"} with a status other than 200."""

    def __init__(self, code: int, msg: str, *, status: int = 400, **data: Any) -> None:
        super().__init__(code, msg)
        self.code = code
        self.msg = msg
        self.status = status
        self.data = data
        self.retry_at: float | None = None  # when a limit ends, in seconds

    def body(self) -> dict[str, Any]:
        return {"code": self.code, "msg": self.msg} | ({"data": self.data} if self.data else {})


# Limits


def over_limit(code: int, msg: str, until: float) -> ApiError:
    """Return the refusal of a pool, in its own words."""
    return _limited(code, msg, until, status=429)


def banned(until: float, msg: str, *, status: int = 418) -> ApiError:
    return _limited(-1003, msg.format(until=int(until * 1000)), until, status=status)


def too_many_orders(limit: int, window: str, until: float) -> ApiError:
    msg = f"Too many new orders; current limit is {limit} orders per {window}."
    return _limited(-1015, msg, until, status=429)


def _limited(code: int, msg: str, until: float, *, status: int) -> ApiError:
    error = ApiError(code, msg, status=status)
    error.retry_at = until
    return error


# Who asks, and when


def bad_signature() -> ApiError:
    return ApiError(-1022, "Signature for this request is not valid.")


def bad_key_format() -> ApiError:
    return ApiError(-2014, "API-key format invalid.", status=401)


def rejected_key() -> ApiError:
    msg = "Invalid API-key, IP, or permissions for action."
    return ApiError(-2015, msg, status=401)


def outside_window() -> ApiError:
    return ApiError(-1021, "Timestamp for this request is outside of the recvWindow.")


def ahead_of_time() -> ApiError:
    msg = "Timestamp for this request was 1000ms ahead of the server's time."
    return ApiError(-1021, msg)


def window_too_long() -> ApiError:
    return ApiError(-1131, "recvWindow must be less than 60000.")


# Parameters


def illegal(name: str, legal: str) -> ApiError:
    msg = f"Illegal characters found in parameter '{name}'; legal range is '{legal}'."
    return ApiError(-1100, msg)


def too_many_parameters(expected: int, received: int) -> ApiError:
    msg = f"Too many parameters; expected '{expected}' and received '{received}'."
    return ApiError(-1101, msg)


def duplicate_values() -> ApiError:
    return ApiError(-1101, "Duplicate values for a parameter detected.")


def missing(name: str) -> ApiError:
    msg = f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed."
    return ApiError(-1102, msg)


def missing_both(one: str, other: str) -> ApiError:
    msg = f"Param '{one}' or '{other}' must be sent, but both were empty/null!"
    return ApiError(-1102, msg)


def unread(read: int, sent: int) -> ApiError:
    msg = f"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{sent}'."
    return ApiError(-1104, msg)


def empty(name: str) -> ApiError:
    return ApiError(-1105, f"Parameter '{name}' was empty.")


def not_required(name: str) -> ApiError:
    return ApiError(-1106, f"Parameter '{name}' sent when not required.")


def too_precise(name: str) -> ApiError:
    return ApiError(-1111, f"Parameter '{name}' has too much precision.")


def bad_interval() -> ApiError:
    return ApiError(-1120, "Invalid interval.")


def bad_symbol() -> ApiError:
    return ApiError(-1121, "Invalid symbol.")


def more_than_a_day() -> ApiError:
    return ApiError(-1127, "More than 24 hours between startTime and endTime.")


def bad_combination() -> ApiError:
    return ApiError(-1128, "Combination of optional parameters invalid.")


def not_valid(name: str) -> ApiError:
    return ApiError(-1130, f"Data sent for parameter '{name}' is not valid.")


def invalid_enum(name: str) -> ApiError:
    """Return the error of an enumeration that has one of its own, or the general one."""
    own = {
        "timeInForce": (-1115, "Invalid timeInForce."),
        "type": (-1116, "Invalid orderType."),
        "side": (-1117, "Invalid side."),
        "symbolStatus": (-1122, "Invalid symbolStatus."),
        "pegPriceType": (-1210, "Invalid pegPriceType."),
        "pegOffsetType": (-1211, "Invalid pegOffsetType."),
    }
    return ApiError(*own[name]) if name in own else not_valid(name)


# Money


def insufficient_balance() -> ApiError:
    return ApiError(-5013, "Asset transfer failed: insufficient balance")


# Orders


def filter_failure(name: str) -> ApiError:
    return ApiError(-1013, f"Filter failure: {name}")


def order_rejected(msg: str) -> ApiError:
    return ApiError(-2010, msg)


def cancel_rejected(msg: str = "Unknown order sent.") -> ApiError:
    return ApiError(-2011, msg)


def no_such_order() -> ApiError:
    return ApiError(-2013, "Order does not exist.")


def amend_rejected(msg: str) -> ApiError:
    return ApiError(-2038, msg)
