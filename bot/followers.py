"""Everybody's account as it moves: fills are told once each, whoever placed the order.

Events come over one connection for all. What happened while it was down is asked for by trade
ids; a fill's own id keeps it from being told by both.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection
from contextlib import aclosing
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from binance import Priority
from binance.errors import BadKey, BinanceError
from binance.models.events import ExecutionReport, ExecutionType
from binance.models.orders import Side, Trade
from binance.private import spot as private
from binance.signing import KeyKind, signer
from binance.streams.events import Ended, Resumed, UserEvent
from binance.streams.user import UserStreams
from bot import notices
from bot.accounts import Accounts, Connected
from bot.i18n import Say
from bot.notifications import Sender
from bot.portfolio import QUOTE
from bot.reconcile import Reconciler
from bot.refusals import NoKey
from storage import ApiKey, Fill, Storage, Unit

log = logging.getLogger(__name__)

TOGETHER = timedelta(seconds=0.7)  # trades of one order within this span become one message
PAGE = 1000
CATCHING_UP = 4  # accounts asked for missed fills at the same time
RETRY = (1.0, 60.0)  # shortest and longest pause before they are asked for again, seconds


class Followers:
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
    ) -> None:
        self._listed = listed
        self._storage, self._streams, self._accounts = storage, streams, accounts
        self._reconciler, self._sender = reconciler, sender
        self._environment, self._now = environment, now
        self._catching_up = asyncio.Semaphore(CATCHING_UP)

    async def follow(self, key: ApiKey) -> None:
        """Begin with a key that was just connected, in place of an older one."""
        async with self._storage.read() as unit:
            opened = unit.keys.opened(key)
        self._streams.follow(
            key.user_id, signer(KeyKind(opened.kind.upper()), opened.api_key, opened.secret)
        )

    def leave(self, user_id: int) -> None:
        self._streams.unfollow(user_id)

    async def run(self) -> None:
        """Follow all accounts for as long as the bot runs."""
        async with self._storage.read() as unit:
            keys = await unit.keys.all_active(self._environment)
        for key in keys:
            await self.follow(key)
        async with asyncio.TaskGroup() as group, aclosing(self._streams.events()) as events:
            async for event in events:
                await self._see(group, event)

    async def _see(self, group: asyncio.TaskGroup, event: UserEvent) -> None:
        match event.event:
            case Resumed():
                group.create_task(self._catch_up(event.user))
            case Ended() as ended:
                await self._ended(event.user, ended)
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
        fill = _fill_of(report, connected.key)
        async with self._storage.begin() as unit:
            if not await unit.fills.record(fill):
                return
            await self._tell(unit, user_id, report)
        self._sender.nudge()

    async def _catch_up(self, user_id: int) -> None:
        """After every (re)subscription: what happened in between?"""
        low, high = RETRY
        pause = low
        while not await self._caught_up(user_id):
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # jitter
            pause = min(high, pause * 2)

    async def _caught_up(self, user_id: int) -> bool:
        """Ask once for all that was missed; False when Binance could not be asked."""
        async with self._catching_up:
            try:
                connected = await self._accounts.of(user_id)
                await self._reconciler.look_again(user_id)
                for symbol in sorted(await self._symbols(connected)):
                    await self._missed(connected, symbol)
            except (NoKey, BadKey):
                return True  # nothing to ask with; the stream says so when the key is refused
            except BinanceError as error:
                log.warning("missed fills of an account cannot be read yet: %r", error)
                return False
        return True

    async def _symbols(self, connected: Connected) -> set[str]:
        """Where this account may have traded, also elsewhere while nobody listened.

        That is what it traded before, ordered here, has open, or holds.
        """
        async with self._storage.read() as unit:
            known = await unit.fills.symbols(self._environment, uid(connected.key))
            ordered = await unit.orders.symbols(connected.key.user_id, self._environment)
        send = partial(connected.account.send, priority=Priority.LOW)
        resting = await send(private.OpenOrders())
        owned = await send(private.GetAccount(omit_zero_balances=True))
        listed = await self._listed()
        held = {one.asset + QUOTE for one in owned.balances}
        return known | ordered | {order.symbol for order in resting} | {*held} & {*listed}

    async def _missed(self, connected: Connected, symbol: str) -> None:
        """Record and tell the trades since we last asked, or since the key was connected."""
        async with self._storage.read() as unit:
            last = await unit.fills.cursor(self._environment, uid(connected.key), symbol)
        since = connected.key.verified_at or self._now()
        while True:
            request = (
                private.MyTrades(symbol=symbol, start_time=since, limit=PAGE)
                if last is None
                else private.MyTrades(symbol=symbol, from_id=last + 1, limit=PAGE)
            )
            trades = await connected.account.send(request, priority=Priority.NORMAL)
            if trades:
                await self._record(connected.key, trades)
                last = trades[-1].id
            if len(trades) < PAGE:
                return

    async def _record(self, key: ApiKey, trades: list[Trade]) -> None:
        """Keep what is new and tell it, an order at a time; and how far Binance was asked."""
        async with self._storage.begin() as unit:
            newest = trades[-1]
            await unit.fills.move_cursor(self._environment, uid(key), newest.symbol, newest.id)
            fresh = [one for one in trades if await unit.fills.record(_fill_from(one, key))]
            # what an account did before it was connected, perhaps for the second time, is no news
            news = [one for one in fresh if key.verified_at and one.time >= key.verified_at]
            news.sort(key=lambda one: (one.order_id, one.id))
            for _, group in groupby(news, key=lambda one: one.order_id):
                await self._tell_missed(unit, key.user_id, list(group))
        self._sender.nudge()

    async def _tell_missed(self, unit: Unit, user_id: int, trades: list[Trade]) -> None:
        notice = notices.missed_fills(await _voice(unit, user_id), trades)
        await unit.outbox.put(
            chat_id=user_id, user_id=user_id, kind="fill", text=notice.text, keyboard=notice.buttons
        )

    async def _tell(self, unit: Unit, user_id: int, report: ExecutionReport) -> None:
        """Say how the order stands by now; a burst of its trades is one message."""
        notice = notices.fill(await _voice(unit, user_id), report)
        await unit.outbox.merge(
            f"fills:{self._environment}:{user_id}:{report.order_id}",
            chat_id=user_id,
            user_id=user_id,
            kind="fill",
            text=notice.text,
            keyboard=notice.buttons,
            not_before=self._now() + TOGETHER,
        )

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
            told = notices.key_refused(Say(user.language))
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


async def _voice(unit: Unit, user_id: int) -> Say:
    user = await unit.users.get(user_id)
    return Say(user.language if user else "")


def uid(key: ApiKey) -> int:
    """The Binance account behind a key; where Binance tells none, one's own id stands for it."""
    return key.account_uid if key.account_uid is not None else key.user_id


def _fill_of(report: ExecutionReport, key: ApiKey) -> Fill:
    return Fill(
        environment=key.environment,
        account_uid=uid(key),
        symbol=report.symbol,
        trade_id=report.trade_id,
        user_id=key.user_id,
        order_id=report.order_id,
        client_order_id=report.client_order_id,
        side=str(report.side),
        price=report.last_executed_price,
        qty=report.last_executed_qty,
        quote_qty=report.last_quote_qty,
        commission=report.commission,
        commission_asset=report.commission_asset,
        at=report.transact_time,
    )


def _fill_from(trade: Trade, key: ApiKey) -> Fill:
    return Fill(
        environment=key.environment,
        account_uid=uid(key),
        symbol=trade.symbol,
        trade_id=trade.id,
        user_id=key.user_id,
        order_id=trade.order_id,
        client_order_id=None,
        side=str(Side.BUY if trade.is_buyer else Side.SELL),
        price=trade.price,
        qty=trade.qty,
        quote_qty=trade.quote_qty,
        commission=trade.commission,
        commission_asset=trade.commission_asset,
        at=trade.time,
    )
