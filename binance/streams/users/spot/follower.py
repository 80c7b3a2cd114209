"""One user's wish to be followed, and the connections that bring what happens to him."""

import asyncio
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from binance.signing import Signer
from binance.streams.events import AccountEvent, Ended, Resumed
from binance.streams.pace import Pauses
from binance.streams.users.echoes import Echoes
from binance.streams.users.hearing import Hearing, Presence
from binance.streams.users.reading import understood

Tell = Callable[[AccountEvent | Resumed | Ended], None]


class Follower:
    """Tells each event once and in turn, and says so where something may be missing.

    While one connection takes over from another, both bring the same. The new one's events wait
    for `in_flight` seconds, in which the old one brings what happened before. Another key of the
    user is another wish.
    """

    def __init__(
        self,
        user: int,
        signer: Signer,
        *,
        backoff: Pauses,
        in_flight: float,
        echoes: Echoes,
        tell: Tell,
    ) -> None:
        self.user, self.signer, self.backoff = user, signer, backoff
        self._in_flight, self._echoes, self._tell = in_flight, echoes, tell
        self._hearing = Hearing(in_flight)
        self._newcomer: Hashable | None = None
        self._held: list[Mapping[str, Any]] = []

    @property
    def delivered(self) -> bool:
        """Whether any connection brings his events."""
        return bool(self._hearing)

    @property
    def presence(self) -> Presence:
        return self._hearing.presence

    def begins(self, link: Hashable) -> None:
        """Expect his events from a connection from now on."""
        self.backoff.reset()
        if (resumed := self._hearing.begins(link)) is not None:
            self._tell(resumed)
        elif self._newcomer is None:
            self._newcomer = link
            asyncio.get_running_loop().call_later(self._in_flight, self._let_in, link)

    def ends(self, link: Hashable, heard_at: float) -> None:
        """Expect nothing more from a connection, of which anything was last heard then."""
        if link not in self._hearing:
            return
        resumed = self._hearing.ends(link, heard_at)
        self._let_in(self._newcomer)
        if resumed is not None:
            self._tell(resumed)

    def terminated(self, link: Hashable, heard_at: float) -> None:
        """Binance ended his stream there."""
        self.ends(link, heard_at)
        if not self._hearing:
            self._tell(Ended("eventStreamTerminated"))

    def dismissed(self) -> None:
        """Nobody wants to hear of him any more."""
        self._hearing.stop()
        self._held.clear()

    def hear(self, link: Hashable, event: Mapping[str, Any]) -> None:
        """Take what a connection brought."""
        if link not in self._hearing:
            return
        if link is self._newcomer:
            self._held.append(event)
        else:
            self._say(link, event)

    def _let_in(self, link: Hashable | None) -> None:
        """Tell what the new connection has brought so far, and listen to it as to the other."""
        if link is None or link is not self._newcomer:
            return
        held, self._held, self._newcomer = self._held, [], None
        for event in held:
            self._say(link, event)

    def _say(self, link: Hashable, event: Mapping[str, Any]) -> None:
        if self._echoes.echo(self.user, link, event):
            return
        if (told := understood("spot", event)) is not None:
            self._tell(told)
