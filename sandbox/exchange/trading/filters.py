"""The filters of a symbol, applied to an order before it reaches the matching engine."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.trading.orders import Order, Ticket

MAX_ORDERS = 200
_ICEBERG_PARTS = 100
_UP, _DOWN = Decimal(5), Decimal("0.2")


def check(ticket: Ticket, listing: Listing, average: Decimal) -> None:
    """Refuse an order that breaks a filter; a market order is judged at the average price."""
    if ticket.limited:
        _price(ticket.price, listing)
        _percent_price(ticket.price, average)
    if not ticket.quote_quantity:
        _lot_size(ticket.quantity, listing)
    if ticket.iceberg_quantity:
        _iceberg(ticket, listing)
    if not ticket.limited and ticket.quantity > listing.max_market_quantity:
        raise errors.filter_failure("MARKET_LOT_SIZE")
    _notional(ticket, listing, average)


def check_open_orders(orders: Iterable[Order], symbol: str) -> None:
    """Refuse one order more than an account may have open on a symbol."""
    if sum(order.ticket.symbol == symbol for order in orders) >= MAX_ORDERS:
        raise errors.filter_failure("MAX_NUM_ORDERS")


def _price(price: Decimal, listing: Listing) -> None:
    if not listing.tick <= price <= listing.max_price or price % listing.tick:
        raise errors.filter_failure("PRICE_FILTER")


def _percent_price(price: Decimal, average: Decimal) -> None:
    if not average * _DOWN <= price <= average * _UP:
        raise errors.filter_failure("PERCENT_PRICE_BY_SIDE")


def _lot_size(quantity: Decimal, listing: Listing) -> None:
    if not listing.step <= quantity <= listing.max_quantity or quantity % listing.step:
        raise errors.filter_failure("LOT_SIZE")


def _iceberg(ticket: Ticket, listing: Listing) -> None:
    _lot_size(ticket.iceberg_quantity, listing)
    if -(-ticket.quantity // ticket.iceberg_quantity) > _ICEBERG_PARTS:
        raise errors.filter_failure("ICEBERG_PARTS")


def _notional(ticket: Ticket, listing: Listing, average: Decimal) -> None:
    price = ticket.price if ticket.limited else average
    notional = ticket.quote_quantity or price * ticket.quantity
    too_large = ticket.limited and notional > listing.max_notional
    if notional < listing.min_notional or too_large:
        raise errors.filter_failure("NOTIONAL")
