"""Everybody's accounts on one market beside spot, as they move.

A key may lack the right to a market, or its owner an account there: then it is simply not followed
on it. Only spot's streams decide that a key is refused.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from binance.errors import BadKey, BinanceError
from binance.signing import KeyKind, Signer, signer
from binance.streams.events import Ended, Resumed, UserEvent
from bot.accounts import Accounts, Connected
from bot.following.interruptions import SETTLED, Interrupted, Interruptions
from bot.refusals import NoKey
from storage import ApiKey, Storage

log = logging.getLogger(__name__)


class Streams(Protocol):
    """Users' streams of some market."""

    async def run(self) -> None: ...

    def follow(self, user: int, signer: Signer) -> None: ...

    def unfollow(self, user: int) -> None: ...

    def events(self) -> AsyncGenerator[UserEvent, None]: ...


class Market(Protocol):
    """What the events of a market mean, and how to ask for those that were missed."""

    async def happened(self, key: ApiKey, event: object) -> None: ...

    async def look(self, connected: Connected) -> None: ...

    def forget(self, user_id: int) -> None: ...


class MarketFollowers:
    """Follows every connected account on a market and tells its owner."""

    def __init__(
        self,
        storage: Storage,
        streams: Streams,
        accounts: Accounts,
        market: Market,
        *,
        environment: str,
        settled: float = SETTLED,
    ) -> None:
        self._storage, self._streams, self._accounts = storage, streams, accounts
        self._market, self._environment = market, environment
        self._interruptions = Interruptions(Interrupted, self._caught_up, settled=settled)

    async def follow(self, key: ApiKey) -> None:
        """Begin with a key that was just connected, in place of an older one."""
        async with self._storage.read() as unit:
            opened = unit.keys.opened(key)
        self._forget(key.user_id)
        self._streams.follow(
            key.user_id, signer(KeyKind(opened.kind.upper()), opened.api_key, opened.secret)
        )

    def leave(self, user_id: int) -> None:
        self._streams.unfollow(user_id)
        self._forget(user_id)

    async def run(self) -> None:
        """Follow all accounts for as long as the bot runs."""
        async with self._storage.read() as unit:
            keys = await unit.keys.all_active(self._environment)
        for key in keys:
            await self.follow(key)
        async with asyncio.TaskGroup() as group, aclosing(self._streams.events()) as events:
            group.create_task(self._streams.run())
            group.create_task(self._interruptions.run())
            async for event in events:
                await self._see(event)

    def _forget(self, user_id: int) -> None:
        self._interruptions.forget(user_id)
        self._market.forget(user_id)

    async def _see(self, event: UserEvent) -> None:
        match event.event:
            case Resumed():
                self._interruptions.behind(event.user)
            case Ended():
                self._interruptions.forget(event.user)
            case told:
                await self._happened(event.user, told)

    async def _happened(self, user_id: int, told: object) -> None:
        """Tell an event; what cannot be understood without Binance's help is asked for later."""
        try:
            connected = await self._accounts.of(user_id)
            await self._market.happened(connected.key, told)
        except NoKey:
            self.leave(user_id)  # deleted a moment ago, or refused on spot
        except BinanceError as error:
            log.warning("an event of an account is asked for again: %r", error)
            self._interruptions.behind(user_id)

    async def _caught_up(self, case: Interrupted) -> bool:
        """Ask once for all that was missed; False when Binance could not be asked."""
        try:
            await self._market.look(await self._accounts.of(case.user_id))
        except (NoKey, BadKey):
            return True  # nothing to ask with
        except BinanceError as error:
            log.warning("missed fills of an account cannot be read yet: %r", error)
            return False
        return True
