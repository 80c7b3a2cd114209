"""From each market's answers, and what is kept of ours, to one form of an order that is over."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.orders import OrderState as ContractOrder
from binance.models.futures.terms import AlgoStatus
from binance.models.order_terms import OrderStatus, Side
from binance.models.orders import Order
from bot.deeds import KINDS, Deed, deed_from
from storage import Market, OrderIntent

_LISTS = frozenset({"oco", "oto", "otoco"})
_UNTRIGGERED = frozenset({AlgoStatus.CANCELED, AlgoStatus.EXPIRED, AlgoStatus.REJECTED})
_POINTS = Decimal(100)  # basis points in a percent


@dataclass(frozen=True, slots=True)
class Closed:
    """One order that is over; `average` is what was paid per unit, None where nothing was filled.

    `trigger` is the price that it waited for before it was one, `trailing` how many percent behind
    the market. An order that was refused has no number, and a `reason`; `qty` is 0 where money was
    named. A `conditional` order never came to be an ordinary one: it was `triggered`, and refused
    then, or it was not. Of a list that was refused there is the whole `deed`.
    """

    market: Market
    symbol: str
    order_id: int | None
    side: Side
    kind: str
    status: str
    qty: Decimal
    filled: Decimal
    price: Decimal | None
    average: Decimal | None
    at: datetime
    reason: str = ""
    trigger: Decimal | None = None
    trailing: Decimal | None = None
    conditional: bool = False
    triggered: bool = False
    closes: bool = False
    deed: Deed | None = None


def ordinary(market: Market, order: Order | ContractOrder) -> Closed:
    """An order that was in a book, or was to be."""
    points = getattr(order, "trailing_delta", None)
    return Closed(
        market=market,
        symbol=order.symbol,
        order_id=order.order_id,
        side=order.side,
        kind=str(order.type),
        status=str(order.status),
        qty=order.orig_qty,
        filled=order.executed_qty,
        price=order.price or None,
        average=getattr(order, "average_price", None),
        at=order.update_time,
        reason=getattr(order, "expiry_reason", None) or "",
        trigger=order.stop_price or None,
        trailing=_percent(points) or getattr(order, "price_rate", None) or None,
    )


def never_ordinary(order: AlgoOrder) -> bool:
    """Whether a conditional order ended as one; of others the order that they became tells."""
    return order.algo_status in _UNTRIGGERED and order.actual_order_id is None


def conditional(market: Market, order: AlgoOrder) -> Closed:
    """A conditional order that never came to be an ordinary one."""
    return Closed(
        market=market,
        symbol=order.symbol,
        order_id=order.algo_id,
        side=order.side,
        kind=str(order.order_type),
        status=str(order.algo_status),
        qty=order.quantity,
        filled=Decimal(0),
        price=order.price or None,
        average=None,
        at=order.update_time,
        trigger=order.trigger_price or order.activate_price or None,
        trailing=order.callback_rate or None,
        conditional=True,
        triggered=order.trigger_time is not None,
        closes=order.close_position,
    )


def refused(intent: OrderIntent) -> Closed | None:
    """What was ordered here and Binance refused; None for a deed that is no order."""
    payload = intent.payload
    side = payload.get("side") or payload.get("working_side")
    if side is None or KINDS[intent.kind].clears:
        return None
    return Closed(
        market=intent.market,
        symbol=intent.symbol,
        order_id=None,
        side=Side(side),
        kind=str(payload.get("type", "")),
        status=str(OrderStatus.REJECTED),
        qty=_number(payload, "quantity", "working_quantity") or Decimal(0),
        filled=Decimal(0),
        price=_number(payload, "price", "working_price"),
        average=None,
        at=intent.updated_at,
        reason=intent.reason or "",
        trigger=_number(payload, "stop_price", "trigger_price", "activate_price"),
        trailing=_percent(payload.get("trailing_delta")) or _number(payload, "callback_rate"),
        closes=bool(payload.get("close_position")),
        deed=_whole(intent),
    )


def _whole(intent: OrderIntent) -> Deed | None:
    """The list that was ordered; None for a single order, which is told by its terms."""
    if intent.kind not in _LISTS:
        return None
    try:
        return deed_from(intent.kind, intent.payload)
    except ValidationError:  # kept by an older version, which took what this one does not
        return None


def _percent(points: int | None) -> Decimal | None:
    return Decimal(points) / _POINTS if points else None


def _number(payload: dict[str, Any], *names: str) -> Decimal | None:
    """The first of these that is there, and is not nothing."""
    found = (Decimal(payload[name]) for name in names if payload.get(name))
    return next((value for value in found if value), None)
