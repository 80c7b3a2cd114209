"""The streams that one connection has chosen, and what it says to choose others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.exchange.doors.answers import dumps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.rules import Rules
    from sandbox.exchange.doors.subscribers import Listener, Subscribers

JSON = dict[str, Any]
_METHODS = ("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY")
_LONGEST_ID = 36


class Rate:
    """Counts what a connection sends each second; one that sends too much is over."""

    def __init__(self, now: Callable[[], float], most: int, *, over: Callable[[], None]) -> None:
        self._now = now
        self._most = most
        self._over = over
        self._second, self._heard = 0, 0

    def count(self) -> None:
        """Count a message, a ping or a pong."""
        second = int(self._now())
        self._heard = self._heard + 1 if second == self._second else 1
        self._second = second
        if self._heard > self._most:
            self._over()

    def limiting(self, hear: Callable[[str], None]) -> Callable[[str], Awaitable[None]]:
        """Return a function that hears a message unless it is one too many."""

        async def limited(text: str) -> None:
            self.count()
            if self._heard <= self._most:
                hear(text)

        return limited


class Chosen:
    """What one connection listens to."""

    def __init__(
        self, core: Core, listener: Listener, subscribers: Subscribers, rules: Rules
    ) -> None:
        self._core = core
        self._listener = listener
        self._subscribers = subscribers
        self._rules = rules

    def begin(self, streams: list[str]) -> None:
        self._listener.streams.update(dict.fromkeys(streams))
        heard = [each for each in streams if self._rules.delivers(each)]
        self._subscribers.subscribe(self._listener, heard)

    def end(self) -> None:
        self._subscribers.unsubscribe(self._listener, self._listener.streams)

    def farewell(self) -> str:
        event = {"e": "serverShutdown", "E": self._core.clock()}
        wrapped = {"stream": "!serverShutdown", "data": event}
        return dumps(wrapped if self._listener.combined else event)

    def hear(self, text: str) -> None:
        """Answer a request."""
        try:
            request = json.loads(text)
        except ValueError as error:
            line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
            msg = f"Invalid JSON: expected value at line {line} column {column}"
            self._listener.socket.answer(_error(3, msg))
            return
        self._listener.socket.answer(self._answer(request))

    def _answer(self, request: Any) -> JSON:
        if not isinstance(request, dict) or not isinstance(request.get("method"), str):
            return _error(2, "Invalid request: missing field `method`")
        request_id, params = request.get("id"), request.get("params") or []
        if not _is_id(request_id):
            return _error(2, "Invalid request: request ID must be an unsigned integer")
        if not isinstance(params, list):
            answer = _error(2, "Invalid request: params must be an array")
        else:
            answer = self._obey(request["method"], params)
        return answer | {"id": request_id}

    def _obey(self, method: str, params: list[Any]) -> JSON:
        match method, params:
            case "SUBSCRIBE", [*streams] if all(isinstance(each, str) for each in streams):
                if len(self._listener.streams.keys() | set(streams)) > self._rules.streams:
                    return _error(2, f"Invalid request: more than {self._rules.streams} streams")
                self.begin(streams)
            case "UNSUBSCRIBE", [*streams] if all(isinstance(each, str) for each in streams):
                self._leave(streams)
            case "LIST_SUBSCRIPTIONS", _:
                return {"result": list(self._listener.streams)}
            case "SET_PROPERTY", ["combined", bool() as combined]:
                self._listener.combined = combined
            case "GET_PROPERTY", ["combined"]:
                return {"result": self._listener.combined}
            case _:
                return _misunderstood(method, params)
        return {"result": None}

    def _leave(self, streams: list[str]) -> None:
        self._subscribers.unsubscribe(self._listener, streams)
        for stream in streams:
            self._listener.streams.pop(stream, None)


def _is_id(value: Any) -> bool:
    """Tell whether this is a signed integer of 64 bits, a short string, or nothing."""
    if isinstance(value, str):
        return len(value) <= _LONGEST_ID
    return value is None or (type(value) is int and -(2**63) <= value < 2**63)


def _misunderstood(method: str, params: list[Any]) -> JSON:
    """Return the error of a request that says something wrong, in the server's words."""
    known = ", ".join(f"`{each}`" for each in _METHODS)
    msg = f"unknown variant `{method}`, expected one of {known}"
    match method, params:
        case (("SUBSCRIBE" | "UNSUBSCRIBE"), _):
            return _error(1, "Invalid value type: expected String")
        case "SET_PROPERTY", ["combined", _] | ["combined"]:
            return _error(1, "Invalid value type: expected Boolean")
        case "SET_PROPERTY" | "GET_PROPERTY", ["combined", *_]:
            msg = "too many parameters"
        case "SET_PROPERTY" | "GET_PROPERTY", [str(), *_]:
            return _error(0, "Unknown property")
        case "SET_PROPERTY" | "GET_PROPERTY", _:
            msg = "property name must be a string"
    return _error(2, f"Invalid request: {msg}")


def _error(code: int, msg: str) -> JSON:
    return {"code": code, "msg": msg}
