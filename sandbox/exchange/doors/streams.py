"""The door of the market streams: `/ws` and `/stream`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.exchange.doors.answers import dumps
from sandbox.exchange.doors.sockets import Socket, Sockets
from sandbox.exchange.doors.subscribers import Listener, Subscribers

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from sandbox.exchange.core import Core

_MOST_STREAMS = 1_024
_MESSAGES_A_SECOND = 5
_METHODS = ("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY")


class Streams:
    """Lets connections choose what they want to hear."""

    def __init__(self, core: Core, sockets: Sockets, subscribers: Subscribers) -> None:
        self._core = core
        self._sockets = sockets
        self._subscribers = subscribers

    async def raw(self, websocket: WebSocket) -> None:
        """Serve `/ws` and `/ws/<stream>`: events as they are."""
        streams = [name for name in websocket.scope["path"].split("/")[2:] if name]
        await self._serve(websocket, streams, combined=False)

    async def combined(self, websocket: WebSocket) -> None:
        """Serve `/stream?streams=a/b`: events with the names of their streams."""
        asked = websocket.query_params.get("streams", "")
        await self._serve(websocket, [name for name in asked.split("/") if name], combined=True)

    async def _serve(self, websocket: WebSocket, streams: list[str], *, combined: bool) -> None:
        socket = Socket(self._core, websocket)
        session = _Session(self._core, socket, self._subscribers, combined=combined)
        session.begin(streams[:_MOST_STREAMS])
        await websocket.accept()
        self._sockets.enter(socket, session.farewell)
        try:
            await socket.run(session.hear)
        finally:
            self._sockets.leave(socket)
            session.end()


class _Session:
    """One connection and its requests."""

    def __init__(
        self, core: Core, socket: Socket, subscribers: Subscribers, *, combined: bool
    ) -> None:
        self._core = core
        self._socket = socket
        self._subscribers = subscribers
        self._listener = Listener(socket, combined=combined)
        self._second, self._heard = 0, 0

    def begin(self, streams: list[str]) -> None:
        self._subscribers.subscribe(self._listener, streams)
        for stream in streams:
            self._core.market.wake(stream.partition("@")[0].upper())

    def end(self) -> None:
        self._subscribers.unsubscribe(self._listener, tuple(self._listener.streams))

    def farewell(self) -> str:
        event = {"e": "serverShutdown", "E": self._core.clock()}
        wrapped = {"stream": "!serverShutdown", "data": event}
        return dumps(wrapped if self._listener.combined else event)

    async def hear(self, text: str) -> None:
        if self._too_often():
            self._socket.refuse()
            return
        try:
            request = json.loads(text)
        except ValueError as error:
            self._socket.answer(_error(3, f"Invalid JSON: {error}"))
            return
        self._socket.answer(self._answer(request))

    def _answer(self, request: Any) -> dict[str, Any]:
        if not isinstance(request, dict) or not isinstance(request.get("method"), str):
            return _error(2, "Invalid request: missing field `method`")
        request_id, params = request.get("id"), request.get("params") or []
        if isinstance(request_id, bool) or not isinstance(request_id, int | str | None):
            return _error(2, "Invalid request: request ID must be an unsigned integer")
        if not isinstance(params, list):
            answer = _error(2, "Invalid request: params must be an array")
        else:
            answer = self._obey(request["method"], params)
        return answer | {"id": request_id}

    def _obey(self, method: str, params: list[Any]) -> dict[str, Any]:
        match method, params:
            case "SUBSCRIBE", [*streams] if all(isinstance(each, str) for each in streams):
                if len(self._listener.streams.keys() | set(streams)) > _MOST_STREAMS:
                    return _error(2, f"Invalid request: more than {_MOST_STREAMS} streams")
                self.begin(streams)
            case "UNSUBSCRIBE", [*streams]:
                self._subscribers.unsubscribe(self._listener, streams)
            case "LIST_SUBSCRIPTIONS", _:
                return {"result": list(self._listener.streams)}
            case "SET_PROPERTY", ["combined", bool() as combined]:
                self._listener.combined = combined
            case "GET_PROPERTY", ["combined"]:
                return {"result": self._listener.combined}
            case _:
                return _misunderstood(method, params)
        return {"result": None}

    def _too_often(self) -> bool:
        """Tell whether this second brought more messages than a connection may send."""
        second = int(self._core.now())
        self._heard = self._heard + 1 if second == self._second else 1
        self._second = second
        return self._heard > _MESSAGES_A_SECOND


def _misunderstood(method: str, params: list[Any]) -> dict[str, Any]:
    match method, params:
        case "SUBSCRIBE", _:
            return _error(1, "Invalid value type: expected String")
        case "SET_PROPERTY", ["combined", *_]:
            return _error(1, "Invalid value type: expected Boolean")
        case "SET_PROPERTY" | "GET_PROPERTY", [str(), *_]:
            return _error(0, "Unknown property")
        case "SET_PROPERTY" | "GET_PROPERTY", _:
            return _error(2, "Invalid request: property name must be a string")
    known = ", ".join(f"`{each}`" for each in _METHODS)
    return _error(2, f"Invalid request: unknown variant `{method}`, expected one of {known}")


def _error(code: int, msg: str) -> dict[str, Any]:
    return {"code": code, "msg": msg}
