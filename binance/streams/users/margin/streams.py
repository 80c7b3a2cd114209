"""User streams of margin accounts: over listen tokens, on spot's WebSocket API."""

import random
from collections.abc import AsyncGenerator
from dataclasses import replace

from binance.clock import ServerClock
from binance.errors import BadKey, BinanceError, NotAvailable, Rejected
from binance.hosts import Hosts
from binance.limits import Limits
from binance.models.margin.keys import ListenToken
from binance.private import margin
from binance.signing import Signer
from binance.streams.connection import SocketPolicy
from binance.streams.events import Ended, UserEvent
from binance.streams.requests.pace import WeighedPace
from binance.streams.users.following import Following, OpensAccount
from binance.streams.users.hearing import Hearing, Presence
from binance.streams.users.margin.holder import TokenHolder
from binance.streams.users.margin.line import TokenLine

NO_SUCH_ACCOUNT = -3003
_LEAST = 1.0  # second before a token is renewed


class MarginUserStreams:
    """Follows users' margin accounts, and says so after every gap.

    A user may have several: the cross account, and an isolated one for each of some symbols; the
    `MarginUserEvent` says which. What an event tells is what spot's streams tell of spot.
    Margin calls and debts are told on a stream of their own, which is not listened to here.
    """

    def __init__(
        self,
        hosts: Hosts,
        account: OpensAccount,
        clock: ServerClock,
        limits: Limits,
        *,
        policy: SocketPolicy | None = None,
        accounts_a_connection: int = 1000,
        backlog: int = 10_000,
    ) -> None:
        if hosts.spot_wsapi is None or hosts.sapi_rest is None:
            raise NotAvailable(hosts.absence("sapi"))
        self._url, self._account = hosts.spot_wsapi, account
        self._clock, self._limits = clock, limits
        policy = policy or SocketPolicy()
        self._policy = replace(policy, pace=WeighedPace(policy.pace, limits, "api"))
        self._most = accounts_a_connection
        self._holders: dict[tuple[int, str | None], TokenHolder] = {}
        self._lines: list[TokenLine] = []
        self._following = Following("margin", self._see_to, backlog)

    async def run(self) -> None:
        """Own the sockets and renew the tokens; never returns."""
        await self._following.run()

    def follow(self, user: int, signer: Signer, *, isolated: str | None = None) -> None:
        """Begin to follow the cross account or a symbol's isolated one, or go on by another key."""
        self._end((user, isolated))
        holder = TokenHolder(
            user,
            self._account(signer),
            self._policy.backoff(),
            Hearing(self._policy.in_flight),
            isolated=isolated,
        )
        self._holders[user, isolated] = holder
        self._following.begin(holder)

    def unfollow(self, user: int, *, isolated: str | None = None) -> None:
        """Stop following a symbol's isolated account, or all accounts of a user."""
        for whose in [key for key in self._holders if key[0] == user]:
            if isolated in (None, whose[1]):
                self._end(whose)

    def presence(self, user: int, *, isolated: str | None = None) -> Presence | None:
        """Tell how the cross account or an isolated one is heard; None if it is not followed."""
        holder = self._holders.get((user, isolated))
        return None if holder is None else holder.hearing.presence

    def events(self) -> AsyncGenerator[UserEvent, None]:
        """Yield all users' events; for one reader. A slow one finds `Resumed` for what is lost."""
        return self._following.events()

    async def _see_to(self, holder: TokenHolder) -> float:
        """Get a token, and get the next one well before it expires."""
        request = margin.CreateListenToken(
            symbol=holder.isolated, is_isolated=None if holder.isolated is None else True
        )
        try:
            token = await holder.account.send(request)
        except Rejected as error:
            if isinstance(error, BadKey) or error.code == NO_SUCH_ACCOUNT:
                self.give_up(holder, error)
            return holder.pause_after(error)
        except BinanceError as error:
            return holder.pause_after(error)
        holder.token = token.token
        if holder.followed:
            (holder.line or self._line()).add(holder)
        return self._good_for(token)

    def _good_for(self, token: ListenToken) -> float:
        left = token.expiration_time.timestamp() - self._clock.time()
        return max(left * random.uniform(0.7, 0.8), _LEAST)  # noqa: S311 - jitter is no secret

    def give_up(self, holder: TokenHolder, error: Rejected) -> None:
        """Follow it no more, and say why."""
        if holder.followed:
            self._end((holder.user, holder.isolated))
            ended = Ended(type(error).__name__, error.code, permanent=True)
            self._following.tell(holder, ended)

    def _end(self, whose: tuple[int, str | None]) -> None:
        holder = self._holders.pop(whose, None)
        if holder is None:
            return
        self._following.end(holder)
        if holder.line is not None:
            holder.line.remove(holder)

    def _line(self) -> TokenLine:
        """Find a connection with room, or begin another."""
        for line in self._lines:
            if len(line) < self._most:
                return line
        self._lines.append(
            TokenLine(self._url, self._clock, self._limits, self._policy, self._following, self)
        )
        self._following.own(self._lines[-1].run)
        return self._lines[-1]
