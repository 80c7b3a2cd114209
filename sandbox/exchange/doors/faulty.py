"""The fault layer around the exchange: what goes wrong before or after a request is served."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

from starlette.responses import Response

from sandbox.exchange.doors import failures
from sandbox.exchange.doors.answers import Json
from sandbox.exchange.doors.rest import ip_of, retry_after
from sandbox.exchange.wire.errors import ApiError
from sandbox.exchange.wire.pools import words_for
from sandbox.faults import DropConnection, cut

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

    from sandbox.exchange.core import Core
    from sandbox.faults import Fault
    from sandbox.server import App, Receive, Scope, Send

_OF_HANDSHAKES = frozenset({"status", "delay", "drop_before", "ban"})
CONTROL = "/sandbox/"
_LIMITED, _BANNED = 429, 418


class Faulty:
    """An ASGI layer; the control paths are beyond its reach."""

    def __init__(self, app: App, core: Core) -> None:
        self._app = app
        self._core = core

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"].startswith(CONTROL):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self._handshake(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        if refusal := self._banned(scope):
            await refusal(scope, receive, send)
            return
        kinds = failures.OF_REQUESTS
        fault = self._core.faults.take(scope["method"], scope["path"], kinds=kinds)
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind == "delay":
            await self._delayed(fault, scope, receive, send)
        elif fault.kind == "truncated":
            await self._truncated(scope, receive, send)
        else:
            if _executes(fault):
                await self._app(scope, receive, _discard)
            await self._instead(fault, scope)(scope, receive, send)

    async def _delayed(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait before the request is carried out, or, with `execute`, before it is answered."""
        if not fault.execute:
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
            return
        answer = await self._carried_out(scope, receive)
        await asyncio.sleep(fault.seconds)
        for message in answer:
            await send(message)

    async def _truncated(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Promise the whole answer, send the first half of it, and end the connection."""
        start, *parts = await self._carried_out(scope, receive)
        body = b"".join(part.get("body", b"") for part in parts)
        await send(start)
        half = body[: len(body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await DropConnection()(scope, receive, send)

    async def _carried_out(self, scope: Scope, receive: Receive) -> list[MutableMapping[str, Any]]:
        """Carry a request out and keep its answer."""
        answer: list[MutableMapping[str, Any]] = []

        async def keep(message: MutableMapping[str, Any]) -> None:
            answer.append(message)

        await self._app(scope, receive, keep)
        return answer

    async def _handshake(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._banned(scope)
        fault = self._core.faults.take("GET", scope["path"], kinds=_OF_HANDSHAKES)
        if fault is not None and fault.kind == "drop_before":
            cut(scope)
            return
        if fault is not None and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault is not None:
            refusal = self._instead(fault, scope)
        if refusal is None:
            try:
                await self._app(scope, receive, send)
            except ApiError as error:  # the connection itself was over a limit
                refusal = self._refusal(error)
        if refusal is not None:
            await refusal(scope, receive, send)

    def _instead(self, fault: Fault, scope: Scope) -> Response:
        """Return what is answered instead of the truth."""
        if fault.kind in {"drop_before", "drop_after"}:
            return DropConnection()
        if fault.kind == "garbage":
            return Response('{"symbol":"BTCUS', media_type="application/json")
        if fault.kind == "ban":
            status = fault.status or _BANNED
            self._core.weights.ban(ip_of(scope), fault.seconds, status=status)
        return self._banned(scope) or _failure(fault, scope)

    def _banned(self, scope: Scope) -> Response | None:
        try:
            self._core.weights.admit(ip_of(scope), words_for(scope["path"]))
        except ApiError as error:
            return self._refusal(error)
        return None

    def _refusal(self, error: ApiError) -> Response:
        return Json(error.body(), error.status, retry_after(error, self._core.now()))


def _failure(fault: Fault, scope: Scope) -> Response:
    if failures.is_firewall(fault):
        return failures.page(failures.FORBIDDEN)
    failure = failures.ordered(fault, scope["path"])
    limited = fault.retry_after or (60 if failure.status in {_LIMITED, _BANNED} else None)
    headers = {"Retry-After": str(math.ceil(limited))} if limited else {}
    return Json({"code": failure.code, "msg": failure.msg}, failure.status, headers)


def _executes(fault: Fault) -> bool:
    return fault.execute or fault.kind in {"drop_after", "garbage"}


async def _discard(message: MutableMapping[str, Any]) -> None:
    """Carry a request out without answering it."""
