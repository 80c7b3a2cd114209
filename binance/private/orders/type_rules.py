"""What each type of order needs, and what it does not take.

The same rules hold for an order alone and for each order of a list, whose parameters stand under
a prefix: `pending_above_price` is the price of the order `pending_above_`.
"""

from collections.abc import Iterable
from typing import Any

from binance.models.order_terms import NewOrderRespType, OrderType, PegPriceType, TimeInForce
from binance.rules import Rule

_TRIGGERED = frozenset(
    {
        OrderType.STOP_LOSS,
        OrderType.STOP_LOSS_LIMIT,
        OrderType.TAKE_PROFIT,
        OrderType.TAKE_PROFIT_LIMIT,
    }
)
_TIMED = frozenset({OrderType.LIMIT, OrderType.STOP_LOSS_LIMIT, OrderType.TAKE_PROFIT_LIMIT})
_PRICED = _TIMED | {OrderType.LIMIT_MAKER}
_PEG = ("peg_price_type", "peg_offset_type", "peg_offset_value")


class Ordered:
    """One order within a request, by the names that an order alone would have."""

    def __init__(self, request: Any, prefix: str = "") -> None:
        self._request, self._prefix = request, prefix

    def __getitem__(self, name: str) -> Any:
        """Return a parameter; None where it is not given, or where the request has none such."""
        return getattr(self._request, self._prefix + name, None)

    @property
    def type(self) -> OrderType:
        return OrderType(self["type"])

    def needs(self, *names: str) -> None:
        if missing := [name for name in names if self[name] is None]:
            raise ValueError(f"{self._title} needs {self._spelt(missing)}")

    def takes_no(self, *names: str) -> None:
        if given := [name for name in names if self[name] is not None]:
            raise ValueError(f"{self._title} does not take {self._spelt(given)}")

    def needs_one_of(self, *names: str) -> None:
        if all(self[name] is None for name in names):
            raise ValueError(f"{self._title} needs {self._spelt(names, ' or ')}")

    @property
    def _title(self) -> str:
        return f"{self._prefix}type {self.type}"

    def _spelt(self, names: Iterable[str], between: str = ", ") -> str:
        return between.join(self._prefix + name for name in names)


def fits_its_type(prefix: str = "") -> Rule:
    """An order has what its type needs, but for quantities, and nothing that it does not take."""

    def check(request: Any) -> None:
        order = Ordered(request, prefix)
        _check_price(order)
        _check_peg(order)
        _check_trigger(order)
        _check_iceberg(order)

    return check


def has_its_quantity(request: Any) -> None:
    """Only a market order may name an amount of the quote asset instead of a quantity."""
    order = Ordered(request)
    if order.type is not OrderType.MARKET:
        order.needs("quantity")
        order.takes_no("quote_order_qty")
    elif (order["quantity"] is None) == (order["quote_order_qty"] is None):
        raise ValueError("type MARKET needs either quantity or quote_order_qty")


def tells_enough(request: Any) -> None:
    """An ACK does not tell what the answer's model promises."""
    if request.new_order_resp_type is NewOrderRespType.ACK:
        raise ValueError("new_order_resp_type must be RESULT or FULL")


def among(name: str, *types: OrderType) -> Rule:
    """The type of an order is one of these."""

    def check(request: Any) -> None:
        if getattr(request, name) not in types:
            raise ValueError(f"{name} must be one of {', '.join(types)}")

    return check


def _check_price(order: Ordered) -> None:
    if order.type not in _TIMED:
        order.takes_no("time_in_force")
    if order.type not in _PRICED:
        order.takes_no("price")
        return
    pegged = order["peg_price_type"] is not None
    needed = [*(["time_in_force"] if order.type in _TIMED else []), *([] if pegged else ["price"])]
    order.needs(*needed)


def _check_peg(order: Ordered) -> None:
    if order.type not in _PRICED:
        order.takes_no(*_PEG)
    if order["peg_price_type"] is None:
        order.takes_no("peg_offset_type", "peg_offset_value")
    elif (order["peg_offset_type"] is None) != (order["peg_offset_value"] is None):
        raise ValueError("peg_offset_type and peg_offset_value belong together")
    if order.type is OrderType.LIMIT_MAKER and order["peg_price_type"] == PegPriceType.MARKET_PEG:
        raise ValueError("a LIMIT_MAKER cannot be pegged to the other side of the book")


def _check_trigger(order: Ordered) -> None:
    if order.type in _TRIGGERED:
        order.needs_one_of("stop_price", "trailing_delta")
    else:
        order.takes_no("stop_price", "trailing_delta")


def _check_iceberg(order: Ordered) -> None:
    if order["iceberg_qty"] is None:
        return
    if order.type not in _PRICED:
        order.takes_no("iceberg_qty")
    if order.type in _TIMED and order["time_in_force"] != TimeInForce.GTC:
        raise ValueError("iceberg_qty needs the time in force GTC")
