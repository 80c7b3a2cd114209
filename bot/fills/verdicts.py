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
from bot.voice import voice
from storage import Message, OrderIntent, OrderPlace, Unit, VerdictLeg

Known = tuple[str, Decimal]
"""The status of an order, and how much of it is filled."""


class Verdicts:
    """Works inside transactions that others opened."""

    async def known(self, unit: Unit, intent: OrderIntent, report: Report) -> Report:
        """The report with what people were told of its orders already: it may be the older one."""
        key = await unit.keys.find(intent.user_id, intent.key_id)
        if key is None or deed_from(intent.kind, intent.payload).kind.conditional:
            return report
        known: dict[int, Known] = {}
        for leg in report.legs:
            place = OrderPlace(
                intent.environment, uid(key), intent.market, report.symbol, leg.order_id
            )
            told = await unit.tellings.find(place, intent.user_id)
            if told is not None and told.status is not None:
                known[leg.order_id] = told.status, told.executed
        return report.since(known)

    async def told(
        self, unit: Unit, intent: OrderIntent, report: Report, anew: Message | None
    ) -> None:
        """A verdict was told, also `anew` perhaps: remember its orders while any may go on."""
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
        for leg in await unit.verdicts.at(place, conditional=conditional):
            intent = await unit.orders.get(leg.client_order_id)
            if intent is not None and intent.user_id in people:
                await self._goes_on(unit, intent, leg.order_id, known)

    async def _goes_on(self, unit: Unit, intent: OrderIntent, order_id: int, known: Known) -> None:
        waiting = {one.order_id: one for one in await unit.verdicts.of(intent.client_order_id)}
        before = Report.model_validate(intent.result).since(
            {number: (one.status, one.executed) for number, one in waiting.items()}
        )
        now = before.since({order_id: known})
        if now == before:
            return
        for leg in now.legs:
            if leg.order_id == order_id:
                changed = waiting[order_id]
                await unit.verdicts.keep(
                    replace(changed, status=leg.status, executed=leg.executed_qty)
                )
        await self._mend(unit, intent, before, now, waiting.values())
        if not now.is_open:
            await unit.verdicts.settle(intent.client_order_id)

    async def _mend(
        self,
        unit: Unit,
        intent: OrderIntent,
        before: Report,
        now: Report,
        waiting: Iterable[VerdictLeg],
    ) -> None:
        say, deed = await voice(unit, intent.user_id), deed_from(intent.kind, intent.payload)
        notice = order_notices.gone_on(say, deed, now)
        if notice == order_notices.gone_on(say, deed, before):
            return
        for edits in await _messages(unit, intent, waiting):
            await unit.outbox.merge(
                f"verdict:{intent.client_order_id}:{edits}", chat_id=intent.chat_id,
                user_id=intent.user_id, kind="order", text=notice.text, keyboard=notice.buttons,
                edits=edits, silent=True,
            )  # fmt: skip


async def _messages(
    unit: Unit, intent: OrderIntent, waiting: Iterable[VerdictLeg]
) -> list[int]:  # fmt: skip
    """Where the verdict stands: not where fills grow in its place, or another order's verdict is.

    Messages that told it anew are known by our numbers, as negative ones.
    """
    anew = sorted({-one.outbox_id for one in waiting if one.outbox_id is not None})
    grows = await unit.tellings.of_intent(intent.client_order_id) is not None
    if intent.message_id is None or grows or await unit.orders.overwritten(intent):
        return anew
    return [intent.message_id, *anew]
