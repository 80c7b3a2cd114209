"""Whether an account can bear an order: its margin, its position, and how many it has already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import ZERO, worth
from sandbox.exchange.futures.trading.brackets import brackets_of
from sandbox.exchange.futures.trading.margin import exposure
from sandbox.exchange.futures.trading.refusals import refused
from sandbox.exchange.futures.trading.rules import MAX_ORDERS

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.orders import Ticket


def admit(floor: Floor, ledger: Ledger, ticket: Ticket) -> None:
    """Refuse an order that the account cannot have."""
    if any(order.ticket.client_id == ticket.client_id for order in ledger.working.values()):
        raise refused(-4116)
    if len(ledger.open_orders(ticket.symbol)) >= MAX_ORDERS:
        raise refused(-2025)
    if ticket.reduces:
        check_reduction(floor, ledger, ticket)
    else:
        check_margin(floor, ledger, ticket)


def check_reduction(floor: Floor, ledger: Ledger, ticket: Ticket) -> None:
    """Refuse to reduce what is not there; of one side of a hedge, also more than there is."""
    position = ledger.position(floor.contracts[ticket.symbol], ticket.position_side)
    closing = position.closed_by(ticket.signed)
    too_much = ledger.mode.hedged and ticket.quantity > closing
    if not closing or too_much:
        raise refused(-2022)


def check_margin(floor: Floor, ledger: Ledger, ticket: Ticket) -> None:
    """Refuse a position larger than the leverage allows, or than there is margin for."""
    contract, mark = floor.contracts[ticket.symbol], floor.mark(ticket.symbol)
    position = ledger.position(contract, ticket.position_side)
    now = exposure(ledger, position, mark)
    then = exposure(ledger, position, mark, extra=[ticket])
    brackets = brackets_of(contract.base, inverse=contract.inverse)
    if then.largest > max(brackets.most(then.leverage), now.largest):
        raise refused(-2027)
    needed = then.margin - now.margin
    if needed > 0 and needed + _loss(ticket, floor) > floor.available(ledger, contract):
        raise refused(-2019)


def _loss(ticket: Ticket, floor: Floor) -> Decimal:
    """Return what an order loses at once if it is filled at its price instead of the mark."""
    if not ticket.limited:
        return ZERO
    contract = floor.contracts[ticket.symbol]
    gain = worth(contract, floor.mark(ticket.symbol)) - worth(contract, ticket.price)
    return max(-gain * ticket.signed, ZERO)
