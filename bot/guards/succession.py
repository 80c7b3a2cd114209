"""Orders that give way to others: what they were counted for is not counted once more.

Only of an order of which nothing has filled is that certain: Binance places the new one if it
could cancel the old one as it was (`STOP_ON_FAILURE`, `ONLY_NEW`), so that only one of them fills.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from binance.models.order_terms import CancelRestrictions
from binance.private.spot import CancelReplace, CancelReplaceMode
from binance.request import Request
from bot.deeds import deed_from
from storage import Turnover, Unit


async def given_way(
    unit: Unit, user_id: int, environment: str, request: Request[Any], counted: Sequence[Turnover]
) -> list[str]:
    """Names of the orders of which all but the last gave way already, the last one first.

    What was not counted lately, or not by us, is not among them, nor what came before it.
    """
    lately = {one.name for one in counted}
    names: list[str] = []
    while (number := _gives_way(request)) is not None:
        symbol: str = getattr(request, "symbol", "")
        old = await unit.orders.numbered(user_id, environment, symbol, number)
        if old is None or old.client_order_id not in lately:
            break
        names.append(old.client_order_id)
        request = deed_from(old.kind, old.payload).request
    return names


def counted_for(names: Collection[str], counted: Sequence[Turnover]) -> Decimal:
    """How much they were counted for in all."""
    return sum((one.notional for one in counted if one.name in names), Decimal(0))


def _gives_way(request: Request[Any]) -> int | None:
    """The number of the order of which nothing has filled if this one is placed."""
    if not isinstance(request, CancelReplace):
        return None
    whole = request.cancel_restrictions is CancelRestrictions.ONLY_NEW
    stops = request.cancel_replace_mode is CancelReplaceMode.STOP_ON_FAILURE
    return request.cancel_order_id if whole and stops else None
