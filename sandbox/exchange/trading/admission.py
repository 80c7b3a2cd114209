"""What the matching engine refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.trading import filters
from sandbox.exchange.trading.orders import STOP_LOSSES
from sandbox.exchange.trading.triggers import meets_stop
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.orders import Ticket


def admit(account: Account, tickets: Sequence[Ticket]) -> None:
    """Refuse names that are taken, and more orders than may be open."""
    orders = account.open_orders()
    names = [ticket.client_id for ticket in tickets]
    taken = {order.ticket.client_id for order in orders}
    if len(set(names)) < len(names) or taken.intersection(names):
        raise errors.order_rejected("Duplicate order sent.")
    filters.check_open_orders([order.ticket for order in orders], tickets)


def admit_list(account: Account, symbol: str, client_id: str) -> None:
    """Refuse a list whose name is taken, or one list more than may be open."""
    open_ = [each for each in account.order_lists.values() if not each.done]
    if any(each.plan.client_id == client_id for each in open_):
        raise errors.order_rejected("Duplicate order sent.")
    filters.check_open_lists(sum(each.plan.symbol == symbol for each in open_))


def check_trigger(ticket: Ticket, last: Decimal) -> None:
    """Refuse a stop price that the market has reached already."""
    if ticket.stop_price and meets_stop(ticket, last):
        raise errors.order_rejected("Order would trigger immediately.")


def check_pair(tickets: Sequence[Ticket], last: Decimal) -> None:
    """Refuse a pair whose prices do not enclose the last one."""
    prices = {each: each.stop_price if each.contingent else each.price for each in tickets}
    if not all(prices.values()):
        return  # one of them is still to come, from the book or from the market's turns
    below, above = sorted(prices.values())
    stop = next(ticket for ticket in tickets if ticket.type in STOP_LOSSES)
    if not below < last < above or prices[stop] != (above if stop.above else below):
        msg = "The relationship of the prices for the orders is not correct."
        raise errors.order_rejected(msg)
