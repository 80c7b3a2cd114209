"""Requests over the WebSocket APIs: by one connection for all, or by one of a key's own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from binance.clock import Clocks
from binance.dispatch import Errand, Way
from binance.errors import ClockSkew
from binance.hosts import Hosts
from binance.limits import Limits
from binance.signing import Ed25519Key, Signer, signed_params
from binance.streams.connection import Opened, SocketPolicy
from binance.streams.requests.carrier import WsCarrier
from binance.streams.requests.connection import LogOn, WsConnection
from binance.streams.requests.line import WsLine
from binance.streams.requests.pace import WeighedPace
from binance.streams.requests.wsapi import WsApi

Resync = Callable[[str], Awaitable[None]]
_LOGON_WEIGHT = 2
_LOGON_WINDOW = 5000


class WsRequests:
    """The connections on which requests may be sent.

    The first `sessions` Ed25519 keys log on to a connection of their own, on which nothing is
    signed any more: nobody else's request is on it when such a key is revoked. All others share
    one connection, and sign. `resync` compares the clock of a family.
    """

    def __init__(
        self,
        hosts: Hosts,
        clocks: Clocks,
        limits: Limits,
        carrier: WsCarrier,
        resync: Resync,
        *,
        policy: SocketPolicy,
        sessions: int,
        timeout: float,
    ) -> None:
        self._hosts, self._clocks, self._limits = hosts, clocks, limits
        self._carrier, self._resync, self._policy = carrier, resync, policy
        self._most_sessions, self._timeout = sessions, timeout
        # By the signer and not by its API key: who only knows that must not get into the session.
        self._sessions: set[Ed25519Key] = set()
        self._lines: dict[tuple[str, Ed25519Key | None], WsLine] = {}
        self._new_lines: asyncio.Queue[WsLine] = asyncio.Queue()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Own the connections inside of the block."""
        running = asyncio.create_task(self._run())
        try:
            yield
        finally:
            running.cancel()
            await asyncio.wait([running])
            if not running.cancelled():
                await running  # raises what went wrong in it

    async def way(self, errand: Errand[object]) -> Way | None:
        """Find a connection that would take a request now."""
        request = errand.request
        url = self._hosts.wsapi(request.api)
        if request.ws_method is None or url is None:
            return None
        signer = self._who_logs_on(errand)
        line = self._line(request.api, url, signer)
        ready = await line.ready()
        if line.refused:
            signer, line = None, self._line(request.api, url, None)
            ready = await line.ready()
        if not ready:
            return None
        carry = partial(self._carrier.carry, line, logged_on=signer is not None)
        return Way(f"ws-{request.api}", carry, over_socket=True)

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                line = await self._new_lines.get()
                group.create_task(line.run())

    def _who_logs_on(self, errand: Errand[object]) -> Ed25519Key | None:
        """Name the key that has a connection of its own, or may have one."""
        if errand.credentials is None or not errand.request.security.signed:
            return None
        signer = errand.credentials.signer
        if not isinstance(signer, Ed25519Key):
            return None
        if len(self._sessions) < self._most_sessions:
            self._sessions.add(signer)
        return signer if signer in self._sessions else None

    def _line(self, api: str, url: str, signer: Ed25519Key | None) -> WsLine:
        key = api, signer
        if key not in self._lines:
            pace = WeighedPace(self._policy.pace, self._limits, api)
            policy = replace(self._policy, pace=pace)
            log_on = None if signer is None else partial(self._log_on, api, signer)
            connect = partial(self._connection, api, url, policy, log_on)
            self._lines[key] = WsLine(connect, policy)
            self._new_lines.put_nowait(self._lines[key])
        return self._lines[key]

    def _connection(
        self, api: str, url: str, policy: SocketPolicy, log_on: LogOn | None
    ) -> WsConnection:
        return WsConnection(url, policy, partial(self._speak, api), log_on)

    def _speak(self, api: str, socket: Opened) -> WsApi:
        clock = self._clocks.of(api)
        return WsApi(socket, clock, self._limits, api=api, timeout=self._timeout)

    async def _log_on(self, api: str, signer: Signer, connection: WsApi) -> None:
        """Log on; where our clock was wrong, once more."""
        clock = self._clocks.of(api)

        async def try_once() -> None:
            await connection.call(
                "session.logon",
                lambda: signed_params(
                    {}, signer, timestamp_ms=clock.ms(), recv_window=_LOGON_WINDOW
                ),
                weight=_LOGON_WEIGHT,
            )

        try:
            await try_once()
        except ClockSkew:
            await self._resync(api)
            await try_once()
