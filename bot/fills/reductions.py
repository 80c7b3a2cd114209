"""Orders that were reduced since they were confirmed: nobody shall believe that all was traded."""

from collections.abc import Collection
from decimal import Decimal

from binance.private.spot import AmendOrder
from bot.deeds import deed_from
from bot.i18n import Html, Say
from bot.text import number
from storage import OrderIntent, Unit

REDUCING = "amend"
REDUCED = frozenset({"order", "replace", REDUCING})
"""Kinds of deeds that tell of a single order of spot, which alone can be reduced."""


async def sentence(
    unit: Unit, say: Say, intent: OrderIntent, order_id: int, people: Collection[int]
) -> Html:
    """What was confirmed, with what any of these people, who share the account, left of it."""
    order = deed_from(intent.kind, intent.payload).sentence(say)
    qty = await _left(unit, intent, order_id, people)
    return order if qty is None else say("{order}, reduced to {qty}", order=order, qty=number(qty))


async def _left(
    unit: Unit, intent: OrderIntent, order_id: int, people: Collection[int]
) -> Decimal | None:
    """The latest and least amount; None where it is what the intent itself says."""
    if intent.market != "spot" or intent.kind not in REDUCED:
        return None
    found = await unit.orders.amendments(people, intent.environment, intent.symbol, order_id)
    least = min(found, key=_qty, default=None)
    if least is None or (intent.kind == REDUCING and _qty(intent) <= _qty(least)):
        return None
    return _qty(least)


def _qty(amendment: OrderIntent) -> Decimal:
    return AmendOrder.model_validate(amendment.payload).new_qty
