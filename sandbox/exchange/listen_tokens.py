"""Listen tokens: how the owner of a margin account lets a connection hear of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.trading.accounts import Account


@dataclass(frozen=True)
class Grant:
    """The account that a token opens, and until when, in milliseconds."""

    account: Account
    expires: int


class ListenTokens:
    """The tokens that were given out and are still good."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._grants: dict[str, Grant] = {}

    def issue(self, account: Account, validity: int) -> tuple[str, int]:
        """Give out a token for so many milliseconds; return it and when it expires."""
        now = self._clock()
        self._grants = {token: each for token, each in self._grants.items() if each.expires > now}
        token, grant = secrets.token_urlsafe(54), Grant(account, now + validity)
        self._grants[token] = grant
        return token, grant.expires

    def grant(self, token: str) -> Grant | None:
        """Return what a token is good for, if it is good for anything."""
        grant = self._grants.get(token)
        return grant if grant is not None and grant.expires > self._clock() else None

    def account_of(self, token: str) -> Account | None:
        grant = self.grant(token)
        return grant.account if grant else None

    def clear(self) -> None:
        self._grants.clear()
