"""Tells of an order in one message that grows with each fill, and once more when it is done.

The first fill makes a message, with a sound; whatever follows changes it, in silence. An order that
was confirmed here grows in the message of its confirmation, if it fills before its verdict or with
it; a later part of a ticket, which has none, in the message that is sent for it. When the last
sound was long ago, a short message says that the order is over. What was told is
written down in the transaction that keeps the fill, so that no restart tells anything twice.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.accounts import uid
from bot.deeds import Report
from bot.deeds.report import TRIGGERED
from bot.fills import notices, reductions
from bot.fills.profits import Pair, realised
from bot.fills.progress import ZERO, Execution, Progress, average_of
from bot.fills.verdicts import Verdicts
from bot.notices import Notice
from bot.verdict_messages import told_apart
from bot.voice import voice
from bot.whose import named, same_account
from storage import ApiKey, Fill, Message, OrderIntent, OrderPlace, OrderTelling, Unit
from storage.orders import FINAL, PARTLY

TOGETHER = timedelta(seconds=0.7)  # trades of one order within this span become one message
QUIET = timedelta(minutes=1)  # after a sound, in which the end of an order needs no other one
GROWS = frozenset({"order", "replace", "usdm order", "coinm order"})
"""Kinds of deeds whose answer tells of the very order that fills."""

PairOf = Callable[[str], Awaitable[Pair | None]]


async def _no_pair(_symbol: str) -> None:
    return None


class Telling:
    """Speaks of orders inside transactions that others opened.

    `pair_of` names the two assets of a spot symbol, without which no profit can be told.
    """

    def __init__(self, *, now: Callable[[], datetime], pair_of: PairOf = _no_pair) -> None:
        self._now, self._pair_of = now, pair_of
        self._verdicts = Verdicts()

    async def filled(
        self, unit: Unit, key: ApiKey, trades: Sequence[Execution], order: Progress,
        *, missed: bool = False,
    ) -> None:  # fmt: skip
        """New trades of one order; `missed` when they were found afterwards."""
        for each in await same_account(unit, key):
            known = await unit.tellings.find(trades[0].fill.place, each.user_id)
            told = known or await self._begun(unit, each, trades[0])
            grown = _grown(_with_trades(told, trades, missed=missed), order)
            await self._tell(unit, each, known, grown)
        await self._goes_on(unit, key, trades[0].fill.place, order)

    async def stands(
        self, unit: Unit, key: ApiKey, place: OrderPlace, order: Progress
    ) -> bool:  # fmt: skip
        """How an order is now; False when nobody was told of any fill, so that it says nothing."""
        told = False
        for each in await same_account(unit, key):
            known = await unit.tellings.find(place, each.user_id)
            if known is None:
                continue
            told = True
            if (grown := _grown(known, order)) != known:
                await self._tell(unit, each, known, grown)
        await self._goes_on(unit, key, place, order)
        return told

    async def conditional(
        self, unit: Unit, key: ApiKey, place: OrderPlace, status: str
    ) -> None:  # fmt: skip
        """How a conditional order is now; what becomes of it afterwards is an order of its own."""
        people = [each.user_id for each in await same_account(unit, key)]
        await self._verdicts.stands(unit, people, place, (status, ZERO), conditional=True)

    async def triggered(self, unit: Unit, key: ApiKey, place: OrderPlace) -> None:
        """The price came that an order waited for, and it stands in the book now."""
        people = [each.user_id for each in await same_account(unit, key)]
        await self._verdicts.stands(unit, people, place, (TRIGGERED, ZERO))

    async def known(self, unit: Unit, intent: OrderIntent, report: Report) -> Report:
        """What Binance answered, with what was told of it meanwhile."""
        return await self._verdicts.known(unit, intent, report)

    async def told(
        self,
        unit: Unit,
        intent: OrderIntent,
        report: Report,
        anew: Message | None,
        *,
        grows: bool = True,
    ) -> None:
        """A verdict was told, which is to stay true; in a warning no fills grow."""
        await self._verdicts.told(unit, intent, report, anew)
        begun = await unit.tellings.of_intent(intent.client_order_id)
        if grows and anew is not None and begun is not None and begun.is_nowhere:
            await unit.tellings.keep(replace(begun, outbox_id=anew.id))

    async def accepted(
        self, unit: Unit, intent: OrderIntent, report: Report
    ) -> tuple[Notice | None, bool]:
        """The message of an order, if it is the one that grows.

        And whether another message, which made a sound, tells of the order already.
        """
        key = await unit.keys.find(intent.user_id, intent.key_id)
        if intent.kind not in GROWS or len(report.legs) != 1 or key is None:
            return None, False
        (leg,) = report.legs
        place = OrderPlace(intent.environment, uid(key), intent.market, intent.symbol, leg.order_id)
        known = await unit.tellings.find(place, intent.user_id)
        if known is not None and known.client_order_id != intent.client_order_id:
            return None, True
        if known is None and not leg.executed_qty:
            return None, False
        begun = known or await self._in_verdict(unit, place, intent, str(leg.side))
        average = leg.average_price or begun.average
        told = _grown(begun, Progress(leg.executed_qty, average, status=leg.status))
        told = _counted(told, await unit.fills.of_order(place))
        notice = await self._notice(unit, key, told)
        elsewhere = await _has_its_own(unit, told)
        if elsewhere:  # a fill was faster, and made its message
            told = await self._put(unit, told, notice)
        await unit.tellings.keep(told)
        return notice, elsewhere

    async def is_told(self, unit: Unit, intent: OrderIntent) -> bool:
        """Whether fills stand in the message of the confirmation already."""
        return await unit.tellings.of_intent(intent.client_order_id) is not None

    async def _goes_on(
        self, unit: Unit, key: ApiKey, place: OrderPlace, order: Progress
    ) -> None:  # fmt: skip
        if order.status is not None:
            people = [each.user_id for each in await same_account(unit, key)]
            await self._verdicts.stands(unit, people, place, (order.status, order.executed))

    async def _begun(self, unit: Unit, key: ApiKey, one: Execution) -> OrderTelling:
        """Find the place for what was not told of yet."""
        fill, name = one.fill, one.fill.client_order_id
        intent = await unit.orders.get(name) if name else None
        if intent is not None and _grows_in(intent, key, fill):
            return await self._in_verdict(unit, fill.place, intent, fill.side)
        return OrderTelling(
            **fill.place._asdict(), user_id=key.user_id, chat_id=key.user_id, side=fill.side,
            position=one.position, sounded_at=self._now(),
        )  # fmt: skip

    async def _in_verdict(
        self, unit: Unit, place: OrderPlace, intent: OrderIntent, side: str
    ) -> OrderTelling:  # fmt: skip
        """In the message of the confirmation, or else in what was said of it so far."""
        apart = None
        if intent.message_id is None:
            apart = await told_apart(unit, intent.client_order_id)
        return OrderTelling(
            **place._asdict(), user_id=intent.user_id, chat_id=intent.chat_id, side=side,
            edits=intent.message_id, client_order_id=intent.client_order_id,
            outbox_id=None if apart is None else apart.id, sounded_at=self._now(),
        )  # fmt: skip

    async def _tell(
        self, unit: Unit, key: ApiKey, before: OrderTelling | None, now: OrderTelling
    ) -> None:
        now = _counted(now, await unit.fills.of_order(now.place))
        notice = await self._notice(unit, key, now)
        now = await self._put(unit, now, notice)
        if now.is_over and before is not None and not before.is_over:
            now = await self._say_it_is_over(unit, key, now)
        await unit.tellings.keep(now)

    async def _notice(self, unit: Unit, key: ApiKey, told: OrderTelling) -> Notice:
        say = await voice(unit, told.user_id)
        fills = await unit.fills.of_order(told.place)
        sentence = None
        if told.client_order_id is not None:
            intent = await unit.orders.get(told.client_order_id)
            if intent is not None:
                people = [each.user_id for each in await same_account(unit, key)]
                sentence = await reductions.sentence(unit, say, intent, told.order_id, people)
        profit = await realised(unit, told, await self._pair(told))
        has_exits = await self._verdicts.of_bracket(unit, told.place)
        notice = notices.grown(say, told, fills, profit, sentence, has_exits=has_exits)
        return await named(unit, say, key, notice)

    async def _pair(self, told: OrderTelling) -> Pair | None:
        sold_on_spot = told.market == "spot" and told.side == "SELL"
        return await self._pair_of(told.symbol) if sold_on_spot else None

    async def _put(self, unit: Unit, told: OrderTelling, notice: Notice) -> OrderTelling:
        """Into the message of the order; the first time, a new one."""
        if told.edits is not None:
            await self._change(unit, told, notice, told.edits)
            return told
        known = told.outbox_id
        if known is None or await unit.outbox.get(known) is None:  # or too old to be found again
            return await self._push(unit, told, notice)
        own = await _has_its_own(unit, told)  # of a verdict another change may be on its way
        if not (own and await unit.outbox.reword(known, notice.text, notice.buttons)):
            await self._change(unit, told, notice, -known)
        return told

    async def _push(self, unit: Unit, told: OrderTelling, notice: Notice) -> OrderTelling:
        message = await unit.outbox.put(
            chat_id=told.chat_id, user_id=told.user_id, kind="fill", text=notice.text,
            keyboard=notice.buttons, not_before=self._now() + TOGETHER,
        )  # fmt: skip
        assert message is not None, "only a dedupe key could refuse it"
        return replace(told, outbox_id=message.id, sounded_at=self._now())

    async def _change(self, unit: Unit, told: OrderTelling, notice: Notice, edits: int) -> None:
        at_once = await _is_awaited(unit, told)
        await unit.outbox.merge(
            f"fills:{_name(told)}", chat_id=told.chat_id, user_id=told.user_id, kind="fill",
            text=notice.text, keyboard=notice.buttons, edits=edits, silent=True,
            not_before=self._now() + (timedelta() if at_once else TOGETHER),
        )  # fmt: skip

    async def _say_it_is_over(
        self, unit: Unit, key: ApiKey, told: OrderTelling
    ) -> OrderTelling:  # fmt: skip
        """Edits are silent, and a trader wants to hear it; not right after another sound."""
        if self._now() - told.sounded_at <= QUIET:
            return told
        say = await voice(unit, told.user_id)
        has_exits = await self._verdicts.of_bracket(unit, told.place)
        notice = await named(unit, say, key, notices.over(say, told, has_exits=has_exits))
        await unit.outbox.put(
            chat_id=told.chat_id, user_id=told.user_id, kind="fill", text=notice.text,
            keyboard=notice.buttons, key=f"over:{_name(told)}",
        )  # fmt: skip
        return replace(told, sounded_at=self._now())


def _grows_in(intent: OrderIntent, key: ApiKey, fill: Fill) -> bool:
    """Whether an order that fills is awaited in the message in which it was confirmed.

    Without a verdict it is, and at market, whose verdict may come without what was filled. One that
    waited in the book is a surprise when it fills, and that message is far up in the chat by then.
    """
    mine = (intent.user_id, intent.market, intent.symbol) == (key.user_id, fill.market, fill.symbol)
    at_market = intent.state == "ACCEPTED" and intent.payload.get("type") == "MARKET"
    return mine and (intent.state in ("SENDING", "UNKNOWN") or at_market)


def _with_trades(
    told: OrderTelling, trades: Sequence[Execution], *, missed: bool
) -> OrderTelling:  # fmt: skip
    last = trades[-1]
    profit = told.profit + sum((one.profit for one in trades), ZERO)
    closing = next((one.closing.value for one in trades if one.closing), told.closing)
    told = replace(
        told, profit=profit, profit_asset=last.profit_asset or told.profit_asset, closing=closing,
        position=last.position or told.position,
    )  # fmt: skip
    if not missed:
        return told
    qty = sum((one.fill.qty for one in trades), ZERO)
    return replace(told, missed=told.missed + qty, missed_at=last.fill.at)


def _grown(told: OrderTelling, order: Progress) -> OrderTelling:
    """Take over what is further along; news that come late do not undo what is known."""
    if order.executed > told.executed or (order.executed == told.executed and order.average):
        told = replace(told, executed=order.executed, average=order.average)
    status = order.status
    if told.is_over or status is None or (told.status == PARTLY and status not in FINAL):
        status = told.status
    total = order.total if order.total and order.total >= told.executed else told.total
    return replace(told, status=status, total=total, reason=order.reason or told.reason)


def _counted(told: OrderTelling, fills: list[Fill]) -> OrderTelling:
    """Nothing is filled less than the trades that are known come to."""
    known = sum((one.qty for one in fills), ZERO)
    if not known or known < told.executed or (known == told.executed and told.average):
        return told
    return replace(told, executed=known, average=average_of(fills))


async def _has_its_own(unit: Unit, told: OrderTelling) -> bool:
    """Whether there is a message of the fills alone: those of verdicts have a key."""
    message = None if told.outbox_id is None else await unit.outbox.get(told.outbox_id)
    return message is not None and message.key is None


async def _is_awaited(unit: Unit, told: OrderTelling) -> bool:
    """Whether somebody looks at the message, because the order has no verdict yet."""
    if told.client_order_id is None:
        return False
    intent = await unit.orders.get(told.client_order_id)
    return intent is not None and intent.state in ("SENDING", "UNKNOWN")


def _name(told: OrderTelling) -> str:
    return f"{':'.join(map(str, told.place))}:{told.user_id}"
