"""The filters of a symbol, and those of an account."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.day import average_price
from sandbox.exchange.market.reference import reference_price
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.trading.orders import Ticket

MAX_ORDERS = 200
MAX_ALGO_ORDERS = 5
MAX_ORDER_LISTS = 20
MAX_ORDERS_EVERYWHERE = 1_000
_ICEBERG_PARTS = 100
_UP, _DOWN = Decimal(5), Decimal("0.2")
_LEAST_DELTA, _LARGEST_DELTA = 10, 2_000

EXCHANGE_FILTERS: list[dict[str, Any]] = [
    {"filterType": "EXCHANGE_MAX_NUM_ORDERS", "maxNumOrders": MAX_ORDERS_EVERYWHERE}
]
"""The filters that every account has on all symbols together."""


def typical_price(pair: Pair) -> Decimal:
    """Return the price that orders are judged by: the reference price, or else the average."""
    return reference_price(pair) or average_price(pair)


def check(ticket: Ticket, listing: Listing, typical: Decimal, *, bought: bool = False) -> None:
    """Refuse an order that breaks a filter; a market order is judged at the typical price.

    What sells what another order has `bought` is told its quantity only then.
    """
    if ticket.limited and (ticket.price or ticket.peg is None):
        check_price(ticket.price, listing, typical)
    if ticket.contingent and (ticket.stop_price or ticket.trailing_delta is None):
        _price(ticket.stop_price, listing)
    if ticket.trailing_delta is not None:
        _trailing_delta(ticket.trailing_delta)
    if not ticket.quote_quantity and not bought:
        check_quantity(ticket, ticket.quantity, listing)
    if not bought:
        check_notional(ticket, ticket.price or typical, ticket.quantity, listing)


def check_price(price: Decimal, listing: Listing, typical: Decimal) -> None:
    _price(price, listing)
    if not typical * _DOWN <= price <= typical * _UP:
        raise errors.filter_failure("PERCENT_PRICE_BY_SIDE")


def check_quantity(ticket: Ticket, quantity: Decimal, listing: Listing) -> None:
    _lot_size(quantity, listing)
    if ticket.iceberg_quantity:
        _lot_size(ticket.iceberg_quantity, listing)
        if -(-quantity // ticket.iceberg_quantity) > _ICEBERG_PARTS:
            raise errors.filter_failure("ICEBERG_PARTS")
    if not ticket.limited and quantity > listing.max_market_quantity:
        raise errors.filter_failure("MARKET_LOT_SIZE")


def check_notional(ticket: Ticket, price: Decimal, quantity: Decimal, listing: Listing) -> None:
    notional = ticket.quote_quantity or price * quantity
    too_large = ticket.limited and notional > listing.max_notional
    if notional < listing.min_notional or too_large:
        raise errors.filter_failure("NOTIONAL")


def check_open_orders(open_: Sequence[Ticket], tickets: Sequence[Ticket]) -> None:
    """Refuse more orders than an account may have open: on a symbol, of a kind, on the whole."""
    here = [each for each in open_ if each.symbol == tickets[0].symbol]
    if len(here) + len(tickets) > MAX_ORDERS:
        raise errors.filter_failure("MAX_NUM_ORDERS")
    more = sum(each.contingent for each in tickets)
    if more and more + sum(each.contingent for each in here) > MAX_ALGO_ORDERS:
        raise errors.filter_failure("MAX_NUM_ALGO_ORDERS")
    if len(open_) + len(tickets) > MAX_ORDERS_EVERYWHERE:
        raise errors.filter_failure("EXCHANGE_MAX_NUM_ORDERS")


def check_open_lists(open_: int) -> None:
    """Refuse one list more than an account may have open on a symbol."""
    if open_ >= MAX_ORDER_LISTS:
        raise errors.filter_failure("MAX_NUM_ORDER_LISTS")


def _price(price: Decimal, listing: Listing) -> None:
    if not listing.tick <= price <= listing.max_price or price % listing.tick:
        raise errors.filter_failure("PRICE_FILTER")


def _trailing_delta(delta: int) -> None:
    if not _LEAST_DELTA <= delta <= _LARGEST_DELTA:
        raise errors.filter_failure("TRAILING_DELTA")


def _lot_size(quantity: Decimal, listing: Listing) -> None:
    if not listing.step <= quantity <= listing.max_quantity or quantity % listing.step:
        raise errors.filter_failure("LOT_SIZE")
