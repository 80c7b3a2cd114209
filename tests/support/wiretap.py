"""Before the exchange: hears all that is asked there, and the secrets that are born on the way."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from sandbox.server import App, Receive, Scope, Send

_SIGNATURE = re.compile(rb"""signature["']?\s*[=:]\s*["']?([A-Za-z0-9%+/=_-]{40,})""")
_LISTEN_KEY = re.compile(rb""""listen(?:Key|Token)"\s*:\s*"([^"]{20,})""")
_CONTROL = "/sandbox/"


class Wiretap:
    """An ASGI layer that changes nothing."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        """Whatever came from the bot: addresses, headers, bodies, frames."""
        self.signatures: dict[str, None] = {}
        self.listen_keys: dict[str, None] = {}

    def before(self, app: App) -> App:
        async def tapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "lifespan" or scope["path"].startswith(_CONTROL):
                await app(scope, receive, send)
                return
            self._asked(b"?".join((scope["path"].encode(), scope["query_string"])))
            self._asked(b"\n".join(b": ".join(header) for header in scope["headers"]))
            await app(scope, self._hearing(receive), self._answering(send))

        return tapped

    def _hearing(self, receive: Receive) -> Callable[[], Awaitable[Any]]:
        async def hear() -> Any:
            message = await receive()
            self._asked(_content(message))
            return message

        return hear

    def _answering(self, send: Send) -> Send:
        async def answer(message: Any) -> None:
            for found in _LISTEN_KEY.findall(_content(message)):
                self.listen_keys[found.decode()] = None
            await send(message)

        return answer

    def _asked(self, content: bytes) -> None:
        if content:
            self.heard.append(content)
        for found in _SIGNATURE.findall(content):
            self.signatures[unquote(found.decode())] = None


def _content(message: Any) -> bytes:
    """The body of a request or an answer, or the frame of a WebSocket."""
    text = message.get("text")
    return text.encode() if text else message.get("body") or message.get("bytes") or b""
