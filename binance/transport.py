"""HTTP: the only module that knows httpx.

Its errors become ours here, and are dropped on the way: theirs carry the request, with the URL,
the signature and the key in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from binance.errors import BinanceError, Unknown, Unreachable

# What Binance sees of one process; more connections only move the queue.
_CONNECTIONS = 10

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
    """One pool of connections for everybody."""

    def __init__(self, transport: AsyncTransport | None = None, *, timeout: float = 10.0) -> None:
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=timeout,
            limits=httpx.Limits(max_connections=_CONNECTIONS),
            follow_redirects=False,
            trust_env=False,  # no proxy or certificate from the environment
        )

    async def send(self, call: Call) -> Answer:
        """Carry a call to Binance and back."""
        try:
            response = await self._client.send(self._request(call))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            failure = _translate(error)
        else:
            return Answer(response.status_code, response.headers, response.content)
        raise failure  # out here it has no context, hence no trace of the request

    async def close(self) -> None:
        await self._client.aclose()

    def _request(self, call: Call) -> httpx.Request:
        raw_path = f"{call.path}?{call.query}" if call.query else call.path
        headers: dict[str, str] = {}
        if call.api_key is not None:
            headers["X-MBX-APIKEY"] = call.api_key
        if call.body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        url = httpx.URL(call.origin).copy_with(raw_path=raw_path.encode("ascii"))
        return self._client.build_request(
            call.method, url, headers=headers, content=call.body.encode("ascii") or None
        )


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
