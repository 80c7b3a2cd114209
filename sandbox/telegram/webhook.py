"""Handing updates to the bot's own server, as Telegram does for a webhook."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.telegram.updates import Update, Updates

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_OFFLINE = "The sandbox is offline and delivers to loopback addresses only"
_TIMEOUT = 60.0
_LONGEST_PAUSE = 60.0
_LONGEST_RETRY_AFTER = 3600.0
_MESSAGES = ("message", "edited_message")
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


@dataclass
class Webhook:
    """Delivers the updates that wait: those of one chat in order, several chats at a time.

    A courier task lives only while its chat has something to deliver.
    """

    url: str
    updates: Updates
    now: Callable[[], float]
    reply: Callable[[httpx.Response], Awaitable[None]]  # carries out a method in an answer
    secret_token: str = ""
    max_connections: int = 40
    certificate: bytes = b""
    last_error_date: int = 0
    last_error_message: str = ""
    _couriers: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _connections: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._connections = asyncio.Semaphore(self.max_connections)

    def wake(self) -> None:
        """Send a courier for every chat that has updates and none under way."""
        if not self._is_reachable():
            if self.updates:
                self._failed(_OFFLINE)
            return
        for queue in {_queue_of(update) for update in self.updates} - self._couriers.keys():
            self._couriers[queue] = asyncio.create_task(self._deliver_all(queue))

    def stop(self) -> None:
        for courier in self._couriers.values():
            courier.cancel()
        self._couriers.clear()

    async def _deliver_all(self, queue: str) -> None:
        try:
            async with httpx.AsyncClient(
                timeout=_TIMEOUT, trust_env=False, verify=self._trust()
            ) as client:
                while update := self._next(queue):
                    await self._deliver(update, client)
        finally:
            if self._couriers.get(queue) is asyncio.current_task():
                del self._couriers[queue]
        self.wake()  # something may have come while the connection was closing

    def _next(self, queue: str) -> Update | None:
        return next((update for update in self.updates if _queue_of(update) == queue), None)

    async def _deliver(self, update: Update, client: httpx.AsyncClient) -> None:
        """Post the update until it is taken: again at once, then with growing pauses."""
        pause = 0.0
        while update in self.updates:
            async with self._connections:
                retry_after = await self._post(update, client)
            if retry_after is None:
                self.updates.delivered(update)
                return
            await asyncio.sleep(retry_after or pause)
            pause = min(pause * 2 or 2.0, _LONGEST_PAUSE)

    async def _post(self, update: Update, client: httpx.AsyncClient) -> float | None:
        """Post once; None when the server took it, else how long it asked us to wait."""
        headers = {_SECRET_HEADER: self.secret_token} if self.secret_token else {}
        try:
            response = await client.post(self.url, json=update, headers=headers)
        except httpx.HTTPError as error:
            self._failed(_complaint(error))
            return 0.0
        if response.is_success:
            await self.reply(response)
            return None
        answer = f"{response.status_code} {response.reason_phrase}"
        self._failed(f"Wrong response from the webhook: {answer}")
        return _retry_after(response)

    def _failed(self, message: str) -> None:
        self.last_error_date = int(self.now())
        self.last_error_message = message

    def _is_reachable(self) -> bool:
        return httpx.URL(self.url).host in _LOOPBACK

    def _trust(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.certificate:
            context.load_verify_locations(cadata=self.certificate.decode())
        return context


def _queue_of(update: Update) -> str:
    """Name what an update must stay in order with: its chat, or the person who asked."""
    kind, payload = next((name, value) for name, value in update.items() if name != "update_id")
    about: dict[str, Any] = payload.get("chat") or payload.get("from") or payload
    return f"{'message' if kind in _MESSAGES else kind} {about.get('id', '')}"


def _complaint(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ConnectError):
        return f"SSL error {{{error}}}" if "SSL" in str(error) else "Connection refused"
    if isinstance(error, httpx.TimeoutException):
        return "Read timeout expired"
    return "Connection reset by peer"


def _retry_after(response: httpx.Response) -> float:
    asked = response.headers.get("Retry-After", "")
    return min(float(asked), _LONGEST_RETRY_AFTER) if asked.isdigit() else 0.0
