"""Borrowing, repaying, and the interest that every hour costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.market.intervals import HOUR
from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import ZERO, up
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.margin import assets, risk
from sandbox.exchange.sapi.margin.accounts import Margins
from sandbox.exchange.sapi.margin.records import Interest, Loan
from sandbox.exchange.sapi.upkeep import falls_due
from sandbox.exchange.sapi.wallet.standing import Switches

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.sapi.margin.accounts import Margin, Promise
    from sandbox.exchange.trading.accounts import Account

_HOURS_A_DAY = 24
_PAYS = "BNB"


def borrow(core: Core, margin: Margin, asset: str, amount: Decimal, *, kind: str) -> Loan:
    """Lend an account money; the first hour's interest is charged at once."""
    if asset not in margin.assets() or asset not in assets.assets():
        raise refusals.not_borrowable()
    if amount > risk.borrowable(core, margin, asset):
        raise refusals.beyond_borrowable()
    core.engine.deposit(margin.seat, asset, amount)
    margin.debts[asset].principal += amount
    _charge(core, margin, asset, amount, core.clock(), "ON_BORROW")
    loan = Loan(core.next_id(), "BORROW", kind, asset, amount, ZERO, core.clock())
    margin.loans.append(loan)
    return loan


def repay(core: Core, margin: Margin, asset: str, amount: Decimal, *, kind: str) -> Loan:
    """Take money back: the interest first, then what was lent."""
    if amount > margin.owed(asset):
        raise refusals.repays_too_much()
    if amount > margin.seat.balance(asset).free:
        raise refusals.repayment_not_covered()
    debt = margin.debts[asset]
    core.engine.deposit(margin.seat, asset, -amount)
    interest = min(amount, debt.interest)
    debt.interest -= interest
    debt.principal -= amount - interest
    if not debt.total:
        del margin.debts[asset]
    loan = Loan(core.next_id(), "REPAY", kind, asset, amount - interest, interest, core.clock())
    margin.loans.append(loan)
    return loan


@falls_due
def accrue(core: Core, account: Account) -> None:
    """Charge interest for every full hour that has begun, and keep the orders' promises."""
    for margin in account.part(Margins).all():
        keep_promises(core, margin)
        last = core.clock() // HOUR * HOUR
        first = (margin.settled // HOUR + 1) * HOUR
        for hour in range(first, last + 1, HOUR):
            for asset, debt in tuple(margin.debts.items()):
                _charge(core, margin, asset, debt.total, hour, "PERIODIC")
        margin.settled = core.clock()


def keep_promises(core: Core, margin: Margin) -> None:
    """Repay what orders have brought in, and what was borrowed for those that were cancelled."""
    for promise in tuple(margin.promises):
        order = margin.seat.orders[promise.order]
        if promise.proceeds:
            brought = order.executed if order.ticket.side == "BUY" else order.quote
            _repay_what_is_there(core, margin, promise.asset, brought - promise.seen)
            promise.seen = brought
        if not order.open:
            margin.promises.remove(promise)
            if not promise.proceeds and order.status != "FILLED":
                _repay_what_is_there(core, margin, promise.asset, _unused(promise, margin))


def _unused(promise: Promise, margin: Margin) -> Decimal:
    """Return how much of what was borrowed for an order it has not spent."""
    order = margin.seat.orders[promise.order]
    spent = order.quote if order.ticket.side == "BUY" else order.executed
    return max(promise.borrowed - spent, ZERO)


def _repay_what_is_there(core: Core, margin: Margin, asset: str, amount: Decimal) -> None:
    amount = min(amount, margin.owed(asset), margin.seat.balance(asset).free)
    if amount > 0:
        repay(core, margin, asset, amount, kind="AUTO")


def _charge(
    core: Core, margin: Margin, asset: str, principal: Decimal, time: int, type_: str
) -> None:
    rate = assets.daily_rate(core.seed, asset, time)
    amount = up(principal * rate / _HOURS_A_DAY)
    in_bnb = _in_bnb(core, margin, asset, amount)
    if in_bnb is None:
        margin.debts[asset].interest += amount
    else:
        core.engine.deposit(margin.seat, _PAYS, -in_bnb)
        type_ += "_CONVERTED"
    margin.interest.append(
        Interest(
            id=core.next_id(),
            asset=asset if in_bnb is None else _PAYS,
            raw_asset=asset,
            principal=principal,
            amount=amount if in_bnb is None else in_bnb,
            rate=rate,
            type=type_,
            time=time,
        )
    )


def _in_bnb(core: Core, margin: Margin, asset: str, amount: Decimal) -> Decimal | None:
    """Return what the interest is in BNB if its owner wished to pay so and has as much."""
    if margin.symbol is not None or not margin.owner.part(Switches).interest_burn:
        return None
    due = up(amount * (prices.price(core, asset, _PAYS) or ZERO))
    return due if ZERO < due <= margin.seat.balance(_PAYS).free else None
