"""`/sandbox/exchange/*`: the chat page's way to the offline exchange."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpx
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

_TIMEOUT = 10.0
_PLAIN_HTTP = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Knows no certificates: to load them, as httpx does, takes longer than a call on loopback."""
_ALLOWED = {  # what the market panel needs, and where it is at the exchange
    "state": ("/sandbox/state", ["GET"]),
    "price": ("/sandbox/price", ["POST"]),
    "faults": ("/sandbox/faults", ["GET", "POST", "DELETE"]),
    "accounts": ("/sandbox/accounts", ["GET", "POST"]),
    "accounts/{api_key}": ("/sandbox/accounts/{api_key}", ["POST"]),
    "orders": ("/sandbox/orders", ["GET"]),
    "klines": ("/api/v3/klines", ["GET"]),
}


class ExchangeDoor:
    """Passes the panel's calls on to the exchange, so that the page needs one origin."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def routes(self) -> list[Route]:
        return [
            Route(f"/sandbox/exchange/{name}", self._to(path), methods=methods)
            for name, (path, methods) in _ALLOWED.items()
        ]

    def _to(self, path: str) -> Callable[[Request], Awaitable[Response]]:
        async def forward(request: Request) -> Response:
            return await self._forward(request, path.format(**request.path_params))

        return forward

    async def _forward(self, request: Request, path: str) -> Response:
        url = httpx.URL(f"{self._url}{path}")
        async with httpx.AsyncClient(
            timeout=_TIMEOUT, trust_env=False, verify=_PLAIN_HTTP
        ) as client:
            try:
                answer = await client.request(
                    request.method,
                    url.copy_merge_params(request.query_params),
                    content=await request.body(),
                    headers={"Content-Type": "application/json"},
                )
            except httpx.TransportError:
                return JSONResponse({"error": "the exchange does not answer"}, status_code=502)
        return Response(
            answer.content, answer.status_code, media_type=answer.headers.get("content-type")
        )
