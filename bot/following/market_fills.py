"""Fills on futures and margin accounts: kept by market and trade id, and told once each."""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby

from bot.following import market_notices as notices
from bot.following.executions import Execution, Progress, Tallies
from bot.following.spot_fills import TOGETHER
from bot.notifications import Sender
from bot.voice import voice
from storage import ApiKey, Storage, Unit


class MarketFills:
    """Keeps each fill and puts its notice into the outbox, in one transaction."""

    def __init__(self, storage: Storage, sender: Sender, *, now: Callable[[], datetime]) -> None:
        self._storage, self._sender, self._now = storage, sender, now
        self._tallies = Tallies()

    async def happened(self, one: Execution, order: Progress) -> None:
        """Take a trade that the stream brought; a burst of an order's trades is one message."""
        fill = one.fill
        async with self._storage.begin() as unit:
            if not await unit.fills.record(fill):
                return
            say = await voice(unit, fill.user_id)
            notice = notices.fill(say, one, self._tallies.add(one), order)
            await unit.outbox.merge(
                f"fills:{fill.environment}:{fill.market}:{fill.user_id}"
                f":{fill.symbol}:{fill.order_id}",
                chat_id=fill.user_id,
                user_id=fill.user_id,
                kind="fill",
                text=notice.text,
                not_before=self._now() + TOGETHER,
            )
        self._sender.nudge()

    async def found(self, key: ApiKey, page: list[Execution]) -> None:
        """Take a page of one symbol's trades, an order at a time; and how far Binance was asked."""
        newest = page[-1].fill
        async with self._storage.begin() as unit:
            await unit.fills.move_cursor(
                newest.environment,
                newest.account_uid,
                newest.symbol,
                newest.trade_id,
                newest.market,
            )
            fresh = [one for one in page if await unit.fills.record(one.fill)]
            # what an account did before it was connected is no news
            news = [one for one in fresh if key.verified_at and one.fill.at >= key.verified_at]
            news.sort(key=lambda one: (one.fill.order_id, one.fill.trade_id))
            for _, group in groupby(news, key=lambda one: one.fill.order_id):
                await self._tell_missed(unit, list(group))
        self._sender.nudge()

    async def _tell_missed(self, unit: Unit, trades: list[Execution]) -> None:
        for one in trades:
            self._tallies.add(one)
        user_id = trades[0].fill.user_id
        notice = notices.missed_fills(await voice(unit, user_id), trades)
        await unit.outbox.put(chat_id=user_id, user_id=user_id, kind="fill", text=notice.text)
