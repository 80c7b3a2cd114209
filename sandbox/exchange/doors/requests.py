"""What a WebSocket API connection is sent, read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sandbox.exchange.doors.answers import dumps
from sandbox.exchange.wire import errors
from sandbox.exchange.wire.errors import ApiError


@dataclass(frozen=True)
class Asked:
    """One request: its id, which is echoed as it is, and its parameters as they were signed."""

    id: Any
    method: str
    params: dict[str, str]
    limits: bool | None  # whether to show rate limits, if it says so


def read(text: str) -> Asked:
    """Read a request; numbers keep the digits that were signed, null is as good as nothing."""
    try:
        content = json.loads(text, parse_float=str)
    except ValueError:
        raise ApiError(-1135, "Invalid JSON Request") from None
    if not isinstance(content, dict) or not isinstance(content.get("params") or {}, dict):
        raise ApiError(-1135, "Invalid JSON Request")
    request_id, method = content.get("id"), content.get("method")
    if isinstance(request_id, bool | dict | list):
        raise ApiError(-1135, "JSON sent for parameter 'id' is not valid")
    if not isinstance(method, str) or not method:
        raise errors.missing("method")
    params = {**(content.get("params") or {})}
    limits = params.pop("returnRateLimits", None)
    spelt = {name: _text(value) for name, value in params.items() if value is not None}
    return Asked(request_id, method, spelt, None if limits is None else _is_true(limits))


def id_of(text: str) -> Any:
    """Return the id of a request that cannot be carried out, if it can be told."""
    try:
        request_id = json.loads(text).get("id")
    except (ValueError, AttributeError):
        return None
    return request_id if isinstance(request_id, str | int | None) else None


def _is_true(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def _text(value: Any) -> str:
    """Spell a parameter as its signature has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return dumps(value) if isinstance(value, list | dict) else str(value)
