"""Fills on people's accounts, of all markets: kept by trade id, and told once each."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from binance.errors import NoSuchOrder, NoSuchSymbol
from bot.accounts import Connected, uid
from bot.deeds.report import GONE
from bot.fills import Execution, Progress, Telling
from bot.following import market_notices as notices
from bot.following.order_questions import Ask, conditional, forgotten, question
from bot.notifications import Sender
from bot.voice import voice
from bot.whose import named, same_account
from storage import ApiKey, Market, OrderIntent, OrderPlace, Storage, Unit, VerdictLeg
from storage.orders import FINAL

Gone = Callable[[OrderPlace], bool]

ASKED = 50  # orders of an account that are looked at after a gap; the others after the next one


class OrderFills:
    """Keeps each fill, and tells of it, in one transaction."""

    def __init__(self, storage: Storage, sender: Sender, telling: Telling) -> None:
        self._storage, self._sender, self._telling = storage, sender, telling

    async def happened(self, key: ApiKey, one: Execution, order: Progress) -> None:
        """Take a trade that the stream brought, and how far its order is now."""
        async with self._storage.begin() as unit:
            if await unit.fills.record(one.fill):
                await self._telling.filled(unit, key, [one], order)
            else:  # it was found before it was heard; how the order stands may be news
                await self._telling.stands(unit, key, one.fill.place, order)
        self._sender.nudge()

    async def found(self, key: ApiKey, page: Sequence[Execution]) -> Sequence[Execution]:
        """Take a page of one symbol's trades, an order at a time, and how far Binance was asked.

        The answer is what was news.
        """
        newest = page[-1].fill
        async with self._storage.begin() as unit:
            await unit.fills.move_cursor(
                newest.environment, newest.account_uid, newest.symbol, newest.trade_id,
                newest.market,
            )  # fmt: skip
            fresh = [one for one in page if await unit.fills.record(one.fill)]
            # what an account did before it was connected, perhaps for the second time, is no news
            news = [one for one in fresh if key.verified_at and one.fill.at >= key.verified_at]
            news.sort(key=lambda one: (one.fill.order_id, one.fill.trade_id))
            for _, trades in groupby(news, key=lambda one: one.fill.order_id):
                await self._telling.filled(unit, key, [*trades], Progress(), missed=True)
        self._sender.nudge()
        return news

    async def look(
        self, connected: Connected, market: Market, ask: Ask, *, gone: Gone | None = None
    ) -> None:
        """Ask for the orders that were told of and may be over since.

        Of those that only waited, for which are `gone` from what Binance says to be open.
        """
        key = connected.key
        async with self._storage.read() as unit:
            places = [*await unit.tellings.unfinished(key.environment, uid(key), market, ASKED)]
            waiting = await unit.verdicts.waiting(key.id, market, ASKED)
        for leg in waiting:
            place = OrderPlace(key.environment, uid(key), market, leg.symbol, leg.order_id)
            if gone is not None and gone(place) and place not in places:
                places.append(place)
        for place in places:
            try:
                progress = await question(connected, place, ask)
            except (NoSuchOrder, NoSuchSymbol):
                continue  # archived, or delisted: nobody can tell any more
            async with self._storage.begin() as unit:
                await self._telling.stands(unit, key, place, progress)
            self._sender.nudge()

    async def look_at_conditional(
        self, connected: Connected, market: Market, ask: Ask, *, lagging: datetime
    ) -> None:
        """The same of conditional orders whose verdict says that they wait.

        What was ordered since `lagging` may be denied though it is there.
        """
        key = connected.key
        async with self._storage.read() as unit:
            waiting = await unit.verdicts.waiting(key.id, market, ASKED, conditional=True)
        for leg in waiting:
            place = OrderPlace(key.environment, uid(key), market, leg.symbol, leg.order_id)
            try:
                status = await conditional(connected, place, ask)
            except (NoSuchOrder, NoSuchSymbol):
                status = await forgotten(connected, place, leg.client_order_id, ask)
                if status == GONE and await self._ordered_since(leg, lagging):
                    continue
            if status is not None:
                await self.conditional(key, place, status)

    async def _ordered_since(self, leg: VerdictLeg, at: datetime) -> bool:
        async with self._storage.read() as unit:
            intent = await unit.orders.get(leg.client_order_id)
        return intent is not None and intent.signed_at > at

    async def ended(self, key: ApiKey, ending: notices.Ending) -> None:
        """The exchange, or somebody, ended an order; nobody is told what they did themselves."""
        place = OrderPlace(key.environment, uid(key), ending.market, ending.symbol, ending.order_id)
        progress = Progress(ending.filled, ending.average, ending.qty, ending.status, ending.reason)
        async with self._storage.begin() as unit:
            if not await self._telling.stands(unit, key, place, progress) and ending.is_news:
                await self._tell_end(unit, key, place, ending)
        self._sender.nudge()

    async def conditional(self, key: ApiKey, place: OrderPlace, status: str) -> None:
        """A conditional order went on: its verdict is to stay true."""
        async with self._storage.begin() as unit:
            await self._telling.conditional(unit, key, place, status)
        self._sender.nudge()

    async def triggered(self, key: ApiKey, place: OrderPlace) -> None:
        """The same of a stop-limit order of spot, which keeps its number."""
        async with self._storage.begin() as unit:
            await self._telling.triggered(unit, key, place)
        self._sender.nudge()

    async def _tell_end(
        self, unit: Unit, key: ApiKey, place: OrderPlace, ending: notices.Ending
    ) -> None:
        intent = await unit.orders.get(ending.client_order_id)
        for each in await same_account(unit, key):
            if intent is not None and intent.user_id == each.user_id and _is_told(intent):
                continue
            say = await voice(unit, each.user_id)
            notice = await named(unit, say, each, notices.ended(say, ending))
            await unit.outbox.put(
                chat_id=each.user_id, user_id=each.user_id, kind="notice", text=notice.text,
                keyboard=notice.buttons,
                key=f"ended:{':'.join(map(str, place))}:{each.user_id}",
            )  # fmt: skip


def _is_told(intent: OrderIntent) -> bool:
    """Whether the verdict on an order of ours says, or will say, that it is over."""
    return intent.state in ("SENDING", "UNKNOWN") or intent.status in FINAL
