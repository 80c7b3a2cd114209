"""Keeps verdicts true: an order that waited when its verdict was told goes on, or is over.

What was told stands in the chat for whoever scrolls up. So it is changed, in silence, to how the
order is now; what was filled, and with which sound, is told elsewhere. Only what streams and
back-fills bring is used, nothing is asked. Where the message is gone, nothing is sent instead.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal

from bot import order_notices
from bot.accounts import uid
from bot.deeds import Report, deed_from
from bot.deeds.report import OPEN
from bot.fills import reductions
from bot.fills.reductions import REDUCING
from bot.notices import Notice
from bot.voice import voice
from bot.whose import same_account
from storage import Message, OrderIntent, OrderPlace, Unit, VerdictLeg

Known = tuple[str, Decimal]
"""The status of an order, and how much of it is filled."""

BRACKETS = frozenset({"oto", "otoco"})  # kinds of deeds
EARLY = 1_000  # orders that were heard to be over, whose verdict may come after that


class Verdicts:
    """Works inside transactions that others opened.

    That an order is over may be heard before the answer that says that it waits. It is remembered
    in the process alone: after a restart Binance is asked, and answers with how it is by then.
    """

    def __init__(self) -> None:
        self._early: dict[tuple[OrderPlace, bool], Known] = {}

    async def known(self, unit: Unit, intent: OrderIntent, report: Report) -> Report:
        """The report with what is known of its orders already: it may be the older one."""
        key = await unit.keys.find(intent.user_id, intent.key_id)
        if key is None:
            return report
        conditional = deed_from(intent.kind, intent.payload).kind.conditional
        known: dict[int, Known] = {}
        for leg in report.legs:
            place = OrderPlace(
                intent.environment, uid(key), intent.market, report.symbol, leg.order_id
            )
            so_far = self._early.get((place, conditional))
            if so_far is None and not conditional:
                so_far = await _told_of_fills(unit, intent, place)
            if so_far is not None:
                known[leg.order_id] = so_far
        return report.since(known)

    async def told(
        self, unit: Unit, intent: OrderIntent, report: Report, anew: Message | None
    ) -> None:
        """A verdict was told, also `anew` perhaps: remember its orders while any may go on."""
        if intent.kind == REDUCING:
            await self._reduced(unit, intent, report)
        if not report.is_open:
            return
        conditional = deed_from(intent.kind, intent.payload).kind.conditional
        for leg in report.legs:
            await unit.verdicts.keep(
                VerdictLeg(
                    client_order_id=intent.client_order_id, order_id=leg.order_id,
                    user_id=intent.user_id, environment=intent.environment,
                    market=intent.market, symbol=report.symbol, conditional=conditional,
                    outbox_id=None if anew is None else anew.id,
                    status=leg.status, executed=leg.executed_qty,
                )
            )  # fmt: skip

    async def stands(
        self,
        unit: Unit,
        people: Collection[int],
        place: OrderPlace,
        known: Known,
        *,
        conditional: bool = False,
    ) -> None:
        """How an order is now, as far as anybody was told a verdict on it."""
        self._remember(place, known, conditional=conditional)
        for leg in await unit.verdicts.at(place, conditional=conditional):
            intent = await unit.orders.get(leg.client_order_id)
            if intent is not None and intent.user_id in people:
                await self._goes_on(unit, intent, leg.order_id, known, people)

    async def of_bracket(self, unit: Unit, place: OrderPlace) -> bool:
        """Whether an order is known as one of a bracket, whose exits come by themselves."""
        for leg in await unit.verdicts.at(place, conditional=False):
            intent = await unit.orders.get(leg.client_order_id)
            if intent is not None and intent.kind in BRACKETS:
                return True
        return False

    def _remember(self, place: OrderPlace, known: Known, *, conditional: bool) -> None:
        status, executed = known
        _, before = self._early.get((place, conditional), known)
        if status in OPEN or executed < before:
            return
        self._early[place, conditional] = known
        if len(self._early) > EARLY:
            del self._early[next(iter(self._early))]

    async def _reduced(self, unit: Unit, change: OrderIntent, report: Report) -> None:
        """What was told of the order before names less of it from now on."""
        key = await unit.keys.find(change.user_id, change.key_id)
        if key is None:
            return
        people = [each.user_id for each in await same_account(unit, key)]
        place = OrderPlace(
            change.environment, uid(key), change.market, change.symbol, report.legs[0].order_id
        )
        for leg in await unit.verdicts.at(place, conditional=False):
            intent = await unit.orders.get(leg.client_order_id)
            if intent is None or intent.user_id not in people:
                continue
            waiting = await unit.verdicts.of(leg.client_order_id)
            notice = await _notice(unit, intent, _so_far(intent, waiting), people)
            await _put(unit, intent, notice, waiting)

    async def _goes_on(
        self,
        unit: Unit,
        intent: OrderIntent,
        order_id: int,
        known: Known,
        people: Collection[int],
    ) -> None:
        waiting = {one.order_id: one for one in await unit.verdicts.of(intent.client_order_id)}
        before = _so_far(intent, waiting.values())
        now = before.since({order_id: known})
        if now == before:
            return
        for leg in now.legs:
            if leg.order_id == order_id:
                changed = waiting[order_id]
                await unit.verdicts.keep(
                    replace(changed, status=leg.status, executed=leg.executed_qty)
                )
        await self._mend(unit, intent, before, now, waiting.values(), people)
        if not now.is_open:
            await unit.verdicts.settle(intent.client_order_id)

    async def _mend(
        self,
        unit: Unit,
        intent: OrderIntent,
        before: Report,
        now: Report,
        waiting: Iterable[VerdictLeg],
        people: Collection[int],
    ) -> None:
        notice = await _notice(unit, intent, now, people)
        if notice != await _notice(unit, intent, before, people):
            await _put(unit, intent, notice, waiting)


def _so_far(intent: OrderIntent, waiting: Iterable[VerdictLeg]) -> Report:
    """The report as far as it is known to be by now."""
    return Report.model_validate(intent.result).since(
        {one.order_id: (one.status, one.executed) for one in waiting}
    )


async def _notice(
    unit: Unit, intent: OrderIntent, report: Report, people: Collection[int]
) -> Notice:  # fmt: skip
    say, deed = await voice(unit, intent.user_id), deed_from(intent.kind, intent.payload)
    order = await reductions.sentence(unit, say, intent, report.number, people)
    return order_notices.gone_on(say, deed, report, order)


async def _put(
    unit: Unit, intent: OrderIntent, notice: Notice, waiting: Iterable[VerdictLeg]
) -> None:
    for edits in await _messages(unit, intent, waiting):
        await unit.outbox.merge(
            f"verdict:{intent.client_order_id}:{edits}", chat_id=intent.chat_id,
            user_id=intent.user_id, kind="order", text=notice.text, keyboard=notice.buttons,
            edits=edits, silent=True,
        )  # fmt: skip


async def _told_of_fills(unit: Unit, intent: OrderIntent, place: OrderPlace) -> Known | None:
    told = await unit.tellings.find(place, intent.user_id)
    return None if told is None or told.status is None else (told.status, told.executed)


async def _messages(
    unit: Unit, intent: OrderIntent, waiting: Iterable[VerdictLeg]
) -> list[int]:  # fmt: skip
    """Where the verdict stands: not where fills grow in its place, or another order's verdict is.

    Messages that told it anew are known by our numbers, as negative ones.
    """
    anew = sorted({-one.outbox_id for one in waiting if one.outbox_id is not None})
    grows = await unit.tellings.of_intent(intent.client_order_id) is not None
    if intent.message_id is None:
        return [] if grows else anew
    if grows or await unit.orders.overwritten(intent):
        return anew
    return [intent.message_id, *anew]
