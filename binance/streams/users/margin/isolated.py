"""All isolated margin accounts of users: nobody tells of new ones, so they are asked for."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from binance.errors import BinanceError, ClockSkew, Forbidden, Rejected
from binance.limits import Priority
from binance.private import margin
from binance.signing import Signer
from binance.streams.events import Ended, UserEvent
from binance.streams.pace import Pauses
from binance.streams.users.following import Follower, Following, OpensAccount
from binance.streams.users.hearing import Hearing, Presence
from binance.streams.users.margin.holder import MarginUserEvent
from binance.streams.users.margin.streams import NO_SUCH_ACCOUNT, MarginUserStreams

EVERY = 900.0  # seconds between two questions for one user's accounts; each is 10 of weight


@dataclass(eq=False)
class _Owner(Follower):
    """Somebody whose isolated accounts are followed, and of which symbols they are."""

    signer: Signer | None = field(default=None, repr=False)
    symbols: set[str] = field(default_factory=set)


class IsolatedUserStreams:
    """Follows every isolated margin account of its users, also those that are opened later.

    A new one is found within `every` seconds; what happened there before is a gap like any other.
    The `streams` are for nobody else.
    """

    def __init__(
        self, streams: MarginUserStreams, account: OpensAccount, *, every: float = EVERY
    ) -> None:
        self._streams, self._account, self._every = streams, account, every
        self._owners: dict[int, _Owner] = {}
        self._following = Following("margin", self._see_to, backlog=1)

    async def run(self) -> None:
        """Own the sockets and ask for accounts; never returns."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._streams.run())
            group.create_task(self._following.run())

    def follow(self, user: int, signer: Signer) -> None:
        """Begin to follow a user's accounts, or go on with another key."""
        self.unfollow(user)
        owner = _Owner(user, self._account(signer), Pauses(), Hearing(0.0), signer=signer)
        self._owners[user] = owner
        self._following.begin(owner)

    def unfollow(self, user: int) -> None:
        """Stop following a user."""
        owner = self._owners.pop(user, None)
        if owner is not None:
            self._following.end(owner)
            for symbol in owner.symbols:
                self._streams.unfollow(user, isolated=symbol)

    def presence(self, user: int) -> Presence | None:
        """Tell how a user's accounts are heard, by the worst; None where there are none."""
        owner = self._owners.get(user)
        symbols = () if owner is None else owner.symbols
        found = [self._streams.presence(user, isolated=symbol) for symbol in symbols]
        presences = [one for one in found if one is not None]
        if not presences:
            return None
        lost = [one.lost_for for one in presences if one.lost_for is not None]
        if lost:
            return Presence(heard=False, lost_for=max(lost))
        return Presence(heard=all(one.heard for one in presences))

    async def events(self) -> AsyncGenerator[UserEvent, None]:
        """Yield all users' events; for one reader. `Ended` is told when nothing is left of a user.

        That one account is closed says nothing of the others, nor that one will be heard anew.
        """
        async with aclosing(self._streams.events()) as events:
            async for told in events:
                match told:
                    case MarginUserEvent(event=Ended() as ended, isolated=str(symbol)):
                        if self._is_last(told.user, symbol, ended):
                            yield told
                    case _:
                        yield told

    def _is_last(self, user: int, symbol: str, ended: Ended) -> bool:
        """Forget an account that is followed no more; asked for, it may be there again."""
        owner = self._owners.get(user)
        if owner is None or not ended.permanent:
            return False
        owner.symbols.discard(symbol)
        return not owner.symbols and ended.code != NO_SUCH_ACCOUNT

    async def _see_to(self, owner: _Owner) -> float:
        """Ask which accounts there are, and follow those."""
        pause = self._every * random.uniform(0.8, 1)  # noqa: S311 - jitter is no secret
        try:
            found = await owner.account.send(margin.GetIsolatedAccounts(), priority=Priority.LOW)
        except (ClockSkew, Forbidden) as error:  # says nothing of the account
            return owner.pause_after(error)
        except Rejected:
            return pause  # no business there, as far as Binance says; that may change
        except BinanceError as error:
            return owner.pause_after(error)
        owner.backoff.reset()
        if owner.followed:
            self._update(owner, {one.symbol for one in found.assets if one.enabled})
        return pause

    def _update(self, owner: _Owner, there: set[str]) -> None:
        assert owner.signer is not None
        for symbol in sorted(there - owner.symbols):
            self._streams.follow(owner.user, owner.signer, isolated=symbol)
        for symbol in owner.symbols - there:
            self._streams.unfollow(owner.user, isolated=symbol)
        owner.symbols = there
