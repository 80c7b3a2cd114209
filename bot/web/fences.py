"""What every request must pass, and what every answer bears."""

import json

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.pace import Pace
from bot.web.site import Site

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
UNUSED = ("camera", "clipboard-read", "geolocation", "microphone", "payment", "usb")
BORNE = {
    "Content-Security-Policy": NOTHING,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


class Fences:
    """Lets through what is addressed to us, not too often, and written by our own page.

    It keeps no list of trusted proxies: `X-Forwarded-*` is never read. Behind a proxy everybody
    has the proxy's address, and its pace is everybody's.
    """

    def __init__(self, app: ASGIApp, site: Site, pace: Pace) -> None:
        self._app, self._site, self._pace = app, site, pace
        self._borne = BORNE | (HTTPS_ONLY if site.is_secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def send_bearing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._borne.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._refusal(scope) or self._app
        await answer(scope, receive, send_bearing)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        client = scope.get("client")
        if not self._pace.allows(client[0] if client else ""):
            return PlainTextResponse("Too many requests", 429, {"Retry-After": "30"})
        # A name that somebody else pointed at us (DNS rebinding) is not ours.
        if headers.getlist("host") != [self._site.authority]:
            return PlainTextResponse("Misdirected request", 421)
        if scope["method"] not in {"GET", "HEAD"} and not self._is_own(headers):
            return PlainTextResponse("Forbidden", 403)
        return None

    def _is_own(self, headers: Headers) -> bool:
        """Whether a page of ours sent it; JSON, because a foreign form cannot send that."""
        return (
            headers.getlist("origin") == [self._site.url]
            and headers.get("sec-fetch-site", "same-origin") == "same-origin"
            and headers.get("content-type", "").partition(";")[0].strip() == "application/json"
        )


def told(text: str, status: int) -> Response:
    """A sentence for the page to show."""
    body = json.dumps({"text": text}, ensure_ascii=False)
    return Response(body, status, media_type="application/json")
