"""Orders, fills and accounts as the API spells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Account, ApiKey
    from sandbox.exchange.trading.orders import Fill, Order

JSON = dict[str, Any]


def number(amount: Decimal) -> str:
    return f"{amount:.8f}"


def ack(order: Order) -> JSON:
    return {
        "symbol": order.ticket.symbol,
        "orderId": order.id,
        "orderListId": -1,
        "clientOrderId": order.ticket.client_id,
        "transactTime": order.updated,
    }


def result(order: Order) -> JSON:
    times = {"workingTime": order.time}
    return ack(order) | _state(order) | times | _prevention(order) | _conditional(order)


def full(order: Order) -> JSON:
    fills = [
        {
            "price": number(fill.price),
            "qty": number(fill.quantity),
            "commission": number(fill.commission),
            "commissionAsset": fill.commission_asset,
            "tradeId": fill.trade_id,
        }
        for fill in order.fills
    ]
    return result(order) | {"fills": fills}


def query(order: Order) -> JSON:
    """Return an order as it is looked up."""
    shown = {name: value for name, value in ack(order).items() if name != "transactTime"}
    rest = {
        "stopPrice": "0.00000000",
        "icebergQty": number(order.ticket.iceberg_quantity),
        "time": order.time,
        "updateTime": order.updated,
        "isWorking": True,
        "workingTime": order.time,
    }
    return shown | _state(order) | rest | _prevention(order) | _conditional(order)


def canceled(order: Order, cancel_id: str) -> JSON:
    names = {"origClientOrderId": order.ticket.client_id, "clientOrderId": cancel_id}
    return ack(order) | names | _state(order) | _prevention(order) | _conditional(order)


def fill(fill: Fill) -> JSON:
    """Return an execution as `myTrades` shows it."""
    return {
        "symbol": fill.order.ticket.symbol,
        "id": fill.trade_id,
        "orderId": fill.order.id,
        "orderListId": -1,
        "price": number(fill.price),
        "qty": number(fill.quantity),
        "quoteQty": number(fill.quote),
        "commission": number(fill.commission),
        "commissionAsset": fill.commission_asset,
        "time": fill.time,
        "isBuyer": fill.order.ticket.side == "BUY",
        "isMaker": fill.maker,
        "isBestMatch": True,
    }


def account(account: Account, key: ApiKey, *, assets: Iterable[str], omit_zero: bool) -> JSON:
    balances = [
        {"asset": asset, "free": number(balance.free), "locked": number(balance.locked)}
        for asset in assets
        if (balance := account.balance(asset)).free or balance.locked or not omit_zero
    ]
    return {
        "makerCommission": 10,
        "takerCommission": 10,
        "buyerCommission": 0,
        "sellerCommission": 0,
        "commissionRates": {
            "maker": "0.00100000",
            "taker": "0.00100000",
            "buyer": "0.00000000",
            "seller": "0.00000000",
        },
        "canTrade": key.may("enableSpotAndMarginTrading"),
        "canWithdraw": key.may("enableWithdrawals"),
        "canDeposit": True,
        "brokered": False,
        "requireSelfTradePrevention": False,
        "preventSor": False,
        "updateTime": account.updated,
        "accountType": "SPOT",
        "balances": balances,
        "permissions": ["SPOT"],
        "uid": account.uid,
    }


def _state(order: Order) -> JSON:
    ticket = order.ticket
    return {
        "price": number(ticket.price),
        "origQty": number(order.quantity),
        "executedQty": number(order.executed),
        "origQuoteOrderQty": number(ticket.quote_quantity),
        "cummulativeQuoteQty": number(order.quote),
        "status": order.status,
        "timeInForce": ticket.time_in_force,
        "type": ticket.type,
        "side": ticket.side,
    }


def _prevention(order: Order) -> JSON:
    return {"selfTradePreventionMode": order.ticket.prevention}


def _conditional(order: Order) -> JSON:
    """Return the fields that are there only under a condition."""
    ticket = order.ticket
    fields = {
        "icebergQty": number(ticket.iceberg_quantity) if ticket.iceberg_quantity else None,
        "strategyId": ticket.strategy_id,
        "strategyType": ticket.strategy_type,
        "preventedQuantity": number(order.prevented) if order.prevented else None,
        "expiryReason": order.expiry_reason,
    }
    return {name: value for name, value in fields.items() if value is not None}
