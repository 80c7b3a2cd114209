"""The WebSocket API: requests and user events on one connection."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from sandbox.exchange.catalogue import METHODS
from sandbox.exchange.doors.answers import dumps
from sandbox.exchange.doors.sockets import Socket, Sockets
from sandbox.exchange.doors.subscriptions import Subscriptions
from sandbox.exchange.operations.account import order_limits
from sandbox.exchange.operations.desk import Request, authenticate, perform
from sandbox.exchange.operations.table import READ
from sandbox.exchange.wire import errors
from sandbox.exchange.wire.errors import ApiError
from sandbox.exchange.wire.limits import RATE_LIMITS
from sandbox.exchange.wire.params import Params
from sandbox.exchange.wire.pools import SPOT
from sandbox.exchange.wire.signing import Asymmetric, wsapi_payload

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from sandbox.exchange.core import Core
    from sandbox.exchange.operations.table import Operation
    from sandbox.exchange.trading.accounts import ApiKey
    from sandbox.faults import Fault

JSON = dict[str, Any]
_CONNECTING, _USER_STREAM = 2, 2
_UNTOUCHED = frozenset({"status", "delay", "drop_before", "drop_after", "garbage", "ban"})
_SIGNING = frozenset({"apiKey", "timestamp", "recvWindow", "signature"})


class WsApi:
    """The door `/ws-api/v3`."""

    def __init__(self, core: Core, sockets: Sockets) -> None:
        self._core = core
        self._sockets = sockets

    async def serve(self, websocket: WebSocket) -> None:
        socket = Socket(self._core, websocket)
        self._core.weights.charge(socket.ip, SPOT, _CONNECTING)
        limits = websocket.query_params.get("returnRateLimits", "true") != "false"
        connection = _Connection(self._core, socket, show_limits=limits)
        self._core.revocations.append(connection.revoked)
        await websocket.accept()
        self._sockets.enter(socket, connection.farewell)
        try:
            await socket.run(connection.hear)
        finally:
            self._sockets.leave(socket)
            self._core.revocations.remove(connection.revoked)
            connection.subscriptions.close_all()


class _Connection:
    """One connection: its session, its subscriptions, and what it asks."""

    def __init__(self, core: Core, socket: Socket, *, show_limits: bool) -> None:
        self._core = core
        self._socket = socket
        self._show_limits = show_limits
        self._session: ApiKey | None = None
        self._connected, self._authorized = core.clock(), 0
        self.subscriptions = Subscriptions(core, socket)

    def farewell(self) -> str:
        return dumps({"event": {"e": "serverShutdown", "E": self._core.clock()}})

    def revoked(self, key: ApiKey) -> None:
        """End the streams of a key that has lost its rights."""
        self.subscriptions.revoked(key)

    async def hear(self, text: str) -> None:
        if self._session is not None and self._session.revoked:
            self._session = None
            self._socket.answer(self._refusal(None, errors.rejected_key()))
            return
        try:
            request_id, method, sent = _parsed(text)
        except ApiError as error:
            self._socket.answer(self._refusal(None, error))
            return
        fault = self._core.faults.take(method, self._socket.path, kinds=_UNTOUCHED)
        if fault is not None and await self._disturbed(fault, request_id):
            return
        answer = self._answer(request_id, method, sent)
        await self._deliver(answer, fault)

    # Answers

    def _answer(self, request_id: Any, method: str, sent: JSON) -> JSON:
        shows = sent.pop("returnRateLimits", self._show_limits)
        operation = METHODS.get(method)
        key: ApiKey | None = None
        try:
            request = self._read(sent)
            if operation is not None:
                result, key = perform(self._core, operation, request)
            else:
                result = self._obey(method, request)
        except ApiError as error:
            answer = self._refusal(request_id, error)
        else:
            answer = {"id": request_id, "status": 200, "result": result}
        return answer | ({"rateLimits": self._limits(operation, key)} if shows else {})

    def _read(self, sent: JSON) -> Request:
        values = {name: _text(value) for name, value in sent.items()}
        return Request(
            params=Params(values.items()),
            ip=self._socket.ip,
            api_key=values.get("apiKey", None if self._session else ""),
            payload=wsapi_payload(values),
            session=self._session,
        )

    def _refusal(self, request_id: Any, error: ApiError) -> JSON:
        body: JSON = error.body()
        if error.retry_at is not None:
            times = {"serverTime": self._core.clock(), "retryAfter": int(error.retry_at * 1000)}
            body["data"] = times
        return {"id": request_id, "status": error.status, "error": body}

    def _limits(self, operation: Operation | None, key: ApiKey | None) -> list[JSON]:
        used = self._core.weights.used(self._socket.ip, SPOT)
        weight = RATE_LIMITS[0] | {"count": used}
        if operation is not None and operation.trades and key is not None:
            return [*order_limits(key.account.order_count), weight]
        return [weight]

    # Session and user data streams

    def _obey(self, method: str, request: Request) -> Any:
        """Do what concerns this connection only, and is therefore not in the table."""
        self._core.weights.charge(request.ip, SPOT, _USER_STREAM)
        own = {
            "userDataStream.subscribe.signature": self._subscribe_signed,
            "userDataStream.subscribe": self._subscribe_session,
            "userDataStream.unsubscribe": self._unsubscribe,
            "session.subscriptions": self._subscriptions,
            "session.logon": self._log_on,
            "session.logout": self._log_out,
            "session.status": self._status,
        }
        if method not in own:
            raise ApiError(-1020, "This operation is not supported.")
        return own[method](request)

    def _subscribe_signed(self, request: Request) -> JSON:
        return {"subscriptionId": self.subscriptions.open(self._signer(request))}

    def _subscribe_session(self, _: Request) -> JSON:
        if self._session is None:
            raise ApiError(-1193, "WebSocket session not authenticated")
        return {"subscriptionId": self.subscriptions.open(self._session)}

    def _unsubscribe(self, request: Request) -> JSON:
        self.subscriptions.close(request.params.integer("subscriptionId"))
        return {}

    def _subscriptions(self, _: Request) -> list[JSON]:
        return [{"subscriptionId": each} for each in self.subscriptions.ids()]

    def _log_on(self, request: Request) -> JSON:
        key = self._core.registry.keys.get(request.params.required("apiKey"))
        verifier = key.verifier if key else None
        if verifier and not (isinstance(verifier, Asymmetric) and verifier.ed25519):
            raise ApiError(-2028, "HMAC-SHA-256 API key is not supported")
        self._session = self._signer(request)
        self._authorized = self._core.clock()
        return self._status(request)

    def _log_out(self, request: Request) -> JSON:
        self._session, self._authorized = None, 0
        return self._status(request)

    def _signer(self, request: Request) -> ApiKey:
        request.params.only(_SIGNING)
        request.params.required("apiKey")
        key = authenticate(self._core, request, READ)
        self._core.advance()
        return key

    def _status(self, _: Request) -> JSON:
        session = self._session
        return {
            "apiKey": session.api_key if session else None,
            "authorizedSince": self._authorized if session else None,
            "connectedSince": self._connected,
            "returnRateLimits": self._show_limits,
            "serverTime": self._core.clock(),
            "userDataStream": bool(session and self.subscriptions.has(session.account)),
        }

    # Faults

    async def _disturbed(self, fault: Fault, request_id: Any) -> bool:
        """Let a fault happen before the request; True if the request goes no further."""
        if fault.kind == "drop_before":
            self._socket.cut()
        elif fault.kind == "status" and not fault.execute:
            self._socket.answer(_faulty(fault, request_id))
        elif fault.kind == "delay" and not fault.execute:
            await asyncio.sleep(fault.seconds)
            return False
        elif fault.kind == "ban":
            status = fault.status or 418
            self._core.weights.ban(self._socket.ip, fault.seconds, status=status)
            return False
        else:
            return False
        return True

    async def _deliver(self, answer: JSON, fault: Fault | None) -> None:
        """Send an answer, unless a fault keeps it from arriving as it is."""
        kind = fault.kind if fault else None
        if fault and kind == "delay" and fault.execute:
            await asyncio.sleep(fault.seconds)
        if kind == "drop_after":
            self._socket.cut()
        elif kind == "garbage":
            self._socket.send(dumps(answer)[:-9])
        elif fault and kind == "status":
            self._socket.answer(_faulty(fault, answer["id"]))
        else:
            self._socket.answer(answer)


def _parsed(text: str) -> tuple[Any, str, JSON]:
    """Read a request; numbers keep the digits that were signed."""
    try:
        asked = json.loads(text, parse_float=str)
        request_id, method, sent = asked.get("id"), str(asked["method"]), asked.get("params")
        return request_id, method, dict(sent or {})
    except (ValueError, TypeError, AttributeError, KeyError):
        raise ApiError(-1135, "Invalid JSON Request") from None


def _faulty(fault: Fault, request_id: Any) -> JSON:
    error = {"code": fault.code or -1000, "msg": fault.msg or "Internal error."}
    return {"id": request_id, "status": fault.status or 503, "error": error}


def _text(value: Any) -> str:
    """Spell a parameter as its signature has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return dumps(value) if isinstance(value, list | dict) else str(value)
