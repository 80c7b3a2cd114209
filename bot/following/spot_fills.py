"""Fills on people's accounts: kept by trade id, and told once each, however they became known."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby

from binance.models.events import ExecutionReport
from binance.models.orders import Side, Trade
from bot.accounts import uid
from bot.following import spot_notices as notices
from bot.notifications import Sender
from bot.voice import voice
from storage import ApiKey, Fill, Storage, Unit

TOGETHER = timedelta(seconds=0.7)  # trades of one order within this span become one message


class Fills:
    """Keeps each fill and puts its notice into the outbox, in one transaction."""

    def __init__(
        self, storage: Storage, sender: Sender, *, environment: str, now: Callable[[], datetime]
    ) -> None:
        self._storage, self._sender = storage, sender
        self._environment, self._now = environment, now

    async def happened(self, key: ApiKey, report: ExecutionReport) -> None:
        """Take a trade that the stream brought; a burst of an order's trades is one message."""
        fill = _fill_of(report, key)
        async with self._storage.begin() as unit:
            if not await unit.fills.record(fill):
                return
            notice = notices.fill(await voice(unit, key.user_id), report)
            await unit.outbox.merge(
                f"fills:{self._environment}:{key.user_id}:{report.order_id}",
                chat_id=key.user_id,
                user_id=key.user_id,
                kind="fill",
                text=notice.text,
                keyboard=notice.buttons,
                not_before=self._now() + TOGETHER,
            )
        self._sender.nudge()

    async def found(self, key: ApiKey, trades: list[Trade]) -> None:
        """Take a page of one symbol's trades, an order at a time; and how far Binance was asked."""
        async with self._storage.begin() as unit:
            newest = trades[-1]
            await unit.fills.move_cursor(self._environment, uid(key), newest.symbol, newest.id)
            fresh = [one for one in trades if await unit.fills.record(_fill_from(one, key))]
            # what an account did before it was connected, perhaps for the second time, is no news
            news = [one for one in fresh if key.verified_at and one.time >= key.verified_at]
            news.sort(key=lambda one: (one.order_id, one.id))
            for _, group in groupby(news, key=lambda one: one.order_id):
                await _tell_missed(unit, key.user_id, list(group))
        self._sender.nudge()


async def _tell_missed(unit: Unit, user_id: int, trades: list[Trade]) -> None:
    notice = notices.missed_fills(await voice(unit, user_id), trades)
    await unit.outbox.put(
        chat_id=user_id, user_id=user_id, kind="fill", text=notice.text, keyboard=notice.buttons
    )


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
