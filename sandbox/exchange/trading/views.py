"""Orders, fills and accounts as the API spells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.trading.orders import NEVER
from sandbox.exchange.trading.prevention import NO_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Account, ApiKey
    from sandbox.exchange.trading.commission import Rates
    from sandbox.exchange.trading.orders import Fill, Order
    from sandbox.exchange.trading.prevention import PreventedMatch

JSON = dict[str, Any]


def number(amount: Decimal) -> str:
    return f"{amount:.8f}"


def ack(order: Order) -> JSON:
    return _name(order) | {"transactTime": order.updated}


def result(order: Order) -> JSON:
    placed = {"workingTime": order.working_time, "selfTradePreventionMode": order.ticket.prevention}
    return ack(order) | _state(order) | placed | _conditional(order)


def full(order: Order) -> JSON:
    more: JSON = {"fills": [_part(fill) for fill in order.fills]}
    if order.matches:
        more["preventedMatches"] = [_prevented(match, order) for match in order.matches]
        if order.account.trade_group != NO_GROUP:
            more["tradeGroupId"] = order.account.trade_group
    return result(order) | more


RESPONSES = {"ACK": ack, "RESULT": result, "FULL": full}
"""The forms of an answer to a new order, by `newOrderRespType`."""


def query(order: Order) -> JSON:
    """Return an order as it is looked up."""
    rest = {
        "stopPrice": number(order.ticket.stop_price),
        "icebergQty": number(order.ticket.iceberg_quantity),
        "time": order.time,
        "updateTime": order.updated,
        "isWorking": order.working_time != NEVER,
        "workingTime": order.working_time,
        "selfTradePreventionMode": order.ticket.prevention,
    }
    return _name(order) | _state(order) | rest | _conditional(order)


def canceled(order: Order, cancel_id: str) -> JSON:
    names = {"origClientOrderId": order.ticket.client_id, "clientOrderId": cancel_id}
    prevention = {"selfTradePreventionMode": order.ticket.prevention}
    return ack(order) | names | _state(order) | prevention | _conditional(order)


def amended(order: Order, old_client_id: str) -> JSON:
    """Return an order as the answer to its amendment shows it, which has names of its own."""
    shown = _name(order) | {
        "origClientOrderId": old_client_id,
        "price": number(order.ticket.price),
        "qty": number(order.quantity),
        "executedQty": number(order.executed),
        "preventedQty": number(order.prevented),
        "quoteOrderQty": number(order.ticket.quote_quantity),
        "cumulativeQuoteQty": number(order.quote),
        "status": order.status,
        "timeInForce": order.ticket.time_in_force,
        "type": order.ticket.type,
        "side": order.ticket.side,
    }
    if order.working_time != NEVER:
        shown["workingTime"] = order.working_time
    return shown | {"selfTradePreventionMode": order.ticket.prevention} | _conditional(order)


def fill(fill: Fill) -> JSON:
    """Return an execution as `myTrades` shows it."""
    return (
        {"symbol": fill.order.ticket.symbol, "id": fill.trade_id}
        | _execution(fill)
        | {"isBestMatch": True}
    )


def allocation(fill: Fill) -> JSON:
    """Return an execution in another book as `myAllocations` shows it."""
    names = {
        "symbol": fill.order.ticket.symbol,
        "allocationId": fill.allocation,
        "allocationType": "SOR",
    }
    return names | _execution(fill) | {"isAllocator": False}


def prevented_match(match: PreventedMatch, symbol: str) -> JSON:
    """Return a trade that did not happen as `myPreventedMatches` shows it."""
    head = {"symbol": symbol, "preventedMatchId": match.id, "takerOrderId": match.taker.id}
    body = {
        "makerSymbol": match.maker.ticket.symbol,
        "makerOrderId": match.maker.id,
        "tradeGroupId": match.taker.account.trade_group,
        "selfTradePreventionMode": match.mode,
        "price": number(match.price),
    }
    return head | body | _expired(match) | {"transactTime": match.time}


def account(account: Account, key: ApiKey, *, assets: Iterable[str], omit_zero: bool) -> JSON:
    balances = [
        {"asset": asset, "free": number(balance.free), "locked": number(balance.locked)}
        for asset in assets
        if (balance := account.balance(asset)).free or balance.locked or not omit_zero
    ]
    standard = account.commission.standard
    group = account.trade_group
    return {
        **{f"{role}Commission": int(rate * 10_000) for role, rate in vars(standard).items()},
        "commissionRates": rates(standard),
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
    } | ({"tradeGroupId": group} if group != NO_GROUP else {})


def rates(rates: Rates) -> JSON:
    return {role: number(rate) for role, rate in vars(rates).items()}


def _name(order: Order) -> JSON:
    return {
        "symbol": order.ticket.symbol,
        "orderId": order.id,
        "orderListId": order.order_list.id if order.order_list else -1,
        "clientOrderId": order.ticket.client_id,
    }


def _state(order: Order) -> JSON:
    ticket = order.ticket
    state = {
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
    if not order.quantity:  # that of an OPO's pending orders is not known yet
        del state["origQty"]
    return state


def _conditional(order: Order) -> JSON:
    """Return the fields that are there only under a condition."""
    ticket, peg = order.ticket, order.ticket.peg
    fields = {
        "icebergQty": number(ticket.iceberg_quantity) if ticket.iceberg_quantity else None,
        "stopPrice": number(ticket.stop_price) if ticket.contingent else None,
        "strategyId": ticket.strategy_id,
        "strategyType": ticket.strategy_type,
        "trailingDelta": ticket.trailing_delta,
        "trailingTime": None if ticket.trailing_delta is None else order.trailing_time,
        "workingFloor": order.floor,
        "usedSor": ticket.routed or None,
        "pegPriceType": peg.type if peg else None,
        "pegOffsetType": "PRICE_LEVEL" if peg and peg.level is not None else None,
        "pegOffsetValue": peg.level if peg else None,
        "peggedPrice": number(order.price) if peg and order.working_time != NEVER else None,
        "preventedMatchId": order.matches[-1].id if order.prevented else None,
        "preventedQuantity": number(order.prevented) if order.prevented else None,
        "expiryReason": order.expiry_reason,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _part(fill: Fill) -> JSON:
    """Return an execution as the answer to its order shows it."""
    part: JSON = {
        "price": number(fill.price),
        "qty": number(fill.quantity),
        "commission": number(fill.commission),
        "commissionAsset": fill.commission_asset,
        "tradeId": fill.trade_id,
    }
    if fill.allocation is None:
        return part
    return {"matchType": "ONE_PARTY_TRADE_REPORT", **part, "allocId": fill.allocation}


def _execution(fill: Fill) -> JSON:
    order = fill.order
    return {
        "orderId": order.id,
        "orderListId": order.order_list.id if order.order_list else -1,
        "price": number(fill.price),
        "qty": number(fill.quantity),
        "quoteQty": number(fill.quote),
        "commission": number(fill.commission),
        "commissionAsset": fill.commission_asset,
        "time": fill.time,
        "isBuyer": order.ticket.side == "BUY",
        "isMaker": fill.maker,
    }


def _prevented(match: PreventedMatch, order: Order) -> JSON:
    """Return a trade that did not happen as the answer to the order shows it."""
    counter = match.counter(order)
    names = {
        "preventedMatchId": match.id,
        "makerSymbol": counter.ticket.symbol,
        "makerOrderId": counter.id,
        "price": number(match.price),
    }
    return names | _expired(match)


def _expired(match: PreventedMatch) -> JSON:
    quantities = {
        "takerPreventedQuantity": match.taker_quantity,
        "makerPreventedQuantity": match.maker_quantity,
    }
    return {name: number(each) for name, each in quantities.items() if each is not None}
