"""Who follows a margin account, and what he is told."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol

from binance.streams.events import UserEvent
from binance.streams.users.following import Follower


@dataclass(frozen=True)
class MarginUserEvent(UserEvent):
    """An event on a margin account: the isolated one of a symbol, or the cross account."""

    isolated: str | None = None

    @property
    def account(self) -> Hashable:
        return self.user, self.isolated


class Carries(Protocol):
    """The connections on which an account is heard."""

    def add(self, holder: "TokenHolder") -> None: ...

    def remove(self, holder: "TokenHolder") -> None: ...


@dataclass(eq=False)
class TokenHolder(Follower):
    """Somebody whose margin account is followed; who knows `token` may listen to it."""

    isolated: str | None = None
    token: str | None = field(default=None, repr=False)
    line: Carries | None = field(default=None, repr=False)

    def event(self, told: Any) -> MarginUserEvent:
        return MarginUserEvent(self.user, told, self.isolated)
