"""Orders that are over without being filled, as events tell of them."""

from decimal import Decimal

from binance.models.events import ExecutionReport
from binance.models.events.contract_orders import OrderUpdate
from binance.models.futures.terms import OrderType, PositionSide
from binance.models.order_terms import OrderStatus
from bot.following.market_notices import Ending
from storage import Market

OVER = (
    OrderStatus.CANCELED,
    OrderStatus.EXPIRED,
    OrderStatus.EXPIRED_IN_MATCH,
    OrderStatus.REJECTED,
)
_WAITING = ("STOP", "TAKE_PROFIT", "TRAILING")


def ending_of_report(report: ExecutionReport, market: Market) -> Ending | None:
    """Read an event on a spot or margin account; None while the order is not over."""
    if report.status not in OVER:
        return None
    rejected = report.status == OrderStatus.REJECTED
    return Ending(
        market, report.side, report.symbol, report.order_id, report.order_client_id,
        str(report.status),
        qty=report.orig_qty,
        filled=report.executed_qty,
        average=report.average_price or Decimal(0),
        reason=report.reject_reason if rejected else report.expiry_reason,
        # one of a pair expires when the other one is filled or triggered
        expected=report.is_listed and not rejected,
    )  # fmt: skip


def ending_of_update(order: OrderUpdate, market: Market) -> Ending | None:
    """Read an event on a futures account; None while the order is not over."""
    if order.status not in OVER:
        return None
    position = order.position_side
    return Ending(
        market, order.side, order.symbol, order.order_id, order.client_order_id,
        str(order.status),
        qty=order.orig_qty,
        filled=order.executed_qty,
        average=order.average_price or Decimal(0),
        reason=order.expiry_reason,
        position="" if position is PositionSide.BOTH else str(position),
        expected=_was_triggered(order.type, order.expiry_reason),
    )  # fmt: skip


def _was_triggered(kind: OrderType, reason: str | None) -> bool:
    """A conditional order of the old kind expires when it turns into an order of the book."""
    return str(kind).startswith(_WAITING) and reason in (None, "", "0")
