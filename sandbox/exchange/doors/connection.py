"""One connection to a WebSocket API: what it is asked, what it answers, what goes wrong."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.exchange.doors import failures
from sandbox.exchange.doors.answers import dumps
from sandbox.exchange.doors.disturbances import Mishaps, disturbed
from sandbox.exchange.doors.microseconds import in_microseconds
from sandbox.exchange.doors.requests import Asked, id_of, read
from sandbox.exchange.doors.session import Session
from sandbox.exchange.doors.subscriptions import Subscriptions
from sandbox.exchange.operations.desk import Request, perform
from sandbox.exchange.wire import errors
from sandbox.exchange.wire.errors import ApiError
from sandbox.exchange.wire.params import Params
from sandbox.exchange.wire.signing import wsapi_payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.sockets import Socket
    from sandbox.exchange.doors.wsapi import Dialect
    from sandbox.exchange.operations.table import Operation
    from sandbox.exchange.trading.accounts import ApiKey
    from sandbox.faults import Fault

JSON = dict[str, Any]
Own = dict[str, "Callable[[Request], Any]"]
_OWN_WEIGHT = 2
_BANNED = 418
_FAULTS = failures.OF_REQUESTS


class Connection:
    """Its session, its subscriptions, and what it asks."""

    def __init__(
        self,
        core: Core,
        socket: Socket,
        dialect: Dialect,
        *,
        show_limits: bool = True,
        microseconds: bool = False,
    ) -> None:
        self.core = core
        self.socket = socket
        self._dialect = dialect
        self._show_limits = show_limits
        self._microseconds = microseconds
        self._mishaps = Mishaps(core, socket.path, self._tell)
        self.subscriptions = Subscriptions(core, self._mishaps.tell)
        self.session = Session(core, self.subscriptions, show_limits=show_limits)
        self._own: Own = {
            "session.logon": self.session.log_on,
            "session.logout": self.session.log_out,
            "session.status": self.session.status,
            **dialect.own(self),
        }

    def farewell(self) -> str:
        return self._worded({"event": {"e": "serverShutdown", "E": self.core.clock()}})

    async def hear(self, text: str) -> None:
        """Answer one request."""
        if self.session.revoked():
            self._send(_refusal(self.core, None, errors.rejected_key()))
            return
        try:
            asked = read(text)
        except ApiError as error:
            self._send(_refusal(self.core, id_of(text), error))
            return
        fault = self.core.faults.take(asked.method, self.socket.path, kinds=_FAULTS)
        if fault is None or not await self._spoilt(fault, asked):
            await self._deliver(self._answer(asked), fault)

    def _tell(self, number: int, event: JSON) -> None:
        self._send({"subscriptionId": number, "event": event})

    # Answers

    def _answer(self, asked: Asked) -> JSON:
        operation = self._dialect.operation(asked.method)
        pool = operation.pool if operation else self._dialect.pool
        key: ApiKey | None = None
        try:
            with disturbed(self.core, asked.method, self.socket.path, self.socket.ip, pool):
                if operation is None:
                    result = self._obey(asked)
                else:
                    result, key = perform(self.core, operation, self._request(asked))
        except ApiError as error:
            answer = _refusal(self.core, asked.id, error)
        else:
            answer = {"id": asked.id, "status": 200, "result": result}
        shows = self._show_limits if asked.limits is None else asked.limits
        return answer | ({"rateLimits": self._limits(operation, key)} if shows else {})

    def _obey(self, asked: Asked) -> Any:
        """Do what concerns this connection only, and is therefore not in the table."""
        self.core.weights.charge(self.socket.ip, self._dialect.pool, _OWN_WEIGHT)
        own = self._own.get(asked.method.removeprefix(self._dialect.version))
        if own is None:
            raise ApiError(-1020, "This operation is not supported.")
        return own(self._request(asked))

    def _request(self, asked: Asked) -> Request:
        return Request(
            params=Params(asked.params.items()),
            ip=self.socket.ip,
            api_key=asked.params.get("apiKey", None if self.session.key else ""),
            payload=wsapi_payload(asked.params),
            session=self.session.key,
        )

    def _limits(self, operation: Operation | None, key: ApiKey | None) -> list[JSON]:
        pool = operation.pool if operation else self._dialect.pool
        weight = self.core.weights.row(self.socket.ip, pool)
        if operation is not None and operation.trades and key is not None:
            return [*operation.order_count(key.account).rows(), weight]
        return [weight]

    def _send(self, content: JSON) -> None:
        self.socket.send(self._worded(content))
        if content.get("status") == _BANNED:
            self.socket.refuse()

    def _worded(self, content: JSON) -> str:
        return dumps(in_microseconds(content) if self._microseconds else content)

    # Faults

    async def _spoilt(self, fault: Fault, asked: Asked) -> bool:
        """Let a fault happen before the request; True if the request goes no further."""
        match fault.kind:
            case "drop_before":
                self.socket.cut()
            case "status" if not fault.execute:
                self._send(self._failure(fault, asked.id))
            case "delay" if not fault.execute:
                await asyncio.sleep(fault.seconds)
                return False
            case "ban":
                status = fault.status or _BANNED
                self.core.weights.ban(self.socket.ip, fault.seconds, status=status)
                return False
            case _:
                return False
        return True

    async def _deliver(self, answer: JSON, fault: Fault | None) -> None:
        """Send an answer, unless a fault keeps it from arriving as it is."""
        match fault.kind if fault else None:
            case "drop_after":
                self.socket.cut()
            case "garbage":
                self.socket.send(dumps(answer)[:-9])
            case "truncated":
                self.socket.send(dumps(answer)[: len(dumps(answer)) // 2])
                self.socket.cut()
            case "status" if fault:
                self._send(self._failure(fault, answer["id"]))
            case "delay" if fault and fault.execute:
                await asyncio.sleep(fault.seconds)
                self._send(answer)
            case _:
                self._send(answer)

    def _failure(self, fault: Fault, request_id: Any) -> JSON:
        failure = failures.ordered(fault, self.socket.path)
        body = {"code": failure.code, "msg": failure.msg}
        return {"id": request_id, "status": failure.status, "error": body}


def _refusal(core: Core, request_id: Any, error: ApiError) -> JSON:
    body: JSON = error.body()
    if error.retry_at is not None:
        times = {"serverTime": core.clock(), "retryAfter": int(error.retry_at * 1000)}
        body = body | {"data": times}
    return {"id": request_id, "status": error.status, "error": body}
