"""Everybody's account as it moves: fills are told once each, whoever placed the order.

Events come over one connection for many. What happened while it was down is asked for by trade
ids; a fill's own id keeps it from being told by both.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import aclosing
from datetime import datetime

from binance.models.events import AccountPosition, ExecutionReport, ExecutionType
from binance.signing import KeyKind, signer
from binance.streams.events import Ended, Resumed, UserEvent
from binance.streams.pace import Pacing
from binance.streams.users import UserStreams
from bot.accounts import Accounts
from bot.following.catching_up import CatchingUp
from bot.following.interruptions import SETTLED
from bot.following.spot_fills import Fills
from bot.following.spot_notices import key_refused
from bot.i18n import Say
from bot.notifications import Sender
from bot.reconcile import Reconciler
from bot.refusals import NoKey
from storage import ApiKey, Storage


class SpotFollowers:
    """Follows every connected account and tells its owner."""

    def __init__(
        self,
        storage: Storage,
        streams: UserStreams,
        accounts: Accounts,
        reconciler: Reconciler,
        sender: Sender,
        *,
        listed: Callable[[], Awaitable[Collection[str]]],
        environment: str,
        now: Callable[[], datetime],
        pace: Pacing | None = None,
        settled: float = SETTLED,
    ) -> None:
        self._storage, self._streams, self._accounts = storage, streams, accounts
        self._reconciler, self._sender, self._environment = reconciler, sender, environment
        self._fills = Fills(storage, sender, environment=environment, now=now)
        self._catching_up = CatchingUp(
            storage, accounts, reconciler, self._fills,
            listed=listed, environment=environment, now=now, pace=pace, settled=settled,
        )  # fmt: skip

    async def follow(self, key: ApiKey) -> None:
        """Begin with a key that was just connected, in place of an older one."""
        async with self._storage.read() as unit:
            opened = unit.keys.opened(key)
        self._catching_up.forget(key.user_id)
        self._streams.follow(
            key.user_id, signer(KeyKind(opened.kind.upper()), opened.api_key, opened.secret)
        )

    def leave(self, user_id: int) -> None:
        self._streams.unfollow(user_id)
        self._catching_up.forget(user_id)

    async def run(self) -> None:
        """Follow all accounts for as long as the bot runs."""
        async with self._storage.read() as unit:
            keys = await unit.keys.all_active(self._environment)
        for key in keys:
            await self.follow(key)
        async with asyncio.TaskGroup() as group, aclosing(self._streams.events()) as events:
            group.create_task(self._catching_up.run())
            async for event in events:
                await self._see(group, event)

    async def _see(self, group: asyncio.TaskGroup, event: UserEvent) -> None:
        match event.event:
            case Resumed(gap=gap):
                self._catching_up.behind(event.user, gap)
            case Ended() as ended:
                await self._ended(event.user, ended)
            case AccountPosition() as position:
                self._catching_up.moved(event.user, position)
            case ExecutionReport() as report:
                # beside the other events: it may have to ask Binance, and nobody waits for that
                group.create_task(self._reconciler.seen(event.user, report))
                await self._reported(event.user, report)
            case _:
                pass  # balances are asked for when somebody wants to see them

    async def _reported(self, user_id: int, report: ExecutionReport) -> None:
        if report.execution_type != ExecutionType.TRADE:
            return
        try:
            connected = await self._accounts.of(user_id)
        except NoKey:
            return  # the key was deleted a moment ago
        await self._fills.happened(connected.key, report)

    async def _ended(self, user_id: int, ended: Ended) -> None:
        """The stream of an account is over; when for good, its owner hears why."""
        if not ended.permanent:
            return
        async with self._storage.begin() as unit:
            key = await unit.keys.active(user_id, self._environment)
            user = await unit.users.get(user_id)
            if key is None or user is None:
                return
            await unit.keys.suspend(user_id, key.id, str(ended.reason))
            told = key_refused(Say(user.language))
            await unit.audit.note(user_id, "key.suspended", reason=str(ended.reason))
            await unit.outbox.put(
                chat_id=user_id,
                user_id=user_id,
                kind="notice",
                text=told.text,
                keyboard=told.buttons,
                key=f"key:{key.id}:refused",
            )
        self._accounts.forget(user_id)
        self._sender.nudge()
