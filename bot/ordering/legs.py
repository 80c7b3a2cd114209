"""The single orders within a request, in the way that single orders have their parameters."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.private.spot import CancelReplace, NewOco, NewOrder, NewOto, NewOtoco
from bot.ordering.shapes import SpotOrder


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One order of a request; `client_order_id` is the name to ask for it by."""

    side: Side
    type: OrderType
    client_order_id: str
    quantity: Decimal | None = None
    quote_order_qty: Decimal | None = None
    price: Decimal | None = None
    stop_price: Decimal | None = None
    trailing_delta: int | None = None
    iceberg_qty: Decimal | None = None
    time_in_force: TimeInForce | None = None

    @property
    def may_never_fill(self) -> bool:
        """Whether a stop asks for a better price than the one that it waits for."""
        if self.type is not OrderType.STOP_LOSS_LIMIT or self.trailing_delta is not None:
            return False
        if self.price is None or self.stop_price is None:
            return False
        selling = self.side == Side.SELL
        return self.price > self.stop_price if selling else self.price < self.stop_price


_OWN = [each.name for each in fields(Leg) if each.name not in {"side", "quantity"}]


def legs(request: SpotOrder | CancelReplace) -> tuple[Leg, ...]:
    """The orders of a request: the one that works first, and above before below."""
    match request:
        case NewOrder() | CancelReplace():
            return (_alone(request),)
        case NewOco(side=side, quantity=quantity):
            return _pair(request, "", side, quantity)
        case NewOto():
            exits: tuple[Leg, ...] = (
                _leg(request, "pending_", request.pending_side, request.pending_quantity),
            )
        case NewOtoco():
            exits = _pair(request, "pending_", request.pending_side, request.pending_quantity)
    working = _leg(request, "working_", request.working_side, request.working_quantity)
    return (working, *exits)


def client_ids(request: SpotOrder) -> tuple[str, ...]:
    """Every name under which to ask for what became of a request: a list's own comes first."""
    own = tuple(leg.client_order_id for leg in legs(request))
    return own if isinstance(request, NewOrder) else (request.list_client_order_id, *own)


def _alone(order: NewOrder | CancelReplace) -> Leg:
    own: dict[str, Any] = {name: getattr(order, name) for name in _OWN if name != "client_order_id"}
    return Leg(
        side=order.side,
        quantity=order.quantity,
        client_order_id=order.new_client_order_id,
        **own,
    )


def _pair(request: Any, prefix: str, side: Side, quantity: Decimal) -> tuple[Leg, ...]:
    return tuple(_leg(request, f"{prefix}{place}_", side, quantity) for place in ("above", "below"))


def _leg(request: Any, prefix: str, side: Side, quantity: Decimal) -> Leg:
    own: dict[str, Any] = {name: getattr(request, prefix + name, None) for name in _OWN}
    return Leg(side=side, quantity=quantity, **own)
