"""Trading: orders against the house, against other people, and against seeded trades."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from sandbox.exchange.market.reference import reference_price
from sandbox.exchange.trading import depth, routing, settlement
from sandbox.exchange.trading.orders import OPPOSITE, ZERO
from sandbox.exchange.trading.prevention import PreventedMatch, expiring, mode_of, same_trader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from sandbox.exchange.market.pair import Pair, Trade
    from sandbox.exchange.trading.depth import Offer
    from sandbox.exchange.trading.endings import Endings
    from sandbox.exchange.trading.ledger import Ledger
    from sandbox.exchange.trading.orders import Order
    from sandbox.exchange.trading.resting import Resting


class Matching:
    """Executes orders."""

    def __init__(self, ledger: Ledger, resting: Resting, endings: Endings) -> None:
        self._ledger = ledger
        self._market = ledger.market
        self._resting = resting
        self._endings = endings
        self._match_ids: dict[str, count[int]] = {}
        self._allocation_ids: dict[str, count[int]] = {}

    def offers(self, order: Order) -> list[Offer]:
        """Return what the order would trade against, as far as it needs."""
        return list(self._needed(order))

    def allowed(self, order: Order, offers: list[Offer]) -> list[Offer]:
        """Return the offers whose prices are within the symbol's price range."""
        pair = self._market.pairs[order.ticket.symbol]
        factors = pair.listing.price_range
        reference = reference_price(pair) if factors and offers else None
        if factors is None or reference is None:
            return offers
        low, high = (factor * reference for factor in factors)
        return [offer for offer in offers if low <= offer.price <= high]

    def take(self, order: Order, offers: list[Offer]) -> None:
        """Trade with these offers for as long as the order is open."""
        for offer in offers:
            if not order.open:
                return
            if offer.order is not None and not offer.order.open:
                continue  # the trades before have ended it
            if offer.order is not None and same_trader(order.account, offer.order.account):
                self._prevent(order, offer.order)
                continue
            self._trade(order, offer, min(offer.quantity, order.remaining))

    def reach(self, pair: Pair, trade: Trade) -> None:
        """Fill the resting orders that a seeded trade ran into.

        What lies beyond its price is filled whole, and so is what would cross the house's best
        prices from now on; at just its price there is no more than the trade's quantity.
        """
        for side in OPPOSITE:
            left = trade.quantity
            for order in list(self._resting.of(pair.symbol, side)):
                if not _meets(order, trade):
                    break
                beyond = _beyond(order, trade)
                quantity = order.remaining if beyond else min(order.remaining, left)
                left -= ZERO if beyond else quantity
                if not quantity:
                    break
                own = pair.print(order.price, quantity, maker=side == "BUY")
                self._fill(order, own, maker=True)
                self._market.tell(pair, own)

    def _needed(self, order: Order) -> Iterator[Offer]:
        ticket, wanted, spent = order.ticket, ZERO, ZERO
        for offer in self._all(order):
            amount = order.quantity - order.executed - order.prevented
            enough = wanted >= amount if amount else spent >= ticket.quote_quantity
            if enough or not order.accepts(offer.price):
                return
            if offer.order is None or not same_trader(order.account, offer.order.account):
                wanted += offer.quantity
                spent += offer.quantity * offer.price
            yield offer

    def _all(self, order: Order) -> Iterator[Offer]:
        side = OPPOSITE[order.ticket.side]
        symbols = routing.symbols(order.ticket)
        sides = [
            depth.offers(self._market.book(symbol), self._resting, symbol, side)
            for symbol in symbols
        ]
        return routing.best_first(sides, side)

    def _trade(self, order: Order, offer: Offer, quantity: Decimal) -> None:
        pair, side = self._market.pairs[offer.symbol], order.ticket.side
        trade = pair.print(offer.price, quantity, maker=side == "SELL")
        elsewhere = offer.symbol != order.ticket.symbol
        self._fill(order, trade, maker=False, allocated=elsewhere)
        if offer.order is None:
            self._market.book(pair.symbol).take(OPPOSITE[side], offer.price, quantity)
        else:
            self._fill(offer.order, trade, maker=True)
        self._market.tell(pair, trade)

    def _fill(self, order: Order, trade: Trade, *, maker: bool, allocated: bool = False) -> None:
        if not order.executed:
            order.account.order_count.filled(order.counted_in)
        self._endings.outdo_rivals(order)
        symbol, slice_ = order.ticket.symbol, _slice(order)
        ids = self._allocation_ids.setdefault(symbol, count()) if allocated else None
        allocation = None if ids is None else next(ids)
        fill = settlement.settle(self._ledger, order, trade, maker=maker, allocation=allocation)
        order.executed += trade.quantity
        order.quote += fill.quote
        order.updated = trade.time
        order.status = "PARTIALLY_FILLED" if order.remaining else "FILLED"
        order.fills.append(fill)
        if allocation is None:
            order.account.fills.append(fill)
        self._endings.release(order)
        if maker and order.open and _slice(order) != slice_:
            self._resting.remove(order)  # an iceberg's next slice is the last in turn
            self._resting.add(order)
        self._ledger.report(order, "TRADE", fill=fill)
        self._endings.follow(order)

    def _prevent(self, taker: Order, maker: Order) -> None:
        """Keep somebody from trading with themselves, in the way the taker asked for."""
        mode, symbol = mode_of(taker, maker), taker.ticket.symbol
        taker_quantity, maker_quantity = expiring(taker, maker, mode)
        match = PreventedMatch(
            id=next(self._match_ids.setdefault(symbol, count())),
            taker=taker,
            maker=maker,
            mode=mode,
            price=maker.price,
            quantity=min(taker.remaining, maker.remaining),
            taker_quantity=taker_quantity,
            maker_quantity=maker_quantity,
            time=self._ledger.clock(symbol),
        )
        if mode == "TRANSFER" and taker.account is not maker.account:
            self._transfer(match)
        for order in (taker, maker):
            if match.expired(order) is not None:
                self._endings.prevent(order, match)

    def _transfer(self, match: PreventedMatch) -> None:
        for order in (match.taker, match.maker):
            self._endings.outdo_rivals(order)
        settlement.transfer(self._ledger, match)


def _slice(order: Order) -> Decimal:
    """Return how many slices of an iceberg are gone."""
    iceberg = order.ticket.iceberg_quantity
    return (order.executed + order.prevented) // iceberg if iceberg else ZERO


def _meets(order: Order, trade: Trade) -> bool:
    buys = order.ticket.side == "BUY"
    return order.price >= trade.price if buys else order.price <= trade.price


def _beyond(order: Order, trade: Trade) -> bool:
    """Tell whether a trade at this price could not have passed the order by."""
    takes_its_side = trade.maker != (order.ticket.side == "BUY")
    return order.price != trade.price or takes_its_side
