"""Reading an order from its parameters: which of them its type needs, and which it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.registry import random_text
from sandbox.exchange.trading.orders import (
    DEFAULT_PREVENTION,
    ORDER_TYPES,
    PREVENTION_MODES,
    TIMES_IN_FORCE,
    ZERO,
    Ticket,
)
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.wire.params import Params

ORDER_PARAMETERS = (
    "symbol side type timeInForce quantity quoteOrderQty price newClientOrderId strategyId "
    "strategyType stopPrice trailingDelta icebergQty newOrderRespType selfTradePreventionMode "
    "pegPriceType pegOffsetType pegOffsetValue"
)
_UNSUPPORTED = {
    "STOP_LOSS": "Stop loss",
    "STOP_LOSS_LIMIT": "Stop loss limit",
    "TAKE_PROFIT": "Take profit",
    "TAKE_PROFIT_LIMIT": "Take profit limit",
}
_FIRST_STRATEGY_TYPE = 1_000_000


def read_ticket(params: Params, symbol: str) -> Ticket:
    side, type_ = _mandatory(params, "side", ("BUY", "SELL")), _type(params)
    params.refuse("stopPrice", "trailingDelta")
    if "pegPriceType" in params:
        raise errors.order_rejected("Pegged orders are not supported for this symbol.")
    price, quantity, quote = _market(params) if type_ == "MARKET" else _limit(params)
    time_in_force = _time_in_force(params, type_)
    prevention = params.choice("selfTradePreventionMode", PREVENTION_MODES)
    return Ticket(
        symbol=symbol,
        side=side,
        type=type_,
        client_id=params.client_id("newClientOrderId") or random_text(22),
        time_in_force=time_in_force,
        price=price,
        quantity=quantity,
        quote_quantity=quote,
        iceberg_quantity=_iceberg(params, type_, time_in_force, quantity),
        prevention=prevention or DEFAULT_PREVENTION,
        strategy_id=params.integer("strategyId"),
        strategy_type=_strategy_type(params),
    )


def _type(params: Params) -> str:
    type_ = _mandatory(params, "type", (*ORDER_TYPES, *_UNSUPPORTED))
    if type_ in _UNSUPPORTED:
        msg = f"{_UNSUPPORTED[type_]} orders are not supported for this symbol."
        raise errors.order_rejected(msg)
    return type_


def _market(params: Params) -> tuple[Decimal, Decimal, Decimal]:
    params.refuse("price", "timeInForce", "icebergQty")
    quantity, quote = params.decimal("quantity"), params.decimal("quoteOrderQty")
    if quantity is None and quote is None:
        raise errors.missing_both("quantity", "quoteOrderQty")
    if quantity is not None and quote is not None:
        raise errors.bad_combination()
    return ZERO, quantity or ZERO, quote or ZERO


def _limit(params: Params) -> tuple[Decimal, Decimal, Decimal]:
    params.refuse("quoteOrderQty")
    quantity, price = params.required_decimal("quantity"), params.required_decimal("price")
    return price, quantity, ZERO


def _time_in_force(params: Params, type_: str) -> str:
    if type_ == "LIMIT":
        return _mandatory(params, "timeInForce", TIMES_IN_FORCE)
    params.refuse("timeInForce")
    return "GTC"


def _iceberg(params: Params, type_: str, time_in_force: str, quantity: Decimal) -> Decimal:
    iceberg = params.decimal("icebergQty")
    if iceberg is None or type_ == "MARKET":
        return ZERO
    if time_in_force != "GTC":
        raise errors.bad_combination()
    if iceberg > quantity:
        raise errors.order_rejected("IcebergQty exceeds QTY.")
    return iceberg


def _strategy_type(params: Params) -> int | None:
    strategy_type = params.integer("strategyType")
    if strategy_type is not None and strategy_type < _FIRST_STRATEGY_TYPE:
        raise errors.ApiError(-1134, "`strategyType` was less than 1000000.")
    return strategy_type


def _mandatory(params: Params, name: str, choices: tuple[str, ...]) -> str:
    params.required(name)
    chosen = params.choice(name, choices)
    assert chosen is not None
    return chosen
