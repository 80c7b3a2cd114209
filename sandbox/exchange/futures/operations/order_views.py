"""Orders and executions as the futures APIs spell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.trading.algos import TRAILING
from sandbox.exchange.futures.trading.arithmetic import ZERO
from sandbox.exchange.futures.trading.numbers import average, plain

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.trading.orders import Amendment, Fill, Order

JSON = dict[str, Any]


def placed(order: Order) -> JSON:
    """Return what placing, changing and cancelling answer; none of them tells the price paid."""
    ticket, contract = order.ticket, order.contract
    pair = {"pair": contract.pair} if contract.inverse else {}
    return {
        "orderId": order.id,
        "symbol": ticket.symbol,
        **pair,
        "status": order.status,
        "clientOrderId": ticket.client_id,
        "price": contract.price(ticket.price),
        "origQty": contract.quantity(ticket.quantity),
        "executedQty": contract.quantity(order.executed),
        "cumQty": contract.quantity(order.executed),
        **_terms(order),
        "updateTime": order.updated,
    }


def accepted(order: Order) -> JSON:
    """Return an order as it was accepted, before anything was executed."""
    none = order.contract.quantity(ZERO)
    news = {"status": "NEW", "executedQty": none, "cumQty": none, "updateTime": order.time}
    return placed(order) | news


def amended(order: Order) -> JSON:
    modify_id = order.amendments[-1].modify_id if order.amendments else None
    return placed(order) | {"pair": order.contract.pair, "modifyId": modify_id or 0}


def queried(order: Order) -> JSON:
    """Return an order as it is looked up."""
    ticket, contract = order.ticket, order.contract
    return {
        "orderId": order.id,
        "symbol": ticket.symbol,
        "status": order.status,
        "clientOrderId": ticket.client_id,
        "price": contract.price(ticket.price),
        "avgPrice": average(order),
        "origQty": contract.quantity(ticket.quantity),
        "executedQty": contract.quantity(order.executed),
        **_executed(order),
        **_terms(order),
        "time": order.time,
        "updateTime": order.updated,
    }


def listed(order: Order) -> JSON:
    """Return an order in a history, where both venues tell all that either of them does."""
    more = {"pair": order.contract.pair, "goodTillDate": order.ticket.good_till}
    return queried(order) | _values(order) | more


def forced(order: Order) -> JSON:
    """Return a liquidation as `forceOrders` shows it."""
    row = listed(order)
    for name in ("priceMatch", "selfTradePreventionMode"):
        del row[name]
    if not order.contract.inverse:
        del row["priceProtect"], row["goodTillDate"]
    return row


def tested(order: Order) -> JSON:
    """Return an order that would have been accepted; here the price paid is still told."""
    return placed(order) | {"avgPrice": average(order), "cumQuote": plain(order.spent)}


def trade(fill: Fill) -> JSON:
    """Return an execution as `userTrades` shows it."""
    order, contract = fill.order, fill.order.contract
    size = fill.quantity * contract.size
    base, quote = (fill.value, size) if contract.inverse else (fill.quantity, fill.value)
    return {
        "symbol": contract.symbol,
        "id": fill.trade_id,
        "orderId": order.id,
        "pair": contract.pair,
        "side": order.ticket.side,
        "price": contract.price(fill.price),
        "qty": contract.quantity(fill.quantity),
        "realizedPnl": plain(fill.realized),
        "marginAsset": contract.margin_asset,
        "baseQty": plain(base),
        "quoteQty": plain(quote),
        "commission": plain(fill.commission),
        "commissionAsset": fill.commission_asset,
        "time": fill.time,
        "positionSide": order.ticket.position_side,
        "buyer": order.ticket.side == "BUY",
        "maker": fill.maker,
    }


def amendment(order: Order, change: Amendment) -> JSON:
    (price, new_price), (quantity, new_quantity) = change.price, change.quantity
    return {
        "amendmentId": change.id,
        "symbol": order.ticket.symbol,
        "pair": order.contract.pair,
        "orderId": order.id,
        "clientOrderId": order.ticket.client_id,
        "time": change.time,
        "amendment": {
            "price": {"before": plain(price), "after": plain(new_price)},
            "origQty": {"before": plain(quantity), "after": plain(new_quantity)},
            "count": change.count,
            "modifyId": change.modify_id or 0,
        },
    }


def _terms(order: Order) -> JSON:
    """Return what was asked for beside price and quantity."""
    ticket, contract = order.ticket, order.contract
    terms: JSON = {
        "timeInForce": ticket.time_in_force,
        "type": ticket.type,
        "reduceOnly": ticket.reduce_only,
        "closePosition": ticket.close_position,
        "side": ticket.side,
        "positionSide": ticket.position_side,
        "stopPrice": contract.price(ticket.trigger_price),
        "workingType": ticket.working_type,
        "priceProtect": ticket.price_protect,
        "origType": ticket.original_type,
        "priceMatch": ticket.price_match,
        "selfTradePreventionMode": ticket.prevention,
    }
    if not contract.inverse:
        terms["goodTillDate"] = ticket.good_till
    if ticket.original_type == TRAILING:
        terms["activatePrice"] = contract.price(ticket.activate_price)
        terms["priceRate"] = plain(ticket.callback_rate)
    return terms


def _executed(order: Order) -> JSON:
    """Return what was executed: in the quote asset, or on COIN-M in coin."""
    values = _values(order)
    if order.contract.inverse:
        return {"cumBase": values["cumBase"], "pair": order.contract.pair}
    return {"cumQuote": values["cumQuote"]}


def _values(order: Order) -> JSON:
    base, quote = order.executed, order.spent
    if order.contract.inverse:
        base, quote = order.spent, _in_quote(order)
    return {"cumBase": plain(base), "cumQuote": plain(quote)}


def _in_quote(order: Order) -> Decimal:
    return order.executed * order.contract.size
