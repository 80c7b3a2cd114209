"""What happens to a margin account that is no longer safe: its assets pay its debts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import number
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.registry import random_text
from sandbox.exchange.sapi.history import PAGED, paged, span
from sandbox.exchange.sapi.margin import lending, risk, seats
from sandbox.exchange.sapi.margin.accounts import Margin, Margins
from sandbox.exchange.sapi.upkeep import falls_due
from sandbox.exchange.trading.orders import Ticket
from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.orders import Order

JSON = dict[str, Any]
TABLE = Table()


@falls_due
def liquidate(core: Core, account: Account) -> None:
    for margin in account.part(Margins).all():
        if margin.debts and risk.worth(core, margin).level <= risk.LIQUIDATION:
            _sell_out(core, margin)


def _sell_out(core: Core, margin: Margin) -> None:
    """Cancel everything, sell what is not owed, buy what is, and repay as far as it goes."""
    for order in margin.seat.open_orders():
        if order.open:  # the others of its list went with the one before
            core.engine.cancel(order, random_text(22))
    margin.promises.clear()
    money = LISTINGS[margin.symbol].quote if margin.symbol else prices.DOLLAR
    for asset in margin.assets():
        spare = margin.seat.balance(asset).free - margin.owed(asset)
        if spare > 0:
            _trade(core, margin, asset, money, "SELL", spare)
    for asset in tuple(margin.debts):
        lacking = margin.owed(asset) - margin.seat.balance(asset).free
        if lacking > 0:
            _trade(core, margin, asset, money, "BUY", lacking)
        amount = min(margin.owed(asset), margin.seat.balance(asset).free)
        if amount > 0:
            lending.repay(core, margin, asset, amount, kind="AUTO")


def _trade(
    core: Core, margin: Margin, asset: str, money: str, side: str, quantity: Decimal
) -> None:
    """Trade an asset for the money of the account at any price, in whole steps."""
    listing = LISTINGS.get(asset + money)
    if listing is None:
        return
    steps = quantity // listing.step + (1 if side == "BUY" else 0)
    ticket = Ticket(
        symbol=listing.symbol,
        side=side,
        type="MARKET",
        client_id=random_text(22),
        quantity=steps * listing.step,
    )
    try:
        order = core.engine.place(margin.seat, ticket)
    except ApiError:  # too little to be sold, or too little to buy it with
        return
    margin.liquidations.append(order)


@TABLE.operation(
    "GET /sapi/v1/margin/forceLiquidationRec",
    weight=1,
    parameters=f"isolatedSymbol {PAGED}",
    permission=READ,
)
def records(call: Call) -> JSON:
    margin, asked = seats.asked_isolated(call), span(call)
    found = [each for each in margin.liquidations if asked.covers(each.updated)]
    return paged(call, found, lambda each: _record(each, margin))


def _record(order: Order, margin: Margin) -> JSON:
    average = order.quote / order.executed if order.executed else Decimal(0)
    return {
        "avgPrice": number(average),
        "executedQty": number(order.executed),
        "orderId": order.id,
        "price": number(order.price),
        "qty": number(order.quantity),
        "side": order.ticket.side,
        "symbol": order.ticket.symbol,
        "timeInForce": order.ticket.time_in_force,
        "isIsolated": margin.symbol is not None,
        "updatedTime": order.updated,
    }
