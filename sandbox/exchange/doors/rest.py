"""The REST door: `/api`, `/sapi`, `/fapi`, `/dapi` and `/futures/data`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandbox.exchange.catalogue import REST
from sandbox.exchange.doors.answers import Json
from sandbox.exchange.operations.desk import Request, perform
from sandbox.exchange.wire.errors import ApiError
from sandbox.exchange.wire.params import Params
from sandbox.exchange.wire.pools import SPOT
from sandbox.exchange.wire.signing import rest_payload

if TYPE_CHECKING:
    from starlette import requests
    from starlette.responses import Response

    from sandbox.exchange.core import Core
    from sandbox.exchange.operations.table import Operation
    from sandbox.exchange.trading.accounts import ApiKey


class Rest:
    """Answers requests by the table of operations."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def answer(self, request: requests.Request) -> Response:
        endpoint = f"{request.method} {request.url.path}"
        operation = REST.get(endpoint)
        if operation is None:
            return Json({"code": -1000, "msg": f"No such endpoint: {endpoint}"}, 404)
        body = await request.body()
        ip = request.client.host if request.client else "unknown"
        try:
            return self._carry_out(operation, request, body, ip)
        except ApiError as error:
            key = self._core.registry.keys.get(request.headers.get("x-mbx-apikey", ""))
            headers = self._weights(operation, ip, key) | retry_after(error, self._core.now())
            return Json(error.body(), error.status, headers)

    def _carry_out(
        self, operation: Operation, request: requests.Request, body: bytes, ip: str
    ) -> Response:
        query = request.scope["query_string"]
        asked = Request(
            params=Params.of_rest(query, body),
            ip=ip,
            api_key=request.headers.get("x-mbx-apikey", ""),
            payload=rest_payload(query, body),
        )
        answer, key = perform(self._core, operation, asked)
        headers = self._weights(operation, ip, key)
        if operation.trades and key is not None:
            used = operation.order_count(key.account).used()
            headers |= {f"X-MBX-ORDER-COUNT-{name}": str(n) for name, n in used.items()}
        return Json(answer, headers=headers)

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
