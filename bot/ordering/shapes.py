"""From a wish and a quantity to the request that Binance is sent.

Every order in it, and the list itself, bears a random name of ours, so that all can be found again
when no answer came.
"""

from decimal import Decimal
from typing import Any, TypeAlias

from binance.filters import floor_quantity, quantity_step
from binance.models.exchange import SymbolInfo
from binance.models.order_terms import OrderType, Side
from binance.private.spot import NewOco, NewOrder, NewOto, NewOtoco
from bot.ordering.exact import EXACT, SATOSHI, ceiled
from bot.ordering.market import Market
from bot.ordering.wishes import (
    AtMarket,
    Base,
    Bracket,
    Limit,
    Loss,
    Oco,
    Part,
    Profit,
    Quote,
    Single,
    Stop,
    Touch,
    Trail,
    Wish,
    opposite,
    parts,
)

SpotOrder: TypeAlias = NewOrder | NewOco | NewOto | NewOtoco
"""What is sent for a wish: one order, or a list of them."""


def shape(wish: Wish, quantity: Decimal, market: Market) -> SpotOrder:
    """Build the request; `quantity` is of the quote asset where a market order names money."""
    info, side = wish.info, wish.side
    match wish.kind:
        case Oco(profit, loss):
            pair = _pair(profit, loss, side, market.last)
            return NewOco(symbol=info.symbol, side=side, quantity=quantity, **pair)
        case Bracket():
            return _bracket(wish, wish.kind, quantity, market)
        case single:
            sized = "quote_order_qty" if names_money(wish) else "quantity"
            fields = {sized: quantity, **_fields(single, side, market.last)}
            if isinstance(single, Limit):
                fields |= _iceberg(single, info, quantity)
            return NewOrder(symbol=info.symbol, side=side, **fields)


def visible_part(limit: Limit, info: SymbolInfo, quantity: Decimal) -> Decimal | None:
    """What an iceberg of such a quantity shows at a time; None where all of it is shown.

    A part of the order is rounded up to the step: a tenth must not make eleven of them.
    """
    match limit.iceberg:
        case Part(percent):
            exact = EXACT.divide(EXACT.multiply(quantity, percent), Decimal(100))
            return ceiled(exact, quantity_step(info) or SATOSHI)
        case Decimal() as said:
            return floor_quantity(info, said)
    return None


def names_money(wish: Wish) -> bool:
    """Whether Binance itself is to turn money into coins, which it does at market only."""
    if not isinstance(wish.kind, AtMarket) or not wish.info.quote_order_qty_market_allowed:
        return False
    return isinstance(wish.amount, Quote) or (
        wish.side == Side.BUY and not isinstance(wish.amount, Base)
    )


def trades_at_market(wish: Wish) -> bool:
    """Whether some order of it will trade at market, so that the steps of those hold too."""
    return any(
        isinstance(part, AtMarket)
        or (isinstance(part, Stop | Touch | Trail) and part.limit is None)
        for part in parts(wish.kind)
    )


def pending_quantity(wish: Wish, quantity: Decimal, market: Market) -> Decimal:
    """How much the exits of a bracket trade: what was bought, without its fee."""
    if wish.side == Side.SELL:
        return quantity  # the fee is taken from the money
    left = EXACT.multiply(quantity, 1 - market.fee(Side.BUY))
    return floor_quantity(wish.info, left, market=trades_at_market(wish))


def _bracket(wish: Wish, bracket: Bracket, quantity: Decimal, market: Market) -> NewOto | NewOtoco:
    info, out = wish.info, opposite(wish.side)
    fields: dict[str, Any] = {
        "symbol": info.symbol,
        "working_side": wish.side,
        "working_quantity": quantity,
        **_prefixed("working_", _fields(bracket.entry, wish.side, market.last)),
        **_prefixed("working_", _iceberg(bracket.entry, info, quantity)),
        "pending_side": out,
        "pending_quantity": pending_quantity(wish, quantity, market),
    }
    # what follows is judged when the entry is filled, near its price
    near = bracket.entry.price
    if bracket.profit is not None and bracket.loss is not None:
        pair = _pair(bracket.profit, bracket.loss, out, near)
        return NewOtoco(**fields, **_prefixed("pending_", pair))
    only = bracket.profit or bracket.loss
    assert only is not None
    return NewOto(**fields, **_prefixed("pending_", _fields(only, out, near)))


def _pair(profit: Profit, loss: Loss, side: Side, last: Decimal) -> dict[str, Any]:
    """Selling takes its profit above the market and stops its loss below, buying the reverse."""
    gain = _fields(profit, side, last)
    if isinstance(profit, Limit):  # Binance takes no other order that waits in the book
        del gain["time_in_force"]
        gain["type"] = OrderType.LIMIT_MAKER
    stop = _fields(loss, side, last)
    above, below = (gain, stop) if side == Side.SELL else (stop, gain)
    return _prefixed("above_", above) | _prefixed("below_", below)


def _fields(kind: Single, side: Side, last: Decimal) -> dict[str, Any]:
    """The parameters of one order, but for side and quantity."""
    match kind:
        case AtMarket():
            return {"type": OrderType.MARKET}
        case Limit():
            return _limit(kind)
        case Stop() | Touch():
            return {"type": _type(kind, side, last), "stop_price": kind.price, **_then(kind)}
        case Trail():
            fields = {"type": _type(kind, side, last), "trailing_delta": kind.delta, **_then(kind)}
            return fields if kind.activation is None else fields | {"stop_price": kind.activation}


def _limit(limit: Limit) -> dict[str, Any]:
    if limit.post:
        return {"type": OrderType.LIMIT_MAKER, "price": limit.price}
    time_in_force = limit.time_in_force
    return {"type": OrderType.LIMIT, "price": limit.price, "time_in_force": time_in_force}


def _iceberg(limit: Limit, info: SymbolInfo, quantity: Decimal) -> dict[str, Any]:
    part = visible_part(limit, info, quantity)
    return {} if part is None else {"iceberg_qty": part}


def _then(kind: Stop | Touch | Trail) -> dict[str, Any]:
    """What becomes of an order when it is triggered."""
    if kind.limit is None:
        return {}
    return {"price": kind.limit, "time_in_force": kind.time_in_force}


def _type(kind: Stop | Touch | Trail, side: Side, last: Decimal) -> OrderType:
    if _takes_profit(kind, side, last):
        return OrderType.TAKE_PROFIT if kind.limit is None else OrderType.TAKE_PROFIT_LIMIT
    return OrderType.STOP_LOSS if kind.limit is None else OrderType.STOP_LOSS_LIMIT


def _takes_profit(kind: Stop | Touch | Trail, side: Side, last: Decimal) -> bool:
    """Whether it waits on the good side of the market; of a trailing order its activation says."""
    if not isinstance(kind, Trail):
        return isinstance(kind, Touch)
    if kind.activation is None:
        return False
    return kind.activation > last if side == Side.SELL else kind.activation < last


def _prefixed(prefix: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {prefix + name: value for name, value in fields.items()}
