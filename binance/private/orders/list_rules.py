"""Which orders go together in a list."""

from typing import Any

from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.private.orders.type_rules import Ordered, among
from binance.rules import Rule

_PROFIT = (OrderType.LIMIT_MAKER, OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_LIMIT)
_STOP = (OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT)


def is_a_pair(above: str, below: str, side: str) -> Rule:
    """One order takes a profit, the other one stops a loss, each on its side of the market."""

    def check(request: Any) -> None:
        selling = getattr(request, side) == Side.SELL
        among(f"{above}type", *(_PROFIT if selling else _STOP))(request)
        among(f"{below}type", *(_STOP if selling else _PROFIT))(request)
        ceiling, floor = _met_at(Ordered(request, above)), _met_at(Ordered(request, below))
        if ceiling is not None and floor is not None and ceiling <= floor:
            raise ValueError(f"{above}type must be met at a higher price than {below}type")

    return check


def pays(request: Any) -> None:
    """What waits sells what the working order buys."""
    if (request.working_side, request.pending_side) != (Side.BUY, Side.SELL):
        raise ValueError("working_side must be BUY, and pending_side SELL")


def stop_limit_is_whole(request: Any) -> None:
    """The stop order of an OCO of the old kind is a limit order with price and time in force."""
    if (request.stop_limit_price is None) != (request.stop_limit_time_in_force is None):
        raise ValueError("stop_limit_price and stop_limit_time_in_force belong together")
    resting = request.stop_limit_time_in_force == TimeInForce.GTC
    if request.stop_iceberg_qty is not None and not resting:
        raise ValueError("stop_iceberg_qty needs a stop_limit_price with GTC")


def stop_is_beyond(request: Any) -> None:
    """The market lies between the two prices of an OCO of the old kind."""
    below = request.side == Side.SELL
    if request.stop_price == request.price or (request.stop_price < request.price) != below:
        raise ValueError(f"stop_price must be {'below' if below else 'above'} price")


def _met_at(order: Ordered) -> Any:
    """Return the price at which the market meets an order; None for one that only trails it."""
    return order["price" if order.type is OrderType.LIMIT_MAKER else "stop_price"]
