"""The door to users' events."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from functools import partial

from binance.clock import ServerClock
from binance.errors import NotAvailable, Rejected
from binance.hosts import Hosts
from binance.limits import Limits
from binance.signing import Signer
from binance.streams.connection import SocketPolicy
from binance.streams.events import AccountEvent, Ended, Resumed, UserEvent
from binance.streams.once import Once
from binance.streams.requests.pace import WeighedPace
from binance.streams.users.echoes import Echoes
from binance.streams.users.hearing import Presence
from binance.streams.users.inbox import AccountInbox
from binance.streams.users.spot.follower import Follower
from binance.streams.users.spot.shard import Shard
from binance.streams.users.spot.terms import Tempo, Terms

_SHARING = 4  # users of one account: each needs a connection that the others are not on


@dataclass
class _Placed:
    follower: Follower
    shard: Shard | None = None
    taken_on: list[Shard] = field(default_factory=list)


class UserStreams:
    """Follows users' accounts, and says so after every gap.

    Events that fall into a gap are lost: at `Resumed` the account must be asked what happened.
    A connection carries so many users as Binance allows, `users_a_connection`; `backlog` is how
    many events may wait for the reader before accounts are marked by `Resumed` instead.
    """

    def __init__(
        self,
        hosts: Hosts,
        clock: ServerClock,
        limits: Limits,
        *,
        policy: SocketPolicy | None = None,
        recv_window: int = 5000,
        users_a_connection: int = 1000,
        backlog: int = 10_000,
        quiet: float = 180.0,
    ) -> None:
        if hosts.spot_wsapi is None:
            raise NotAvailable("this host knows no accounts: it serves market data only")
        policy = policy or SocketPolicy()
        policy = replace(policy, pace=WeighedPace(policy.pace, limits, "api"))
        self._terms = Terms(hosts.spot_wsapi, clock, limits, policy, Tempo(), recv_window, quiet)
        self._capacity = users_a_connection
        self._echoes, self._inbox = Echoes(), AccountInbox(backlog)
        self._placed: dict[int, _Placed] = {}
        self._shards: list[Shard] = []
        self._new_shards: asyncio.Queue[Shard] = asyncio.Queue()
        self._once = Once("UserStreams")

    @property
    def connections(self) -> int:
        """How many are open."""
        return sum(shard.connections for shard in self._shards)

    async def run(self) -> None:
        """Own the sockets; never returns, and is for one call."""
        self._once.begin()
        async with asyncio.TaskGroup() as group:
            while True:
                shard = await self._new_shards.get()
                group.create_task(shard.run())

    def follow(self, user: int, signer: Signer) -> None:
        """Begin to follow a user, or go on with another key."""
        self.unfollow(user)
        follower = Follower(
            user,
            signer,
            backoff=self._terms.policy.backoff(),
            in_flight=self._terms.policy.in_flight,
            echoes=self._echoes,
            tell=partial(self._tell, user),
        )
        placed = self._placed[user] = _Placed(follower)
        self._place(placed)

    def unfollow(self, user: int) -> None:
        """Stop following a user."""
        placed = self._placed.pop(user, None)
        if placed is not None and placed.shard is not None:
            placed.follower.dismissed()
            placed.shard.remove(placed.follower)

    def presence(self, user: int) -> Presence | None:
        """Tell how a user's account is heard; None if it is not followed."""
        placed = self._placed.get(user)
        return None if placed is None else placed.follower.presence

    async def events(self) -> AsyncGenerator[UserEvent, None]:
        """Yield all users' events; for one reader."""
        while True:
            yield await self._inbox.get()

    def _place(self, placed: _Placed) -> None:
        """Find a connection with room, or begin another."""
        placed.shard = next((each for each in self._shards if self._fits(placed, each)), None)
        if placed.shard is None:
            placed.shard = Shard(self._terms, self)
            self._shards.append(placed.shard)
            self._new_shards.put_nowait(placed.shard)
        placed.shard.add(placed.follower)

    def _fits(self, placed: _Placed, shard: Shard) -> bool:
        return len(shard) < self._capacity and shard not in placed.taken_on

    def _tell(self, user: int, event: AccountEvent | Resumed | Ended) -> None:
        if isinstance(event, Resumed) and (placed := self._placed.get(user)) is not None:
            placed.taken_on.clear()  # it was found: where it was not is history
        self._inbox.put(UserEvent(user, event))

    # what a shard tells

    def refused(self, follower: Follower, error: Rejected) -> None:
        """Follow a user no more, whose key is not accepted."""
        if self._owns(follower):
            self.unfollow(follower.user)
            ended = Ended(type(error).__name__, error.code, permanent=True)
            self._tell(follower.user, ended)

    def taken(self, follower: Follower, error: Rejected) -> None:
        """Try elsewhere, where nobody follows the same account."""
        if not self._owns(follower):
            return
        placed = self._placed[follower.user]
        assert placed.shard is not None
        placed.taken_on.append(placed.shard)
        if len(placed.taken_on) >= _SHARING:
            self.refused(follower, error)
        else:
            placed.shard.remove(follower)
            self._place(placed)

    def _owns(self, follower: Follower) -> bool:
        placed = self._placed.get(follower.user)
        return placed is not None and placed.follower is follower
