"""User streams of futures accounts: over listen keys, which are made and kept by REST."""

import random
from collections.abc import AsyncGenerator

from binance.errors import BadKey, BinanceError, NoSuchListenKey
from binance.hosts import Hosts
from binance.models.events.contract_account import (
    AccountConfigUpdate,
    AccountUpdate,
    GridUpdate,
    MarginCall,
    StrategyUpdate,
)
from binance.models.events.contract_orders import (
    AlgoUpdate,
    ConditionalOrderTriggerReject,
    OrderTradeUpdate,
    TradeLite,
)
from binance.signing import Signer
from binance.streams.connection import SocketPolicy
from binance.streams.events import Ended, UserEvent
from binance.streams.users.contracts.line import KeyHolder, KeyLine
from binance.streams.users.contracts.venues import Market, venue
from binance.streams.users.following import Following, OpensAccount
from binance.streams.users.hearing import Hearing, Presence

ContractEvent = (
    OrderTradeUpdate
    | TradeLite
    | AlgoUpdate
    | ConditionalOrderTriggerReject
    | AccountUpdate
    | AccountConfigUpdate
    | MarginCall
    | StrategyUpdate
    | GridUpdate
)
"""What a `UserEvent` of these streams tells, beside `Resumed` and `Ended`."""

_KEPT_EVERY = 1800.0  # seconds; a key lives for an hour


class ContractUserStreams:
    """Follows users' accounts on USD-M ("fapi") or COIN-M ("dapi"), and says so after every gap.

    Events that fall into a gap are lost: at `Resumed` the account must be asked what happened.
    `account` is `binance.account`. A user's key is never closed: all who follow the same account
    share it, his other programs included.
    """

    def __init__(
        self,
        hosts: Hosts,
        account: OpensAccount,
        market: Market,
        *,
        policy: SocketPolicy | None = None,
        keys_a_connection: int | None = None,
        backlog: int = 10_000,
    ) -> None:
        self._venue = venue(hosts, market)
        self._account = account
        self._policy = policy or SocketPolicy()
        self._most = keys_a_connection or self._venue.most
        self._holders: dict[int, KeyHolder] = {}
        self._lines: list[KeyLine] = []
        self._following = Following(self._venue.product, self._see_to, backlog)

    async def run(self) -> None:
        """Own the sockets and keep the keys; never returns."""
        await self._following.run()

    def follow(self, user: int, signer: Signer) -> None:
        """Begin to follow a user, or go on with another key."""
        self.unfollow(user)
        holder = KeyHolder(
            user, self._account(signer), self._policy.backoff(), Hearing(self._policy.in_flight)
        )
        self._holders[user] = holder
        self._following.begin(holder)

    def unfollow(self, user: int) -> None:
        """Stop following a user."""
        holder = self._holders.pop(user, None)
        if holder is not None:
            self._following.end(holder)
            self._forget_key(holder)

    def presence(self, user: int) -> Presence | None:
        """Tell how a user's account is heard; None if it is not followed."""
        holder = self._holders.get(user)
        return None if holder is None else holder.hearing.presence

    def events(self) -> AsyncGenerator[UserEvent, None]:
        """Yield all users' events; for one reader. A slow one finds `Resumed` for what is lost."""
        return self._following.events()

    # keys

    async def _see_to(self, holder: KeyHolder) -> float:
        """Get a key, or let the one there is live on."""
        request = self._venue.start if holder.key is None else self._venue.keep
        try:
            answer = await holder.account.send(request)
        except BinanceError as error:
            return self._refused(holder, error)
        holder.backoff.reset()
        if holder.followed and answer.listen_key != holder.key:
            self._forget_key(holder)
            holder.key = answer.listen_key
            self._line(holder.key).add(holder)
        return _KEPT_EVERY * random.uniform(0.8, 1)  # noqa: S311 - jitter is no secret

    def _refused(self, holder: KeyHolder, error: BinanceError) -> float:
        match error:
            case NoSuchListenKey() if holder.key is not None:
                self._forget_key(holder)
                return 0.0
            case BadKey() if holder.followed:
                self.unfollow(holder.user)
                ended = Ended(type(error).__name__, error.code, permanent=True)
                self._following.tell(holder, ended)
        return holder.pause_after(error)

    def expired(self, holder: KeyHolder) -> None:
        """Get another key: what happens from now on is a gap."""
        self._forget_key(holder)
        holder.call()

    def _forget_key(self, holder: KeyHolder) -> None:
        if holder.line is not None:
            holder.line.remove(holder)
        holder.key = None

    # connections

    def _line(self, key: str) -> KeyLine:
        """Find the connection that has the key, or one with room, or begin another."""
        for line in self._lines:
            if key in line:
                return line
        for line in self._lines:
            if len(line) < self._most:
                return line
        self._lines.append(KeyLine(self._venue, self._policy, self._following, self))
        self._following.own(self._lines[-1].run)
        return self._lines[-1]

    def nameless(self) -> None:
        """Give every account a connection of its own: nobody is to be told another's trades."""
        self._most = 1
        crowded = [line for line in self._lines if len(line) > 1]
        moving = [holder for line in crowded for holder in line.holders]
        for holder in moving:
            assert holder.line is not None
            holder.line.remove(holder)
        for holder in moving:
            assert holder.key is not None
            self._line(holder.key).add(holder)
