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
    Peg,
    Ticket,
)
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from sandbox.exchange.operations.fields import Fields

ORDER_PARAMETERS = (
    "symbol side type timeInForce quantity quoteOrderQty price newClientOrderId strategyId "
    "strategyType stopPrice trailingDelta icebergQty newOrderRespType selfTradePreventionMode "
    "pegPriceType pegOffsetType pegOffsetValue"
)
_FIRST_STRATEGY_TYPE = 1_000_000
_DEEPEST_PEG = 100
SIDES = ("BUY", "SELL")
_PEGS = ("PRIMARY_PEG", "MARKET_PEG")
_REFUSED = {
    "LIMIT": ("quoteOrderQty", "stopPrice", "trailingDelta"),
    "LIMIT_MAKER": ("quoteOrderQty", "stopPrice", "trailingDelta", "timeInForce"),
    "MARKET": ("price", "timeInForce", "icebergQty", "stopPrice", "trailingDelta"),
    "STOP_LOSS": ("price", "timeInForce", "icebergQty", "quoteOrderQty"),
    "STOP_LOSS_LIMIT": ("quoteOrderQty",),
    "TAKE_PROFIT": ("price", "timeInForce", "icebergQty", "quoteOrderQty"),
    "TAKE_PROFIT_LIMIT": ("quoteOrderQty",),
}
_TIMED = frozenset({"LIMIT", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"})
_PRICED = _TIMED | {"LIMIT_MAKER"}


def read_ticket(
    fields: Fields,
    symbol: str,
    *,
    type_: str | None = None,
    types: Collection[str] = ORDER_TYPES,
    bought: bool = False,
    routed: bool = False,
) -> Ticket:
    """Read an order; one that sells what another one has `bought` brings no quantity."""
    side = fields.required_choice("side", SIDES)
    type_ = type_ or fields.required_choice("type", types)
    fields.refuse(*_REFUSED[type_])
    peg = _peg(fields, type_)
    quantity, quote = (ZERO, ZERO) if bought else _quantity(fields, type_)
    time_in_force = _time_in_force(fields, type_, peg)
    stop_price, trailing_delta = _trigger(fields, type_)
    return Ticket(
        symbol=symbol,
        side=side,
        type=type_,
        client_id=fields.client_id("newClientOrderId") or random_text(22),
        time_in_force=time_in_force,
        price=_price(fields, type_, peg),
        quantity=quantity,
        quote_quantity=quote,
        iceberg_quantity=_iceberg(fields, time_in_force, quantity),
        stop_price=stop_price,
        trailing_delta=trailing_delta,
        peg=peg,
        prevention=_prevention(fields),
        strategy_id=fields.integer("strategyId"),
        strategy_type=_strategy_type(fields),
        routed=routed,
    )


def _quantity(fields: Fields, type_: str) -> tuple[Decimal, Decimal]:
    """Read how much of the base asset, or of the quote asset, is to be traded."""
    if type_ != "MARKET":
        return fields.required_decimal("quantity"), ZERO
    quantity, quote = fields.decimal("quantity"), fields.decimal("quoteOrderQty")
    if quantity is None and quote is None:
        raise fields.missing_both("quantity", "quoteOrderQty")
    if quantity is not None and quote is not None:
        raise errors.bad_combination()
    return quantity or ZERO, quote or ZERO


def _price(fields: Fields, type_: str, peg: Peg | None) -> Decimal:
    if type_ not in _PRICED:
        return ZERO
    if peg is not None:
        return fields.decimal("price") or ZERO
    return fields.required_decimal("price")


def _trigger(fields: Fields, type_: str) -> tuple[Decimal, int | None]:
    """Read the price that an order waits for, and by how much it trails the market."""
    if "stopPrice" in _REFUSED[type_]:
        return ZERO, None
    stop_price, delta = fields.decimal("stopPrice"), fields.integer("trailingDelta")
    if stop_price is None and delta is None:
        raise fields.missing_both("stopPrice", "trailingDelta")
    return stop_price or ZERO, delta


def _time_in_force(fields: Fields, type_: str, peg: Peg | None) -> str:
    if type_ not in _TIMED:
        return "GTC"
    time_in_force = fields.required_choice("timeInForce", TIMES_IN_FORCE)
    if peg and type_ == "LIMIT" and peg.type == "PRIMARY_PEG" and time_in_force != "GTC":
        raise errors.order_rejected("Unsupported order combination")
    return time_in_force


def _peg(fields: Fields, type_: str) -> Peg | None:
    kind = fields.choice("pegPriceType", _PEGS)
    offset, level = (
        fields.choice("pegOffsetType", ("PRICE_LEVEL",)),
        fields.integer("pegOffsetValue"),
    )
    if (offset is None) != (level is None) or (kind is None and offset is not None):
        raise errors.bad_combination()
    if kind is None:
        return None
    if level is not None and level > _DEEPEST_PEG:
        raise errors.not_valid(fields.name("pegOffsetValue"))
    if type_ not in _PRICED:
        raise errors.order_rejected("This order type may not use pegged price.")
    if type_ == "LIMIT_MAKER" and kind == "MARKET_PEG":
        raise errors.order_rejected("This price peg cannot be used with this order type.")
    return Peg(kind, level)


def _iceberg(fields: Fields, time_in_force: str, quantity: Decimal) -> Decimal:
    iceberg = fields.decimal("icebergQty")
    if not iceberg:
        return ZERO
    if time_in_force != "GTC":
        raise _must_rest(fields.name("icebergQty"))
    if quantity and iceberg > quantity:
        raise errors.order_rejected("IcebergQty exceeds QTY.")
    return iceberg


def _must_rest(name: str) -> errors.ApiError:
    if name == "icebergQty":
        return errors.ApiError(-1014, "Unsupported order combination.")
    msg = (
        f"Parameter '{name}' is not supported if `aboveTimeInForce`/`belowTimeInForce` is not GTC."
    )
    return errors.ApiError(-1160, msg)


def _prevention(fields: Fields) -> str:
    mode = fields.choice("selfTradePreventionMode", ("NONE", *PREVENTION_MODES))
    if mode == "NONE":
        msg = "This symbol does not allow the specified self-trade prevention mode."
        raise errors.ApiError(-1013, msg)
    return mode or DEFAULT_PREVENTION


def _strategy_type(fields: Fields) -> int | None:
    strategy_type = fields.integer("strategyType")
    if strategy_type is not None and strategy_type < _FIRST_STRATEGY_TYPE:
        raise errors.ApiError(-1134, "`strategyType` was less than 1000000.")
    return strategy_type
