"""Listen keys: an hour's right to hear of one account, and who is told under each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.users import events
from sandbox.exchange.registry import random_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.trading.accounts import Account

    Voice = Callable[[str, dict[str, Any]], None]

VALIDITY = 60 * 60_000
_LENGTH = 64


@dataclass
class _Key:
    text: str
    expires: int


class ListenKeys:
    """The keys of both venues; an account has at most one on each.

    An event is given to the `voices` of its venue (USD-M's under False, COIN-M's under True),
    which know the listeners of a key: USD-M's are heard on `/private` only.
    """

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._keys: dict[tuple[int, bool], _Key] = {}
        self.voices: dict[bool, list[Voice]] = {False: [], True: []}

    def start(self, account: Account, *, inverse: bool) -> str:
        """Return an account's key, a new one if it has none, valid from now on for an hour."""
        key = self._keys.setdefault((account.uid, inverse), _Key(random_text(_LENGTH), 0))
        key.expires = self._clock() + VALIDITY
        return key.text

    def keep(self, account: Account, *, inverse: bool) -> str | None:
        """Make an account's key valid for another hour; None if there is none any more."""
        return (
            self.start(account, inverse=inverse) if (account.uid, inverse) in self._keys else None
        )

    def stop(self, account: Account, *, inverse: bool) -> None:
        self._keys.pop((account.uid, inverse), None)

    def tell(self, account: Account, event: dict[str, Any], *, inverse: bool) -> None:
        key = self._keys.get((account.uid, inverse))
        if key is not None:
            self._say(key, event, inverse=inverse)

    def expire(self) -> None:
        """End the keys that nobody has kept alive."""
        for owner, key in tuple(self._keys.items()):
            if key.expires <= self._clock():
                del self._keys[owner]
                event = events.listen_key_expired(key.text, self._clock())
                self._say(key, event, inverse=owner[1])

    def clear(self) -> None:
        self._keys.clear()

    def _say(self, key: _Key, event: dict[str, Any], *, inverse: bool) -> None:
        for voice in self.voices[inverse]:
            voice(key.text, event)
