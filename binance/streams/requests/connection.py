"""One connection to a WebSocket API, from its opening to the last answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from binance.errors import BinanceError, Rejected
from binance.streams.connection import Opened, SocketPolicy
from binance.streams.dialling import NOT_OPENED, Socket
from binance.streams.requests.answers import Message, envelope
from binance.streams.requests.wsapi import NoAnswer, WsApi

log = logging.getLogger(__name__)

Speak = Callable[[Opened], WsApi]
LogOn = Callable[[WsApi], Awaitable[None]]
_REVOKED = 401


class WsConnection:
    """Takes requests from its opening (and logging on) until it is retired.

    `begun` is set when it is known whether it can be used, `outlived` when a successor is wanted,
    and `refused` where the key may not log on.
    """

    def __init__(
        self, url: str, policy: SocketPolicy, speak: Speak, log_on: LogOn | None = None
    ) -> None:
        self._url, self._policy = url, policy
        self._speak, self._log_on = speak, log_on
        self._api: WsApi | None = None
        self._open = self._aged = False
        self._retiring = asyncio.Event()
        self.begun, self.outlived = asyncio.Event(), asyncio.Event()
        self.refused = False
        self.opened_at: float | None = None

    @property
    def usable(self) -> bool:
        """Whether a request may be sent on it now."""
        return self._open and self._api is not None and self._api.alive

    @property
    def ours_to_end(self) -> bool:
        """Whether it was given up for a reason, or for its age, and did not simply break."""
        return self._retiring.is_set() or self._aged

    async def run(self) -> None:
        """Open the connection and live until it ends."""
        try:
            async with self._policy.dial(self._url, self._policy.open_timeout) as socket:
                await self._live(socket)
        except NOT_OPENED as error:
            # Never the URL, never a message: both may bear secrets.
            log.info("no connection (%s)", type(error).__name__)
        finally:
            self.begun.set()
            self.outlived.set()

    async def ask(self, method: str, params: Mapping[str, Any]) -> Message:
        """Send a request and return the answer; who gives none is asked nothing more."""
        assert self._api is not None
        try:
            return await self._api.exchange(method, params)
        except NoAnswer:
            self.retire()
            raise

    def retire(self) -> None:
        """Take no more requests, and close when those on their way are answered."""
        self._open = False
        self._retiring.set()
        self.outlived.set()

    async def _live(self, socket: Socket) -> None:
        api = self._api = self._speak(Opened(socket))
        self.opened_at = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            others = (self._begin(api), self._grow_old(), self._leave(api))
            tasks = [group.create_task(other) for other in others]
            try:
                await self._read(socket, api)
            finally:
                api.abandon()
            for task in tasks:
                task.cancel()

    async def _begin(self, api: WsApi) -> None:
        try:
            if self._log_on is not None:
                await self._log_on(api)
        except BinanceError as error:
            log.warning("could not log on (%s)", type(error).__name__)
            self.refused = isinstance(error, Rejected)
            self.retire()
        else:
            self._open = not self._retiring.is_set()
        self.begun.set()

    async def _grow_old(self) -> None:
        await asyncio.sleep(self._policy.age())
        self._aged = True
        self.outlived.set()

    async def _leave(self, api: WsApi) -> None:
        await self._retiring.wait()
        await api.finish()

    async def _read(self, socket: Socket, api: WsApi) -> None:
        while (raw := await socket.receive()) is not None:
            self._hear(envelope(raw), api)

    def _hear(self, message: Message | None, api: WsApi) -> None:
        if message is None:
            self._give_up(api)  # it answered somebody, and nobody will ever know whom
        elif message["id"] is not None:
            api.answered(message)
        elif message["status"] == _REVOKED:
            self._give_up(api)  # the session is gone, and this may have been said in its stead
        elif (message["event"] or {}).get("e") == "serverShutdown":
            self.retire()

    def _give_up(self, api: WsApi) -> None:
        api.abandon()
        self.retire()
