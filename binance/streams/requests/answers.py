"""What a WebSocket API answers, in the terms that REST's answers have: counts, errors, a body."""

import logging
from math import ceil
from typing import Any

import msgspec

from binance.classify import classify
from binance.errors import BinanceError

Message = dict[str, Any]

log = logging.getLogger(__name__)

_HEADERS = {"REQUEST_WEIGHT": "x-mbx-used-weight", "ORDERS": "x-mbx-order-count"}


class _Envelope(msgspec.Struct):
    """A message whose result stays as it was written: the request's own model reads it."""

    id: int | str | None = None
    status: int | None = None
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: dict[str, Any] | None = None
    rateLimits: list[dict[str, Any]] | None = None  # noqa: N815 - Binance's name
    event: dict[str, Any] | None = None


_decoder = msgspec.json.Decoder(_Envelope)


def envelope(raw: bytes) -> Message | None:
    """Read a message, but for its `result`, which stays bytes; None if it is not one."""
    try:
        found = _decoder.decode(raw)
    except msgspec.MsgspecError as error:
        log.warning("a message cannot be read (%s)", type(error).__name__)
        return None
    return msgspec.structs.asdict(found) | {"result": bytes(found.result)}


def counts(answer: Message) -> dict[str, str]:
    """Read what was counted under the names that REST's headers have for it."""
    found = {}
    for limit in answer.get("rateLimits") or ():
        name = _HEADERS.get(limit["rateLimitType"])
        if name is not None:
            window = f"{limit['intervalNum']}{limit['interval'][0].lower()}"
            found[f"{name}-{window}"] = str(limit["count"])
    return found


def error_in(answer: Message, *, api: str, now: float) -> BinanceError | None:
    """Name what went wrong; None when nothing did. `now` is server time."""
    status = answer.get("status")
    if status == 200:
        return None
    error = answer.get("error") or {}
    data = error.get("data") or {}
    # Here it is the moment in milliseconds; the header of REST counts seconds.
    until = data.get("retryAfter")
    return classify(
        status or 500,
        error.get("code", 0),
        error.get("msg", ""),
        data,
        api=api,
        retry_after=None if until is None else str(max(ceil(until / 1000 - now), 0)),
        now=now,
    )
