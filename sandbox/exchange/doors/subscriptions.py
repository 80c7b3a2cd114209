"""The user data streams of one WebSocket API connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.trading.events import stream_terminated
from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.sockets import Socket
    from sandbox.exchange.trading.accounts import Account, ApiKey

_MOST_ACTIVE, _MOST_IDS = 1_000, 65_535


@dataclass(frozen=True)
class _Subscription:
    key: ApiKey
    listener: Callable[[dict[str, Any]], None]


class Subscriptions:
    """Up to a thousand streams, each of another account."""

    def __init__(self, core: Core, socket: Socket) -> None:
        self._core = core
        self._socket = socket
        self._active: dict[int, _Subscription] = {}
        self._next = 0

    def ids(self) -> list[int]:
        return list(self._active)

    def has(self, account: Account) -> bool:
        return any(each.key.account is account for each in self._active.values())

    def open(self, key: ApiKey) -> int:
        """Let this connection hear what happens to the key's account."""
        if self.has(key.account):
            raise ApiError(-2035, "User Data Stream subscription already active.")
        if self._next >= _MOST_IDS or len(self._active) >= _MOST_ACTIVE:
            raise ApiError(-2042, "Maximum subscription ID reached for this connection.")
        number = self._next
        self._next += 1

        def listener(event: dict[str, Any]) -> None:
            self._socket.answer({"subscriptionId": number, "event": event})

        self._active[number] = _Subscription(key, listener)
        self._core.listeners[key.account.uid].append(listener)
        return number

    def close(self, number: int | None) -> None:
        """End one stream, or all of them; each says that it has ended."""
        if number is not None and number not in self._active:
            raise ApiError(-2036, "User Data Stream subscription not active.")
        for each in self.ids() if number is None else [number]:
            self._active[each].listener(stream_terminated(self._core.clock()))
            self._forget(each)

    def revoked(self, key: ApiKey) -> None:
        for number, each in tuple(self._active.items()):
            if each.key is key:
                self.close(number)

    def close_all(self) -> None:
        """Forget all streams: the connection is gone."""
        for number in self.ids():
            self._forget(number)

    def _forget(self, number: int) -> None:
        gone = self._active.pop(number)
        self._core.listeners[gone.key.account.uid].remove(gone.listener)
