"""What an order does beside trading: it borrows what it lacks, it repays from what it brings."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.money.amounts import ZERO, up
from sandbox.exchange.sapi.margin import lending
from sandbox.exchange.sapi.margin.accounts import Promise
from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.exchange.core import Core
    from sandbox.exchange.sapi.margin.accounts import Margin
    from sandbox.exchange.sapi.margin.records import Loan
    from sandbox.exchange.trading.orders import Order, Ticket

KINDS = ("NO_SIDE_EFFECT", "MARGIN_BUY", "AUTO_REPAY", "AUTO_BORROW_REPAY")
BORROWING = frozenset({"MARGIN_BUY", "AUTO_BORROW_REPAY"})
REPAYING = frozenset({"AUTO_REPAY", "AUTO_BORROW_REPAY"})
_DEEP = 5_000
_CAUTION = Decimal("1.05")
"""How much more than now a market order may cost by the time it is set off."""


@contextmanager
def borrowed(core: Core, margin: Margin, ticket: Ticket, kind: str) -> Iterator[Loan | None]:
    """Borrow what an order lacks, and give it back if the order is refused."""
    asset, amount = _lacking(core, margin, ticket)
    if kind not in BORROWING or not amount:
        yield None
        return
    loan = lending.borrow(core, margin, asset, amount, kind="AUTO")
    try:
        yield loan
    except ApiError:
        _undo(core, margin, loan)
        raise


def promise(margin: Margin, order: Order, kind: str, loan: Loan | None, *, at_cancel: bool) -> None:
    """Remember what is to be repaid once the order trades or is cancelled."""
    listing, buys = LISTINGS[order.ticket.symbol], order.ticket.side == "BUY"
    if kind in REPAYING:
        brings = listing.base if buys else listing.quote
        margin.promises.append(Promise(order.id, proceeds=True, borrowed=ZERO, asset=brings))
    if loan is not None and at_cancel:
        margin.promises.append(
            Promise(order.id, proceeds=False, borrowed=loan.principal, asset=loan.asset)
        )


def _lacking(core: Core, margin: Margin, ticket: Ticket) -> tuple[str, Decimal]:
    """Return what an order takes, and how much of it is not there."""
    listing = LISTINGS[ticket.symbol]
    asset, need = listing.base, ticket.quantity
    if ticket.side == "BUY":
        asset, need = listing.quote, _cost(core, ticket)
    return asset, max(up(need) - margin.seat.balance(asset).free, ZERO)


def _cost(core: Core, ticket: Ticket) -> Decimal:
    if ticket.limited:
        return ticket.price * ticket.quantity
    if ticket.quote_quantity:
        return ticket.quote_quantity
    if ticket.contingent:
        return core.market.pairs[ticket.symbol].last.price * ticket.quantity * _CAUTION
    cost, due = ZERO, ticket.quantity
    for price, quantity in core.engine.levels(ticket.symbol, "SELL", _DEEP):
        cost += price * min(due, quantity)
        due -= min(due, quantity)
        if not due:
            break
    return cost


def _undo(core: Core, margin: Margin, loan: Loan) -> None:
    """Let a loan never have been."""
    core.engine.deposit(margin.seat, loan.asset, -loan.principal)
    charged = margin.interest.pop()
    debt = margin.debts[loan.asset]
    debt.principal -= loan.principal
    if charged.asset == loan.asset:
        debt.interest -= charged.amount
    else:
        core.engine.deposit(margin.seat, charged.asset, charged.amount)
    if not debt.total:
        del margin.debts[loan.asset]
    margin.loans.remove(loan)
