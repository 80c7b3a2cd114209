"""User streams: many users' accounts on one WebSocket API connection."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from binance.clock import ServerClock
from binance.errors import (
    BadKey,
    BinanceError,
    ClockSkew,
    NotAvailable,
    RateLimited,
    Rejected,
)
from binance.hosts import Hosts
from binance.limits import Limits, Priority
from binance.models import events
from binance.signing import Signer, signed_params
from binance.streams.connection import Opened, SocketPolicy, decode, messages
from binance.streams.events import AccountEvent, Ended, Resumed, UserEvent
from binance.streams.pace import Pacing, Pauses
from binance.streams.wsapi import Message, NoAnswer, WsApi

__all__ = ["Ended", "Resumed", "UserEvent", "UserStreams"]

log = logging.getLogger(__name__)

_WORKERS = 4
_WEIGHT = 2  # of a connection as of a subscription
_ALREADY_ACTIVE = -2035

_EVENTS: dict[str, type[AccountEvent]] = {
    "executionReport": events.ExecutionReport,
    "outboundAccountPosition": events.AccountPosition,
    "balanceUpdate": events.BalanceUpdate,
    "listStatus": events.ListStatus,
    "externalLockUpdate": events.ExternalLockUpdate,
}


@dataclass(eq=False)
class _Follower:
    """One user's wish to be followed; a changed key is another wish."""

    user: int
    signer: Signer
    backoff: Pauses
    subscription: int | None = None
    asking: WsApi | None = None


