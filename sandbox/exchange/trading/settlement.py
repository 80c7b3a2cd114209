"""Moving the money of a trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.trading.commission import DISCOUNT_ASSET, Money, charge
from sandbox.exchange.trading.orders import Fill, Order, notional

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.market.pair import Trade
    from sandbox.exchange.trading.ledger import Ledger
    from sandbox.exchange.trading.prevention import PreventedMatch


def settle(
    ledger: Ledger, order: Order, trade: Trade, *, maker: bool, allocation: int | None = None
) -> Fill:
    """Exchange what an order gives for what it gets, less the commission."""
    quote = notional(trade.price, trade.quantity)
    received = _swap(ledger, order, trade.quantity, quote)
    side = order.ticket.side
    commission = charge(ledger.market, order.account, side, received, maker=maker)
    order.account.balance(commission.asset).free -= commission.amount
    ledger.touch(order.account, commission.asset)
    if order.order_list is not None and order.order_list.pays and order is order.order_list.working:
        _keep_for_pending(order, received, commission)
    return Fill(
        trade_id=trade.number if allocation is None else -1,
        order=order,
        time=trade.time,
        price=trade.price,
        quantity=trade.quantity,
        quote=quote,
        commission=commission.amount,
        commission_asset=commission.asset,
        maker=maker,
        allocation=allocation,
    )


def transfer(ledger: Ledger, match: PreventedMatch) -> None:
    """Move what would have been traded between two accounts of one group, at no cost."""
    for order in (match.taker, match.maker):
        _swap(ledger, order, match.quantity, notional(match.price, match.quantity))


def _swap(ledger: Ledger, order: Order, quantity: Decimal, quote: Decimal) -> Money:
    listing = ledger.market.pairs[order.ticket.symbol].listing
    buys = order.ticket.side == "BUY"
    received = Money(quantity, listing.base) if buys else Money(quote, listing.quote)
    order.hold.pay(quote if buys else quantity)
    order.account.balance(received.asset).free += received.amount
    ledger.touch(order.account, order.hold.asset, received.asset)
    return received


def _keep_for_pending(order: Order, received: Money, commission: Money) -> None:
    """Lock what an OPO has bought for those that will sell it.

    The commission comes out of what the account has besides, if that is enough and not BNB.
    """
    assert order.order_list is not None
    hold, kept = order.order_list.others[0].hold, received.amount
    besides = order.account.balance(received.asset).free - received.amount
    if commission.asset == received.asset and (besides < 0 or received.asset == DISCOUNT_ASSET):
        kept -= commission.amount
    hold.become(hold.amount + kept)
