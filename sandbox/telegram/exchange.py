"""`/sandbox/exchange/*`: the chat page's way to the offline exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

_TIMEOUT = 10.0


class ExchangeDoor:
    """Passes calls on to the exchange's own `/sandbox/*`, so that the page needs one origin."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def routes(self) -> list[Route]:
        path = "/sandbox/exchange/{path:path}"
        return [Route(path, self._forward, methods=["GET", "POST", "DELETE"])]

    async def _forward(self, request: Request) -> Response:
        url = httpx.URL(f"{self._url}/sandbox/{request.path_params['path']}")
        async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False) as client:
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
