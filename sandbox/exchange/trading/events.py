"""What the user data stream says about an account, in Binance's one-letter names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.trading.orders import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.orders import Fill, Order

JSON = dict[str, Any]


@dataclass(frozen=True)
class Prevention:
    """A trade of an account with itself that did not happen."""

    counter_order: int
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True)
class Execution:
    """Something that happened to an order."""

    type: str  # NEW, TRADE, CANCELED, EXPIRED, TRADE_PREVENTION
    id: int
    time: int
    fill: Fill | None = None
    cancel_id: str | None = None  # the name of the cancel request
    prevention: Prevention | None = None


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
        "P": "0.00000000",
        "F": _text(ticket.iceberg_quantity),
        "g": -1,
        "C": ticket.client_id if execution.cancel_id else "",
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
        "w": order.open,
        "m": fill.maker if fill else False,
        "M": fill is not None,
        "O": order.time,
        "Z": _text(order.quote),
        "Y": _text(fill.quote if fill else ZERO),
        "Q": _text(ticket.quote_quantity),
        "W": order.time,
        "V": ticket.prevention,
    }
    return report | _conditional(order, execution)


def _conditional(order: Order, execution: Execution) -> JSON:
    """Return the fields that are there only under a condition."""
    fields: JSON = {}
    if order.ticket.strategy_id is not None:
        fields["j"] = order.ticket.strategy_id
    if order.ticket.strategy_type is not None:
        fields["J"] = order.ticket.strategy_type
    if (prevention := execution.prevention) is not None:
        fields |= {
            "v": execution.id,
            "A": _text(order.prevented),
            "B": _text(prevention.quantity),
            "u": order.account.uid,
            "U": prevention.counter_order,
            "Cs": order.ticket.symbol,
            "pl": _text(prevention.quantity),
            "pL": _text(prevention.price),
            "pY": _text(prevention.quantity * prevention.price),
        }
    if order.expiry_reason is not None:
        fields["eR"] = order.expiry_reason
    return fields


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


def stream_terminated(sent: int) -> JSON:
    return {"e": "eventStreamTerminated", "E": sent}


def _text(amount: Decimal) -> str:
    return f"{amount:.8f}"
