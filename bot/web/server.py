"""Serving the pages in the bot's own loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.web.site import Site

PATIENCE = 3  # seconds that requests under way have when the bot ends


class PortTaken(Exception):
    """The address cannot be listened at; the text says what to do."""


class _Server(uvicorn.Server):
    """Leaves signals to whoever started the bot."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp, site: Site) -> AsyncIterator[None]:
    """Serve `app` inside; on the way out what is under way may end."""
    listening = _bound(site)
    server = _Server(_configuration(app))
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[listening]))
        try:
            yield
        finally:
            server.should_exit = True


def _configuration(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # it would hold the tickets
        proxy_headers=False,  # whoever connects could write them
        server_header=False,
        limit_concurrency=100,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=PATIENCE,
    )


def _bound(site: Site) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            site.host, site.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        raise PortTaken(
            f"HTTP_HOST={site.host} and HTTP_PORT={site.port} cannot be used "
            f"({error.strerror or error}): end what listens there or choose another port."
        ) from None
    listening.setblocking(False)
    return listening
