"""What the user data stream says about an account, in Binance's one-letter names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.trading.orders import ZERO, notional

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.lists import OrderList
    from sandbox.exchange.trading.orders import Fill, Order
    from sandbox.exchange.trading.prevention import PreventedMatch

JSON = dict[str, Any]


@dataclass(frozen=True)
class Execution:
    """Something that happened to an order."""

    type: str  # NEW, TRADE, CANCELED, REPLACED, EXPIRED, TRADE_PREVENTION
    id: int
    time: int
    fill: Fill | None = None
    renamed: str | None = None  # the order's name before it was amended
    cancel_id: str | None = None  # the name of the cancel request
    match: PreventedMatch | None = None


def execution_report(order: Order, execution: Execution, sent: int) -> JSON:
    ticket, fill = order.ticket, execution.fill
    report: JSON = {
        "e": "executionReport",
        "E": sent,
        "s": ticket.symbol,
        "c": execution.cancel_id or ticket.client_id,
        "S": ticket.side,
        "o": ticket.type,
        "f": ticket.time_in_force,
        "q": _text(order.quantity),
        "p": _text(ticket.price),
        "P": _text(ticket.stop_price),
        "F": _text(ticket.iceberg_quantity),
        "g": order.order_list.id if order.order_list else -1,
        "C": ticket.client_id if execution.cancel_id else execution.renamed or "",
        "x": execution.type,
        "X": order.status,
        "r": "NONE",
        "i": order.id,
        "l": _text(fill.quantity if fill else ZERO),
        "z": _text(order.executed),
        "L": _text(fill.price if fill else ZERO),
        "n": _text(fill.commission) if fill else "0",
        "N": fill.commission_asset if fill else None,
        "T": execution.time,
        "t": fill.trade_id if fill else -1,
        "I": execution.id,
        "w": order.working,
        "m": fill.maker if fill else False,
        "M": fill is not None,
        "O": order.time,
        "Z": _text(order.quote),
        "Y": _text(fill.quote if fill else ZERO),
        "Q": _text(ticket.quote_quantity),
        "V": ticket.prevention,
    }
    optional = _order_fields(order) | _execution_fields(order, execution)
    return report | {name: value for name, value in optional.items() if value is not None}


def _order_fields(order: Order) -> JSON:
    """Return the fields that depend on what was ordered, None where they do not belong."""
    ticket, peg = order.ticket, order.ticket.peg
    return {
        "W": order.working_time if order.working_time > 0 else None,
        "d": ticket.trailing_delta,
        "D": order.trailing_time if ticket.trailing_delta is not None else None,
        "j": ticket.strategy_id,
        "J": ticket.strategy_type,
        "k": order.floor,
        "uS": ticket.routed or None,
        "gP": peg.type if peg else None,
        "gOT": "PRICE_LEVEL" if peg and peg.level is not None else None,
        "gOV": peg.level if peg else None,
        "gp": _text(order.price) if peg and order.working_time > 0 else None,
        "eR": order.expiry_reason,
    }


def _execution_fields(order: Order, execution: Execution) -> JSON:
    """Return the fields that depend on what happened, None where they do not belong."""
    fill, match = execution.fill, execution.match
    fields: JSON = {}
    if fill is not None and fill.allocation is not None:
        fields |= {"b": "ONE_PARTY_TRADE_REPORT", "a": fill.allocation}
    if match is not None:
        counter = match.counter(order)
        fields |= {
            "v": match.id,
            "A": _text(order.prevented),
            "B": _text(match.expired(order) or ZERO),
            "u": order.account.trade_group,
            "U": counter.id,
            "Cs": counter.ticket.symbol,
            "pl": _text(match.quantity),
            "pL": _text(match.price),
            "pY": _text(notional(match.price, match.quantity)),
        }
    return fields


def list_status(orders: OrderList, status: str) -> JSON:
    return {
        "e": "listStatus",
        "E": orders.updated,
        "s": orders.plan.symbol,
        "g": orders.id,
        "c": orders.contingency,
        "l": status,
        "L": "ALL_DONE" if orders.done else "EXECUTING",
        "r": "NONE",
        "C": orders.plan.client_id,
        "T": orders.updated,
        "O": [
            {"s": orders.plan.symbol, "i": order.id, "c": order.ticket.client_id}
            for order in orders.orders
        ],
    }


def account_position(account: Account, assets: Iterable[str], sent: int) -> JSON:
    return {
        "e": "outboundAccountPosition",
        "E": sent,
        "u": account.updated,
        "B": [
            {
                "a": asset,
                "f": _text(account.balance(asset).free),
                "l": _text(account.balance(asset).locked),
            }
            for asset in assets
        ],
    }


def balance_update(asset: str, delta: Decimal, sent: int) -> JSON:
    return {"e": "balanceUpdate", "E": sent, "a": asset, "d": _text(delta), "T": sent}


def external_lock_update(asset: str, delta: Decimal, sent: int) -> JSON:
    """Tell that somebody else, such as a loan, has locked a part of the spot wallet."""
    return {"e": "externalLockUpdate", "E": sent, "a": asset, "d": _text(delta), "T": sent}


def stream_terminated(sent: int) -> JSON:
    return {"e": "eventStreamTerminated", "E": sent}


def _text(amount: Decimal) -> str:
    return f"{amount:.8f}"
