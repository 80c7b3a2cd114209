"""HTTP: the only module that knows what httpx's answers and errors mean.

Its errors become ours here, and are dropped on the way: theirs carry the request, with the URL,
the signature and the key in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from binance.aiohttp_transport import AiohttpTransport
from binance.errors import BinanceError, Unknown, Unreachable
from binance.room import PLACES

AsyncTransport = httpx.AsyncBaseTransport


@dataclass(frozen=True)
class Call:
    """A request as it travels; `query` and `body` are sent exactly as they are."""

    method: str
    origin: str
    path: str
    query: str = ""
    body: str = ""
    api_key: str | None = None

    def __repr__(self) -> str:
        return f"Call({self.method} {self.path})"


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """One pool of connections for everybody.

    It speaks to httpx's transport without httpx's client: no redirects, cookies or proxies are
    wanted here, and they cost more than the request.
    """

    def __init__(self, transport: AsyncTransport | None = None, *, timeout: float = 10.0) -> None:
        self._transport = transport or AiohttpTransport(PLACES)
        self._takes_targets = isinstance(self._transport, AiohttpTransport)
        phases = ("connect", "read", "write", "pool")
        self._extensions: dict[str, Any] = {"timeout": dict.fromkeys(phases, timeout)}
        self._origins: dict[str, httpx.URL] = {}
        self._closed = False

    async def send(self, call: Call) -> Answer:
        """Carry a call to Binance and back."""
        if self._closed:
            raise RuntimeError("the client is closed: send inside its `async with`")
        try:
            response = await self._transport.handle_async_request(self._request(call))
            body = await response.aread()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            failure = _translate(error)
        else:
            return Answer(response.status_code, response.headers, body)
        raise failure  # out here it has no context, hence no trace of the request

    async def close(self) -> None:
        self._closed = True
        await self._transport.aclose()

    def _request(self, call: Call) -> httpx.Request:
        raw_path = f"{call.path}?{call.query}" if call.query else call.path
        headers = {"Accept-Encoding": "gzip, deflate"}
        if call.api_key is not None:
            headers["X-MBX-APIKEY"] = call.api_key
        if call.body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        url, extensions = self._origin(call.origin), self._extensions
        if self._takes_targets:  # to read and respell a URL costs more than all the rest here
            extensions = {**extensions, "target": raw_path.encode("ascii")}
        else:
            url = url.copy_with(raw_path=raw_path.encode("ascii"))
        content = call.body.encode("ascii") or None
        return httpx.Request(
            call.method, url, headers=headers, content=content, extensions=extensions
        )

    def _origin(self, origin: str) -> httpx.URL:
        if origin not in self._origins:
            self._origins[origin] = httpx.URL(origin).copy_with(raw_path=b"/")
        return self._origins[origin]


def _translate(error: Exception) -> BinanceError:
    """Tell what certainly was not sent from what may have been.

    A connection that could not be made or had, a name that could not be resolved: unsent. A
    connection that broke afterwards: nobody knows.
    """
    match error:
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Unreachable(f"Binance cannot be reached ({type(error).__name__})")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return Unreachable("the configured address of Binance is not a URL")
        case _:
            return Unknown(f"the connection failed before the answer ({type(error).__name__})")
