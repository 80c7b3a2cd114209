"""An httpx transport on aiohttp's connections: the same interface at a third of the work.

What httpx's own errors mean is kept exactly, because money hangs on it: `ConnectError`,
`ConnectTimeout` and `PoolTimeout` say that nothing was sent, anything else that it may have been.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    import aiohttp

_PLAIN = ("content-encoding", "transfer-encoding")  # aiohttp has decoded the body already


class _Broken(Exception):
    """The connection failed when the request may have left; its cause is dropped."""


class AiohttpTransport(httpx.AsyncBaseTransport):
    """One pool of connections, opened when the first request leaves."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request out once; it is never sent again here, whatever its method."""
        import aiohttp
        from yarl import URL

        if self._session is None:
            self._session = self._open()
        error: httpx.HTTPError
        try:
            async with self._session.request(
                request.method,
                URL(_address(request), encoded=True),  # signed as it is: nothing may respell it
                headers=request.headers.multi_items(),
                data=request.content or None,
                allow_redirects=False,
                timeout=_timeout(request),
            ) as response:
                body = await response.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as failure:
            error = httpx.ConnectError(type(failure).__name__)
        except (aiohttp.NonHttpUrlClientError, aiohttp.InvalidUrlClientError):
            error = httpx.UnsupportedProtocol("not an address of HTTP")
        except TimeoutError:
            error = httpx.ReadTimeout("no answer in time")
        except (_Broken, aiohttp.ClientError) as failure:
            error = httpx.ReadError(str(failure) or type(failure).__name__)
        else:
            headers = [(k, v) for k, v in response.raw_headers if k.lower().decode() not in _PLAIN]
            return httpx.Response(response.status, headers=headers, content=body)
        raise error  # without a context: aiohttp's errors name the URL

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections),
            cookie_jar=aiohttp.DummyCookieJar(),
            middlewares=(_never_again,),
            trust_env=False,  # no proxy or certificate from the environment
        )


async def _never_again(
    request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from repeating PUT and DELETE on a kept connection that broke.

    It does so by these two errors; a cancellation or an amendment must leave once.
    """
    import aiohttp

    try:
        return await send(request)
    except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as failure:
        what = type(failure).__name__
    raise _Broken(what)


def _address(request: httpx.Request) -> str:
    """Put the address together; httpx's extension `target` replaces the URL's path and query."""
    target = request.extensions.get("target")
    if target is None:
        return str(request.url)
    return f"{request.url.scheme}://{request.url.netloc.decode()}{target.decode()}"


def _timeout(request: httpx.Request) -> aiohttp.ClientTimeout:
    import aiohttp

    given = request.extensions.get("timeout", {})
    return aiohttp.ClientTimeout(
        connect=given.get("pool"), sock_connect=given.get("connect"), sock_read=given.get("read")
    )
