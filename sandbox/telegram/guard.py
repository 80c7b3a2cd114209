"""Keeping other web sites' hands off: a page elsewhere must not write messages or move prices."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SameOrigin:
    """Refuses what a browser sends for another origin, or under a name that is not this machine.

    A browser names the origin in every request that changes something; scripts name none and
    pass. The host must be loopback then, so that no DNS trick makes another site the same origin.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _welcome(Request(scope)):
            refusal = JSONResponse({"error": "cross-origin request refused"}, status_code=403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _welcome(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site", "none")
    if site not in ("same-origin", "none") and request.url.path != "/":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
        return parts.netloc == request.headers.get("host") and parts.hostname in _LOOPBACK
    except ValueError:
        return False
