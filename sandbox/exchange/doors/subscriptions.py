"""The user data streams of one WebSocket API connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.trading.events import stream_terminated
from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account, ApiKey

    Tell = Callable[[int, dict[str, Any]], None]

_MOST_ACTIVE, _MOST_IDS = 1_000, 65_535


@dataclass(eq=False)
class _Subscription:
    account: Account
    listener: Callable[[dict[str, Any]], None]
    key: ApiKey | None = None  # without which it ends
    of_session: bool = False
    expires: int | None = None  # in milliseconds


class Subscriptions:
    """Up to a thousand streams, each of another account; `tell` is given an id and its event."""

    def __init__(self, core: Core, tell: Tell) -> None:
        self._core = core
        self._tell = tell
        self._active: dict[int, _Subscription] = {}
        self._timed = 0  # how many will expire
        self._next = 0

    def ids(self) -> list[int]:
        return list(self._active)

    def open(self, key: ApiKey, *, of_session: bool = False) -> int:
        """Let this connection hear what happens to the key's account."""
        return self._open(key.account, key=key, of_session=of_session)

    def open_until(self, account: Account, expires: int) -> int:
        """Let it hear of an account until a time, or for longer than it would have."""
        for number, each in self._active.items():
            if each.account is account and each.expires is not None:
                each.expires = max(each.expires, expires)
                return number
        return self._open(account, expires=expires)

    def close(self, number: int | None) -> None:
        """End one stream, or all of them; each says that it has ended."""
        if number is not None and number not in self._active:
            raise ApiError(-2036, "User Data Stream subscription not active.")
        for each in self.ids() if number is None else [number]:
            self._active[each].listener(stream_terminated(self._core.clock()))
            self._forget(each)

    def close_session(self) -> None:
        self._close_those(lambda each: each.of_session)

    def revoked(self, key: ApiKey) -> None:
        """End the streams of a key that has lost its rights."""
        self._close_those(lambda each: each.key is key)

    def expire(self) -> None:
        """End the streams whose time is up."""
        if not self._timed:
            return
        now = self._core.clock()
        self._close_those(lambda each: each.expires is not None and each.expires <= now)

    def close_all(self) -> None:
        """Forget all streams: the connection is gone."""
        for number in self.ids():
            self._forget(number)

    def _open(self, account: Account, **more: Any) -> int:
        if any(each.account is account for each in self._active.values()):
            raise ApiError(-2035, "User Data Stream subscription already active.")
        if self._next >= _MOST_IDS:
            raise ApiError(-2042, "Maximum subscription ID reached for this connection.")
        if len(self._active) >= _MOST_ACTIVE:
            most = f"Connection may create up to '{_MOST_ACTIVE}' subscriptions at a time."
            raise ApiError(-1191, f"Too many subscriptions. {most}")
        number = self._next
        self._next += 1

        def listener(event: dict[str, Any]) -> None:
            self._tell(number, event)

        self._active[number] = opened = _Subscription(account, listener, **more)
        self._timed += opened.expires is not None
        self._core.listeners[account.uid].append(listener)
        return number

    def _close_those(self, which: Callable[[_Subscription], bool]) -> None:
        for number, each in tuple(self._active.items()):
            if which(each):
                self.close(number)

    def _forget(self, number: int) -> None:
        gone = self._active.pop(number)
        self._timed -= gone.expires is not None
        self._core.listeners[gone.account.uid].remove(gone.listener)
