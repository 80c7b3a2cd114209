"""The matching engine: orders in, executions and balances out."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.trading import depth, events, filters
from sandbox.exchange.trading.events import Execution, Prevention
from sandbox.exchange.trading.orders import OPPOSITE, ZERO, Fill, Order
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.exchange.market.pair import Pair, Trade
    from sandbox.exchange.market.venue import Market
    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.depth import Offer
    from sandbox.exchange.trading.events import JSON
    from sandbox.exchange.trading.orders import Ticket

    Tell = Callable[[Account, JSON], None]

COMMISSION = Decimal("0.001")
_UNIT = Decimal("1E-8")


class Engine:
    """Matches people's orders with the house and with one another."""

    def __init__(self, market: Market, *, next_id: Callable[[], int], tell: Tell) -> None:
        self._market = market
        self._next_id = next_id
        self._tell = tell
        self._resting: dict[str, list[Order]] = defaultdict(list)
        self._changed: dict[int, tuple[Account, dict[str, None]]] = {}
        market.listeners.append(self._on_trade)

    # What people ask for

    def place(self, account: Account, ticket: Ticket) -> Order:
        """Accept an order, trade what can be traded now, and let the rest wait or expire."""
        pair = self._market.pairs[ticket.symbol]
        self._admit(account, ticket)
        offers = list(self._matching(account, ticket))
        if ticket.type == "LIMIT_MAKER" and offers:
            raise errors.order_rejected("Order would immediately match and take.")
        others = [offer for offer in offers if not offer.of(account)]
        step = pair.listing.step
        quantity = ticket.quantity or depth.affordable(ticket.quote_quantity, others, step)
        if not quantity:
            raise errors.filter_failure("LOT_SIZE")
        order = self._accept(account, ticket, quantity, others)
        if ticket.time_in_force != "FOK" or depth.total(others) >= quantity:
            self._take(order, pair, offers)
        if order.open and (ticket.time_in_force != "GTC" or not ticket.limited):
            order.expiry_reason = _expiry_reason(ticket)
            self._end(order, "EXPIRED", "EXPIRED")
        elif order.open:
            self._resting[ticket.symbol].append(order)
        self._publish()
        return order

    def cancel(self, order: Order, cancel_id: str) -> None:
        if not order.open:
            raise errors.cancel_rejected()
        self._end(order, "CANCELED", "CANCELED", cancel_id=cancel_id)
        self._publish()

    def deposit(self, account: Account, asset: str, amount: Decimal) -> None:
        """Add to (or take from) what an account has, as a transfer does."""
        account.balance(asset).free += amount
        self._touch(account, asset)
        self._publish()
        self._tell(account, events.balance_update(asset, amount, account.updated))

    def move(self, pair: Pair, price: Decimal) -> Trade:
        """Move a market to a price; the orders on the way there are filled first."""
        self._fill_reached(pair, pair.last._replace(price=price, maker=price < pair.last.price))
        trade = pair.move(price)
        self._market.tell(pair, trade)
        return trade

    def open_orders(self, account: Account) -> list[Order]:
        return [order for order in account.orders.values() if order.open]

    def levels(self, symbol: str, side: str, limit: int) -> list[tuple[Decimal, Decimal]]:
        return depth.levels(self._market.book(symbol), self._resting[symbol], side, limit)

    def clear(self) -> None:
        self._resting.clear()

    # Accepting

    def _admit(self, account: Account, ticket: Ticket) -> None:
        orders = self.open_orders(account)
        if any(order.ticket.client_id == ticket.client_id for order in orders):
            raise errors.order_rejected("Duplicate order sent.")
        filters.check_open_orders(orders, ticket.symbol)

    def _matching(self, account: Account, ticket: Ticket) -> Iterator[Offer]:
        """Yield what the order would trade against, as far as it needs."""
        wanted, spent = ZERO, ZERO
        book, resting = self._market.book(ticket.symbol), self._resting[ticket.symbol]
        for offer in depth.offers(book, resting, OPPOSITE[ticket.side]):
            enough = (
                wanted >= ticket.quantity if ticket.quantity else spent >= ticket.quote_quantity
            )
            if enough or not ticket.accepts(offer.price):
                return
            if not offer.of(account):
                wanted += offer.quantity
                spent += offer.quantity * offer.price
            yield offer

    def _accept(
        self, account: Account, ticket: Ticket, quantity: Decimal, offers: list[Offer]
    ) -> Order:
        listing = self._market.pairs[ticket.symbol].listing
        asset = listing.quote if ticket.side == "BUY" else listing.base
        need = quantity
        if ticket.side == "BUY":
            need = ticket.price * quantity if ticket.limited else depth.cost(quantity, offers)
        account.lock(asset, need)
        self._touch(account, asset)
        clock = self._market.pairs[ticket.symbol].clock
        order = Order(
            id=self._next_id(),
            ticket=ticket,
            account=account,
            time=clock,
            quantity=quantity,
            locked_asset=asset,
            locked=need,
            counted_in=account.order_count.placed(),
            updated=clock,
        )
        account.orders[order.id] = order
        self._report(order, "NEW")
        return order

    # Trading

    def _take(self, order: Order, pair: Pair, offers: list[Offer]) -> None:
        book = self._market.book(pair.symbol)
        for offer in offers:
            if not order.open:
                return
            if offer.order is not None and offer.of(order.account):
                self._prevent(order, offer.order)
                continue
            quantity = min(offer.quantity, order.remaining)
            if not quantity:
                return
            trade = pair.print(offer.price, quantity, maker=order.ticket.side == "SELL")
            self._fill(order, trade, maker=False)
            if offer.order is None:
                book.take(OPPOSITE[order.ticket.side], offer.price, quantity)
            else:
                self._fill(offer.order, trade, maker=True)
            self._market.tell(pair, trade)

    def _on_trade(self, pair: Pair, trade: Trade) -> None:
        """Fill the resting orders that a seeded trade ran into."""
        if trade is pair.centre:
            self._fill_reached(pair, trade)

    def _fill_reached(self, pair: Pair, trade: Trade) -> None:
        for order in list(self._resting[pair.symbol]):
            quantity = _reached(order, trade)
            if quantity:
                own = pair.print(order.ticket.price, quantity, maker=order.ticket.side == "BUY")
                self._fill(order, own, maker=True)
                self._market.tell(pair, own)
        self._publish()

    def _fill(self, order: Order, trade: Trade, *, maker: bool) -> None:
        quote = trade.price * trade.quantity
        if not order.executed:
            order.account.order_count.filled(order.counted_in)
        order.executed += trade.quantity
        order.quote += quote
        order.updated = trade.time
        order.status = "PARTIALLY_FILLED" if order.remaining else "FILLED"
        fill = self._settle(order, trade, quote, maker=maker)
        order.fills.append(fill)
        order.account.fills.append(fill)
        self._release(order)
        self._report(order, "TRADE", fill=fill)

    def _settle(self, order: Order, trade: Trade, quote: Decimal, *, maker: bool) -> Fill:
        """Move the money of one execution; the commission is taken from what is received."""
        listing, account = self._market.pairs[order.ticket.symbol].listing, order.account
        buys = order.ticket.side == "BUY"
        gives, gets = (quote, trade.quantity) if buys else (trade.quantity, quote)
        asset = listing.base if buys else listing.quote
        commission = (gets * COMMISSION).quantize(_UNIT, rounding=ROUND_DOWN)
        order.locked -= gives
        account.balance(order.locked_asset).locked -= gives
        account.balance(asset).free += gets - commission
        self._touch(account, order.locked_asset, asset)
        return Fill(
            trade_id=trade.number,
            order=order,
            time=trade.time,
            price=trade.price,
            quantity=trade.quantity,
            quote=quote,
            commission=commission,
            commission_asset=asset,
            maker=maker,
        )

    def _prevent(self, taker: Order, maker: Order) -> None:
        """Keep an account from trading with itself, in the way the taker asked for."""
        mode, quantity = taker.ticket.prevention, min(taker.remaining, maker.remaining)
        price = maker.ticket.price
        for order, counter in ((taker, maker), (maker, taker)):
            role = "EXPIRE_TAKER" if order is taker else "EXPIRE_MAKER"
            if mode in {role, "EXPIRE_BOTH"}:
                order.prevented += quantity
                prevention = Prevention(counter.id, quantity, price)
                self._end(order, "EXPIRED_IN_MATCH", "TRADE_PREVENTION", prevention=prevention)

    # Ending and telling

    def _end(
        self,
        order: Order,
        status: str,
        execution: str,
        *,
        cancel_id: str | None = None,
        prevention: Prevention | None = None,
    ) -> None:
        order.status = status
        order.updated = self._market.pairs[order.ticket.symbol].clock
        self._release(order)
        self._report(order, execution, cancel_id=cancel_id, prevention=prevention)

    def _release(self, order: Order) -> None:
        """Give back what an order no longer needs: all when it is over, else what it saved."""
        needed = order.needed if order.open else ZERO
        order.account.unlock(order.locked_asset, order.locked - needed)
        order.locked = needed
        self._touch(order.account, order.locked_asset)
        if not order.open and order in self._resting[order.ticket.symbol]:
            self._resting[order.ticket.symbol].remove(order)

    def _report(
        self,
        order: Order,
        type_: str,
        *,
        fill: Fill | None = None,
        cancel_id: str | None = None,
        prevention: Prevention | None = None,
    ) -> None:
        execution = Execution(
            type=type_,
            id=self._next_id(),
            time=order.updated,
            fill=fill,
            cancel_id=cancel_id,
            prevention=prevention,
        )
        self._tell(order.account, events.execution_report(order, execution, order.updated))

    def _touch(self, account: Account, *assets: str) -> None:
        _, changed = self._changed.setdefault(account.uid, (account, {}))
        changed.update(dict.fromkeys(assets))

    def _publish(self) -> None:
        """Tell each account which of its balances have changed."""
        for account, assets in self._changed.values():
            account.updated = self._market.clock
            position = events.account_position(account, assets, account.updated)
            self._tell(account, position)
        self._changed.clear()


def _expiry_reason(ticket: Ticket) -> str:
    if not ticket.limited:
        return "INSUFFICIENT_LIQUIDITY"
    if ticket.time_in_force == "FOK":
        return "UNFILLED_FOK_ORDER_EXPIRED"
    return "UNFILLED_IOC_QUANTITY_EXPIRED"


def _reached(order: Order, trade: Trade) -> Decimal:
    """Return how much of a resting order a trade has filled.

    A price beyond the order's fills it whole, and so does the best price that the house asks or
    bids from now on; a trade at just its price fills it as far as the trade goes.
    """
    price, buys = order.ticket.price, order.ticket.side == "BUY"
    if buys:
        beyond = price > trade.price or (price == trade.price and not trade.maker)
    else:
        beyond = price < trade.price or (price == trade.price and trade.maker)
    if beyond:
        return order.remaining
    return min(order.remaining, trade.quantity) if price == trade.price else ZERO
