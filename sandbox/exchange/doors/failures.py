"""How the exchange words a failure that was ordered: which status goes with which sentence."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import HTMLResponse

from sandbox.exchange.wire.pools import OF_FUTURES, words_for

if TYPE_CHECKING:
    from starlette.responses import Response

    from sandbox.faults import Fault

OF_REQUESTS = frozenset(
    {"status", "delay", "drop_before", "drop_after", "garbage", "truncated", "ban"}
)
"""The kinds of faults that take a request's answer away, or change it."""

FORBIDDEN, GONE = 403, 410


def page(status: int) -> Response:
    """Return what is answered in front of the exchange: a page without a code."""
    title = f"{status} {HTTPStatus(status).phrase}"
    body = f"<center><h1>{title}</h1></center>"
    return HTMLResponse(
        f"<html>\n<head><title>{title}</title></head>\n<body>\n{body}\n</body>\n</html>\n", status
    )


_RETRY = "Internal error; unable to process your request. Please try again."
_UNKNOWN = "An unknown error occurred while processing the request."
_SENTENCES = {
    -1000: _UNKNOWN,
    -1001: _RETRY,
    -1002: "You are not authorized to execute this request.",
    -1003: "Too many requests queued.",
    -1006: "An unexpected response was received from the message bus. Execution status unknown.",
    -1007: "Timeout waiting for response from backend server. Send status unknown; "
    "execution status unknown.",
    -1008: "Server is currently overloaded with other requests. Please try again in a few minutes.",
    -1015: "Too many new orders.",
    -1016: "This service is no longer available.",
    -1021: "Timestamp for this request is outside of the recvWindow.",
    -1022: "Signature for this request is not valid.",
    -2013: "Order does not exist.",
    -2015: "Invalid API-key, IP, or permissions for action.",
}
_OF_FUTURES = {
    -1000: "An unknown error occured while processing the request.",
    -1008: "Request throttled by system-level protection. Reduce-only/close-position orders are "
    "exempt. Please try again.",
}
_CODES = {401: -2015, 408: -1007, 418: -1003, 429: -1003, 502: -1006, 504: -1007}
"""The code that goes with a status when the fault names none; of other statuses it is -1000."""

_FUTURES_UNAVAILABLE = "Service Unavailable."
_FUTURES_UNKNOWN = "Unknown error, please check your request or try again later."
_UNAVAILABLE = 503


class Failure(NamedTuple):
    status: int
    code: int
    msg: str


def ordered(fault: Fault, path: str) -> Failure:
    """Return what is answered for a fault: what it says itself, else what the documents say."""
    status = fault.status or _UNAVAILABLE
    code = fault.code or _CODES.get(status, -1000)
    return Failure(status, code, fault.msg or _sentence(fault, status, code, path))


def is_firewall(fault: Fault) -> bool:
    """Tell whether the firewall answers: it knows no codes."""
    return fault.status == FORBIDDEN and fault.code is None and fault.msg is None


def _sentence(fault: Fault, status: int, code: int, path: str) -> str:
    if words_for(path) is not OF_FUTURES:
        return _SENTENCES.get(code, _UNKNOWN)
    if status == _UNAVAILABLE and fault.code is None:
        return _FUTURES_UNKNOWN if fault.execute else _FUTURES_UNAVAILABLE
    return _OF_FUTURES.get(code) or _SENTENCES.get(code, _OF_FUTURES[-1000])
