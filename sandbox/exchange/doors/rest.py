"""The REST door: `/api`, `/sapi`, `/fapi`, `/dapi` and `/futures/data`.

It is an ASGI application of its own, without a framework's router and request, because it answers
thousands of small requests a second.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from sandbox.exchange.catalogue import REST
from sandbox.exchange.doors import failures, microseconds
from sandbox.exchange.doors.answers import Json
from sandbox.exchange.doors.disturbances import disturbed
from sandbox.exchange.operations.desk import Request, perform
from sandbox.exchange.wire.errors import ApiError
from sandbox.exchange.wire.params import Params
from sandbox.exchange.wire.pools import SPOT
from sandbox.exchange.wire.signing import rest_payload

if TYPE_CHECKING:
    from starlette.responses import Response

    from sandbox.exchange.core import Core
    from sandbox.exchange.operations.table import Operation
    from sandbox.exchange.trading.accounts import ApiKey
    from sandbox.server import Receive, Scope, Send

_GONE = {
    "/api/v3/userDataStream",
    "/sapi/v1/userDataStream",
    "/sapi/v1/userDataStream/isolated",
}
"""Listen keys of spot and margin were removed in February 2026."""

_API_KEY, _TIME_UNIT = b"x-mbx-apikey", b"x-mbx-time-unit"


class Rest:
    """Answers requests by the table of operations."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        await self._answer(scope, body)(scope, receive, send)

    def _answer(self, scope: Scope, body: bytes) -> Response:
        endpoint = f"{scope['method']} {scope['path']}"
        operation = REST.get(endpoint)
        if operation is None:
            if scope["path"] in _GONE:
                return failures.page(failures.GONE)
            return Json({"code": -1000, "msg": f"No such endpoint: {endpoint}"}, 404)
        try:
            return self._carry_out(operation, scope, body)
        except ApiError as error:
            return self._refusal(operation, scope, error)

    def _carry_out(self, operation: Operation, scope: Scope, body: bytes) -> Response:
        request, fine = _request(scope, body), operation.microseconds and _is_fine(scope)
        with disturbed(self._core, scope["method"], scope["path"], request.ip, operation.pool):
            answer, key = perform(self._core, operation, request)
        headers = self._weights(operation, request.ip, key)
        if operation.trades and key is not None:
            used = operation.order_count(key.account).used()
            headers |= {f"X-MBX-ORDER-COUNT-{name}": str(n) for name, n in used.items()}
        return Json(microseconds.in_microseconds(answer) if fine else answer, headers=headers)

    def _refusal(self, operation: Operation, scope: Scope, error: ApiError) -> Response:
        key = self._core.registry.keys.get(_header(scope, _API_KEY) or "")
        headers = self._weights(operation, ip_of(scope), key) | retry_after(error, self._core.now())
        return Json(error.body(), error.status, headers)

    def _weights(self, operation: Operation, ip: str, key: ApiKey | None) -> dict[str, str]:
        pool = operation.pool
        if pool.header is None or (pool.by_uid and key is None):
            return {}
        used = str(self._core.weights.used(ip, pool, uid=key.account.uid if key else None))
        return {pool.header: used} | ({"X-MBX-USED-WEIGHT": used} if pool is SPOT else {})


def retry_after(error: ApiError, now: float) -> dict[str, str]:
    """Return the header that says in how many seconds a limit ends."""
    if error.retry_at is None:
        return {}
    return {"Retry-After": str(max(math.ceil(error.retry_at - now), 1))}


def ip_of(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else "unknown"


def _request(scope: Scope, body: bytes) -> Request:
    query = scope["query_string"]
    return Request(
        params=Params.of_rest(query, body),
        ip=ip_of(scope),
        api_key=_header(scope, _API_KEY) or "",
        payload=rest_payload(query, body),
    )


def _is_fine(scope: Scope) -> bool:
    return microseconds.asked(_header(scope, _TIME_UNIT))


def _header(scope: Scope, name: bytes) -> str | None:
    for each, value in scope["headers"]:
        if each == name:
            return str(value.decode("latin-1"))
    return None


async def _body(receive: Receive) -> bytes:
    """Read what was sent, all of it: half a request is none."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body
