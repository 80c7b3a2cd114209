"""Everybody's accounts on one market beside spot, as they move.

A key may lack the right to a market, or its owner an account there: then it is simply not followed
on it, and tried again later, or as soon as something is ordered there with it. Only spot's streams
decide that a key is refused.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from contextlib import aclosing
from typing import Any, Protocol

from binance.errors import BadKey, BinanceError
from binance.signing import Signer
from binance.streams.events import Ended, Resumed, UserEvent
from binance.streams.users import Presence
from bot.accounts import Accounts, Connected, signing_of
from bot.following.coverage import Coverage, coverage
from bot.following.interruptions import LAG, SETTLED, Interrupted, Interruptions
from bot.following.market_notices import stream_ended
from bot.following.pushing import Pushing
from bot.latest_orders import LatestOrders
from bot.refusals import NoKey
from storage import ApiKey, Storage, VaultError
from storage import Market as MarketName

log = logging.getLogger(__name__)

Beside = Callable[[], Coroutine[Any, Any, None]]  # what runs beside the streams

LOOK = 5.0  # seconds between looks with which keys something was ordered
AGAIN = 720  # looks, an hour, until all that could not be followed are tried again


class Streams(Protocol):
    """Users' streams of some market."""

    async def run(self) -> None: ...

    def follow(self, user: int, signer: Signer) -> None: ...

    def unfollow(self, user: int) -> None: ...

    def presence(self, user: int) -> Presence | None: ...

    def events(self) -> AsyncGenerator[UserEvent, None]: ...


class Market(Protocol):
    """What the events of a market mean, and how to ask for those that were missed."""

    async def happened(self, key: ApiKey, event: object) -> None: ...

    def interrupted(self, key_id: int, gap: float | None) -> None: ...

    async def look(self, connected: Connected) -> None: ...

    def forget(self, key_id: int) -> None: ...


class MarketFollowers:
    """Follows every connected account on a market and tells its owner."""

    def __init__(
        self,
        storage: Storage,
        streams: Streams,
        accounts: Accounts,
        market: Market,
        pushing: Pushing,
        latest: LatestOrders,
        *,
        name: MarketName,
        environment: str,
        settled: float = SETTLED,
        lag: float = LAG,
        beside: Beside | None = None,
    ) -> None:
        self._storage, self._streams, self._accounts = storage, streams, accounts
        self._market, self._environment = market, environment
        self._pushing, self._name, self._beside = pushing, name, beside
        self._latest = latest
        self._followed: dict[int, ApiKey] = {}
        self._heard: set[int] = set()  # whose streams were there: only those can be missed
        self._interruptions = Interruptions(Interrupted, self._caught_up, settled=settled, lag=lag)

    async def follow(self, key: ApiKey) -> None:
        """Begin with a key that was just connected."""
        signer = await self._signer(key)
        if signer is not None:
            self._followed[key.id] = key
            self._streams.follow(key.id, signer)

    def leave(self, key: ApiKey) -> None:
        self._followed.pop(key.id, None)
        self._heard.discard(key.id)
        self._streams.unfollow(key.id)
        self._interruptions.forget(key.id)
        self._market.forget(key.id)

    @property
    def coverage(self) -> Coverage:
        return coverage(self._name, self._followed.values(), self._streams.presence)

    async def run(self) -> None:
        """Follow all accounts for as long as the bot runs."""
        async with self._storage.read() as unit:
            keys = await unit.keys.followed(self._environment)
        for key in keys:
            await self.follow(key)
        async with asyncio.TaskGroup() as group, aclosing(self._streams.events()) as events:
            group.create_task(self._streams.run())
            group.create_task(self._interruptions.run())
            group.create_task(self._try_again())
            if self._beside is not None:
                group.create_task(self._beside())
            async for event in events:
                await self._see(event)

    async def _try_again(self) -> None:
        """Follow whom Binance refused before: the account, or the right to it, may be there now."""
        while True:
            for _ in range(AGAIN):
                await asyncio.sleep(LOOK)
                await self._follow_absent(self._latest.taken(self._name))
            await self._follow_absent([*self._followed])

    async def _follow_absent(self, keys: Iterable[int]) -> None:
        for number in keys:
            key = self._followed.get(number)
            if key is None or self._streams.presence(number) is not None:
                continue
            signer = await self._signer(key)
            if signer is not None and self._followed.get(number) is key:  # not left meanwhile
                self._streams.follow(number, signer)

    async def _signer(self, key: ApiKey) -> Signer | None:
        try:
            async with self._storage.read() as unit:
                return signing_of(await unit.keys.opened(key))
        except VaultError:
            return None  # who follows spot tells its owner

    async def _see(self, event: UserEvent) -> None:
        key = self._followed.get(event.user)
        if key is None:
            return  # it was deleted a moment ago
        match event.event:
            case Resumed(gap=gap):
                self._heard.add(key.id)
                self._market.interrupted(key.id, gap)
                self._interruptions.behind(key)
            case Ended() as ended:
                self._interruptions.forget(key.id)
                if ended.permanent and key.id in self._heard:
                    self._heard.discard(key.id)
                    await self._lost(key)
            case told:
                await self._happened(key, told)

    async def _lost(self, key: ApiKey) -> None:
        """Tell that an account, which was followed on this market, is not any more."""
        began = int((key.verified_at or key.created_at).timestamp())
        await self._pushing.tell_owner(
            key, f"{self._name}:lost:{began}", lambda say: stream_ended(say, self._name)
        )

    async def _happened(self, key: ApiKey, told: object) -> None:
        """Tell an event; what cannot be understood without Binance's help is asked for later."""
        try:
            connected = await self._accounts.by_key(key.user_id, key.id)
            await self._market.happened(connected.key, told)
        except NoKey:
            self.leave(key)  # deleted a moment ago, or refused on spot
        except BinanceError as error:
            log.warning("an event of an account is asked for again: %r", error)
            self._interruptions.behind(key)

    async def _caught_up(self, case: Interrupted) -> bool:
        """Ask once for all that was missed; False when Binance could not be asked."""
        try:
            key = case.key
            await self._market.look(await self._accounts.by_key(key.user_id, key.id))
        except (NoKey, BadKey):
            case.looked = True  # and once is enough
            return True  # nothing to ask with
        except BinanceError as error:
            log.warning("missed fills of an account cannot be read yet: %r", error)
            return False
        return True