class UserStreams:
    """Follows users' accounts, and says so after every gap.

    Events that fall into a gap are lost: at `Resumed` the account must be asked what happened.
    """

    def __init__(
        self,
        hosts: Hosts,
        clock: ServerClock,
        limits: Limits,
        *,
        policy: SocketPolicy | None = None,
        recv_window: int = 5000,
    ) -> None:
        if hosts.spot_wsapi is None:
            raise NotAvailable("this host knows no accounts: it serves market data only")
        self._url = hosts.spot_wsapi
        self._clock, self._limits = clock, limits
        policy = policy or SocketPolicy()
        self._policy = replace(policy, pace=_WeighedPace(policy.pace, limits))
        self._recv_window = recv_window
        self._followers: dict[int, _Follower] = {}
        self._leaving: set[_Follower] = set()
        self._work: asyncio.Queue[_Follower] = asyncio.Queue()
        self._by_id: dict[int, _Follower] = {}
        self._api: WsApi | None = None
        self._wanted = asyncio.Event()
        self._events: asyncio.Queue[UserEvent] = asyncio.Queue()
        self._opened_at: float | None = None
        self.last_message_at: float | None = None

    @property
    def connected_since(self) -> float | None:
        """When the present connection was opened; None while there is none."""
        return self._opened_at if self._api is not None and self._api.alive else None

    async def run(self) -> None:
        """Own the socket; never returns."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read())
            for _ in range(_WORKERS):
                group.create_task(self._subscribe_and_unsubscribe())

    def follow(self, user: int, signer: Signer) -> None:
        """Begin to follow a user, or go on with another key."""
        self.unfollow(user)
        follower = self._followers[user] = _Follower(user, signer, self._policy.backoff())
        self._work.put_nowait(follower)
        self._wanted.set()

    def unfollow(self, user: int) -> None:
        """Stop following a user."""
        follower = self._followers.pop(user, None)
        if follower is not None and follower.subscription is not None:
            self._by_id.pop(follower.subscription, None)
            self._leaving.add(follower)
            self._work.put_nowait(follower)

    async def events(self) -> AsyncGenerator[UserEvent, None]:
        """Yield all users' events; for one reader. Nothing is ever dropped."""
        while True:
            yield await self._events.get()

    async def _read(self) -> None:
        await self._wanted.wait()
        async with aclosing(messages(lambda: self._url, self._policy)) as arriving:
            async for message in arriving:
                if isinstance(message, Opened):
                    self._opened(message)
                else:
                    await self._arrived(decode(message))

    def _opened(self, socket: Opened) -> None:
        """Begin anew: subscription ids mean nothing on another connection."""
        if self._api is not None:
            self._api.abandon()
        self._api = WsApi(socket, self._clock, self._limits)
        self._opened_at = self._clock.now()
        self._by_id.clear()
        self._leaving.clear()
        for follower in self._followers.values():
            follower.subscription = None
            self._work.put_nowait(follower)

    async def _arrived(self, message: Message) -> None:
        self.last_message_at = self._clock.now()
        assert self._api is not None
        if "event" in message:
            await self._event(message.get("subscriptionId"), message["event"])
        elif message.get("id") is not None:
            self._api.answered(message)
        elif message.get("status") == 401:
            # A key was revoked, and Binance does not say whose: all subscribe again, and the
            # one concerned will be refused.
            await self._api.leave()

    async def _event(self, subscription: int | None, event: Mapping[str, Any]) -> None:
        assert self._api is not None
        kind = event.get("e", "")
        if kind == "serverShutdown":
            await self._api.leave()
        elif subscription is not None and subscription in self._by_id:
            follower = self._by_id[subscription]
            if kind == "eventStreamTerminated":
                self._terminated(subscription, follower)
            elif kind in _EVENTS:
                self._tell(follower, _parse(kind, event))

    def _terminated(self, subscription: int, follower: _Follower) -> None:
        del self._by_id[subscription]
        follower.subscription = None
        self._tell(follower, Ended("eventStreamTerminated"))
        self._later(follower)

    async def _subscribe_and_unsubscribe(self) -> None:
        while True:
            follower = await self._work.get()
            if (api := self._api) is None:
                continue  # the new connection will ask for everybody
            if not self._follows(follower):
                await self._unsubscribe(api, follower)
            elif follower.subscription is None and follower.asking is not api:
                follower.asking = api
                await self._subscribe(api, follower)
                if follower.asking is api:
                    follower.asking = None

    async def _subscribe(self, api: WsApi, follower: _Follower) -> None:
        try:
            await api.call(
                "userDataStream.subscribe.signature",
                lambda: signed_params(
                    {},
                    follower.signer,
                    timestamp_ms=self._clock.ms(),
                    recv_window=self._recv_window,
                ),
                weight=_WEIGHT,
                then=lambda result: self._subscribed(api, follower, result["subscriptionId"]),
            )
        except NoAnswer:
            await api.leave()
        except BinanceError as error:
            await self._refused(api, follower, error)

    async def _refused(self, api: WsApi, follower: _Follower, error: BinanceError) -> None:
        """Decide whether to try again, and when."""
        match error:
            case RateLimited():
                self._later(follower, error.retry_after)
            case ClockSkew():
                await self._resync(api)
                self._later(follower)
            case Rejected(code=code) if code == _ALREADY_ACTIVE and self._leaving:
                self._later(follower)  # perhaps the same account's, on its way out
            case BadKey():
                self._give_up(follower, error)
            case Rejected(code=code) if code == _ALREADY_ACTIVE:
                self._give_up(follower, error)
            case _:
                self._later(follower)

    async def _unsubscribe(self, api: WsApi, follower: _Follower) -> None:
        if follower not in self._leaving or follower.subscription is None:
            return
        params = {"subscriptionId": follower.subscription}
        try:
            await api.call("userDataStream.unsubscribe", lambda: params, weight=_WEIGHT)
        except Rejected:
            log.info("a stream had ended before it was unsubscribed")
        except BinanceError:
            await api.leave()  # a new connection begins without it
        self._leaving.discard(follower)

    async def _resync(self, api: WsApi) -> None:
        try:
            await self._clock.resync(api.read_time)
        except BinanceError as error:
            log.info("the clock could not be compared (%s)", type(error).__name__)

    def _subscribed(self, api: WsApi, follower: _Follower, subscription: int) -> None:
        if api is not self._api:
            return
        follower.subscription = subscription
        if not self._follows(follower):  # left while we were asking
            self._leaving.add(follower)
            self._work.put_nowait(follower)
            return
        follower.backoff.reset()
        self._by_id[subscription] = follower
        self._tell(follower, Resumed())

    def _give_up(self, follower: _Follower, error: Rejected) -> None:
        if self._follows(follower):
            del self._followers[follower.user]
            self._tell(follower, Ended(type(error).__name__, error.code, permanent=True))

    def _later(self, follower: _Follower, pause: float | None = None) -> None:
        delay = follower.backoff.next() if pause is None else pause
        asyncio.get_running_loop().call_later(delay, self._work.put_nowait, follower)

    def _follows(self, follower: _Follower) -> bool:
        return self._followers.get(follower.user) is follower

    def _tell(self, follower: _Follower, event: AccountEvent | Resumed | Ended) -> None:
        self._events.put_nowait(UserEvent(follower.user, event))


class _WeighedPace:
    """Also pays the weight of each connection, and thereby keeps silent during a ban."""

    def __init__(self, pace: Pacing, limits: Limits) -> None:
        self._pace, self._limits = pace, limits

    async def wait(self) -> None:
        await self._pace.wait()
        while not await self._paid():
            pass

    async def _paid(self) -> bool:
        try:
            admission = await self._limits.admit_weight(_WEIGHT, priority=Priority.HIGH)
        except RateLimited as error:
            await asyncio.sleep(max(error.retry_after, 0.1))
            return False
        await admission.settle(None, ok=True)
        return True


def _parse(kind: str, event: Mapping[str, Any]) -> AccountEvent | Resumed:
    """Read an event; one that cannot be read is a gap, and treated like one."""
    try:
        return _EVENTS[kind].model_validate(event)
    except ValidationError:
        log.warning("a %s does not fit the model", kind)
        return Resumed()
