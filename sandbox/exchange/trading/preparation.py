"""What is settled before an order is accepted: its price, its quantity, its money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.trading import admission, depth, filters, pegs
from sandbox.exchange.trading.holds import Hold
from sandbox.exchange.trading.orders import Order
from sandbox.exchange.trading.prevention import same_trader
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.depth import Offer
    from sandbox.exchange.trading.ledger import Ledger
    from sandbox.exchange.trading.lists import OrderList
    from sandbox.exchange.trading.matching import Matching
    from sandbox.exchange.trading.orders import Peg, Ticket
    from sandbox.exchange.trading.resting import Resting


class Preparation:
    """Makes orders ready for the book, or refuses them."""

    def __init__(self, ledger: Ledger, resting: Resting, matching: Matching) -> None:
        self._ledger = ledger
        self._market = ledger.market
        self._resting = resting
        self._matching = matching

    def made(self, account: Account, ticket: Ticket, orders: OrderList | None = None) -> Order:
        listing = self._market.pairs[ticket.symbol].listing
        if not listing.trading:
            raise errors.order_rejected("Market is closed.")
        hold = Hold(account, listing.quote if ticket.side == "BUY" else listing.base)
        clock = self._ledger.clock(ticket.symbol)
        order = Order(
            id=self._ledger.next_id(),
            ticket=ticket,
            account=account,
            time=clock,
            updated=clock,
            quantity=ticket.quantity,
            price=ticket.price,
            hold=hold,
            order_list=orders,
            floor="SOR" if ticket.routed else None,
        )
        hold.orders.append(order)
        return order

    def prepare(self, orders: Sequence[Order]) -> list[list[Offer]]:
        """Give orders their price and their money, or refuse them; return what they can take."""
        if len(orders) > 1:
            last = self._market.pairs[orders[0].ticket.symbol].last.price
            admission.check_pair([order.ticket for order in orders], last)
        found = [self._wait(each) if each.ticket.contingent else self.find(each) for each in orders]
        needs = [need(each, offers) for each, offers in zip(orders, found, strict=True)]
        orders[0].hold.become(max(needs))
        return found

    def _wait(self, order: Order) -> list[Offer]:
        """Prepare an order that waits for a price; what it will cost is estimated."""
        ticket = order.ticket
        last = self._market.pairs[ticket.symbol].last.price
        admission.check_trigger(ticket, last)
        order.price = ticket.price or ticket.stop_price or last
        return []

    def find(self, order: Order) -> list[Offer]:
        """Prepare an order that works from now on."""
        ticket = order.ticket
        if ticket.peg is not None:
            self._price_by_book(order, ticket.peg)
        offers = self._matching.offers(order)
        if ticket.type == "LIMIT_MAKER" and offers:
            raise errors.order_rejected("Order would immediately match and take.")
        if ticket.quote_quantity:
            order.quantity = self._affordable(ticket, tradable(order, offers))
        order.working_time = self._ledger.clock(ticket.symbol)
        return offers

    def _price_by_book(self, order: Order, peg: Peg) -> None:
        ticket, pair = order.ticket, self._market.pairs[order.ticket.symbol]
        order.price = pegs.price(ticket, peg, self._market.book(pair.symbol), self._resting)
        filters.check_price(order.price, pair.listing, filters.typical_price(pair))
        filters.check_notional(ticket, order.price, order.quantity, pair.listing)

    def _affordable(self, ticket: Ticket, offers: list[Offer]) -> Decimal:
        step = self._market.pairs[ticket.symbol].listing.step
        quantity = depth.affordable(ticket.quote_quantity, offers, step)
        if not quantity:
            msg = "Order book liquidity is less than `LOT_SIZE` filter minimum quantity."
            raise errors.order_rejected(msg)
        return quantity

    def sell_what_was_bought(self, orders: Sequence[Order]) -> None:
        """Give the orders of an OPO the quantity that they may sell."""
        for order in orders:
            pair = self._market.pairs[order.ticket.symbol]
            listing = pair.listing
            order.quantity = order.hold.amount // listing.step * listing.step
            if not order.ticket.limited:
                order.quantity = min(order.quantity, listing.max_market_quantity)
            filters.check_quantity(order.ticket, order.quantity, listing)
            price = order.ticket.price or filters.typical_price(pair)
            filters.check_notional(order.ticket, price, order.quantity, listing)


def tradable(order: Order, offers: Sequence[Offer]) -> list[Offer]:
    """Return the offers that are not of the order's own trader."""
    return [
        offer
        for offer in offers
        if offer.order is None or not same_trader(order.account, offer.order.account)
    ]


def need(order: Order, offers: Sequence[Offer]) -> Decimal:
    """Return what must be locked for an order."""
    market = order.working and not order.ticket.limited
    if market and order.ticket.side == "BUY":
        return depth.cost(order.remaining, tradable(order, offers))
    return order.needed


def share_hold(orders: Sequence[Order]) -> None:
    """Lock money once for orders of which only one can be executed."""
    hold = orders[0].hold
    for order in orders[1:]:
        order.hold = hold
        hold.orders.append(order)
