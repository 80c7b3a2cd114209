"""What is sent to change an order: a reduction where it stands, or another one in its place."""

from decimal import Decimal

from binance.models.exchange import SymbolInfo
from binance.models.order_terms import CancelRestrictions, OrderType
from binance.models.orders import Order
from binance.private.spot import AmendOrder, CancelReplace, CancelReplaceMode
from bot.i18n import note
from bot.ordering import advice
from bot.ordering.changes import (
    Change,
    check_prices_fit,
    check_something_changes,
    only_shrinks,
    total_of,
    with_its_limit,
)
from bot.ordering.market import Market
from bot.ordering.sizing import request_for
from bot.ordering.trials import SIZED, Trial
from bot.ordering.wishes import Base, Limit, Single, Stop, Touch, Trail, Wish
from bot.refusals import Refused

Successor = AmendOrder | CancelReplace

_TOUCHES = frozenset({OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_LIMIT})
_STOPS = frozenset({OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT})
_OF_THE_AMOUNT = SIZED | {"ICEBERG_PARTS"}


def successor_of(order: Order, info: SymbolInfo, change: Change, market: Market) -> Successor:
    """The request that changes a single open order; `Refused` where Binance would not take it.

    `market` is as it will be once the order is gone: what it sets aside is free again.
    """
    check_prices_fit(order, change)
    change = with_its_limit(order, info, change)
    total = total_of(order, info, change)
    check_something_changes(order, total, change)
    if only_shrinks(order, total, change) and info.amend_allowed:
        return _amendment(order, info, total, market)
    return _replacement(order, info, total, change, market)


def _amendment(order: Order, info: SymbolInfo, total: Decimal, market: Market) -> AmendOrder:
    """Of an order that waits already, only its size is judged again."""
    trial = Trial(Wish(order.side, info, Base(total), kind_after(order, Change())), market)
    found = [one for one in trial.broken(total) if one.filter in _OF_THE_AMOUNT]
    if found:
        raise advice.refusal(trial, total, found[0])
    return AmendOrder(symbol=order.symbol, order_id=order.order_id, new_qty=total)


def _replacement(
    order: Order, info: SymbolInfo, total: Decimal, change: Change, market: Market
) -> CancelReplace:
    """Another order for what is left; it is placed only if the old one was as it was seen."""
    _check_replaceable(order, info)
    left = Base(total - order.executed_qty)
    new = request_for(Wish(order.side, info, left, kind_after(order, change)), market)
    return CancelReplace.model_validate(
        {
            **new.model_dump(exclude_none=True),
            "self_trade_prevention_mode": order.self_trade_prevention_mode,
            "cancel_order_id": order.order_id,
            "cancel_replace_mode": CancelReplaceMode.STOP_ON_FAILURE,
            "cancel_restrictions": CancelRestrictions.ONLY_PARTIALLY_FILLED
            if order.executed_qty
            else CancelRestrictions.ONLY_NEW,
        }
    )


def _check_replaceable(order: Order, info: SymbolInfo) -> None:
    if not info.cancel_replace_allowed:
        raise Refused(
            note("{symbol} takes no changes of this kind: cancel the order and place another one."),
            symbol=info.symbol,
        )
    if order.trailing_delta or order.peg_price_type:
        raise Refused(
            note(
                "This order follows the market, and another one would begin anew. It can only be "
                "made smaller; otherwise cancel it and place another one."
            )
        )


def kind_after(order: Order, change: Change) -> Single:
    """What the order is after the change; one that was triggered waits in the book like others."""
    limit = change.price or order.price or None
    trigger = change.trigger or order.stop_price or Decimal(0)
    time = order.time_in_force
    if order.trailing_delta:
        return Trail(order.trailing_delta, order.stop_price or None, limit, time)
    if order.type in _TOUCHES and not order.is_working:
        return Touch(trigger, limit, time)
    if order.type in _STOPS and not order.is_working:
        return Stop(trigger, limit, time)
    post = order.type is OrderType.LIMIT_MAKER
    return Limit(limit or Decimal(0), time, post=post, iceberg=order.iceberg_qty or None)
