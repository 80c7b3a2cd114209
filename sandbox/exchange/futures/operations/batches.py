"""Several orders in one request: each of them succeeds or fails on its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.operations.orders import (
    amend_one,
    cancel_one,
    place_one,
)
from sandbox.exchange.futures.operations.seats import Seat, seated
from sandbox.exchange.futures.trading.refusals import refused
from sandbox.exchange.operations.table import FUTURES, Table
from sandbox.exchange.wire import errors
from sandbox.exchange.wire.params import Params

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

JSON = dict[str, Any]
TABLE = Table()
_MOST_PLACED = 5
_MOST_CANCELED = 10


@seated(
    TABLE,
    "POST /fapi/v1/batchOrders",
    twin="POST /dapi/v1/batchOrders",
    weight=5,
    parameters="batchOrders",
    permission=FUTURES,
    trades=True,
)
def place(seat: Seat) -> list[JSON]:
    return _each(seat, _orders(seat), place_one)


@seated(
    TABLE,
    "PUT /fapi/v1/batchOrders",
    twin="PUT /dapi/v1/batchOrders",
    weight=5,
    parameters="batchOrders",
    permission=FUTURES,
    trades=True,
)
def amend(seat: Seat) -> list[JSON]:
    return _each(seat, _orders(seat), amend_one)


@seated(
    TABLE,
    "DELETE /fapi/v1/batchOrders",
    twin="DELETE /dapi/v1/batchOrders",
    weight=1,
    parameters="symbol orderIdList origClientOrderIdList",
    permission=FUTURES,
    trades=True,
)
def cancel(seat: Seat) -> list[JSON]:
    symbol = seat.contract().symbol
    names = [(each, "orderId") for each in _list(seat, "orderIdList")]
    names = names or [(each, "origClientOrderId") for each in _list(seat, "origClientOrderIdList")]
    if not names:
        raise errors.missing_both("orderIdList", "origClientOrderIdList")
    if len(names) > _MOST_CANCELED:
        raise refused(-4032)
    asked = ({"symbol": symbol, kind: value} for value, kind in names)
    return _each(seat, asked, cancel_one)


def _orders(seat: Seat) -> list[JSON]:
    """Read the list of orders, and count it as the limits on orders do."""
    seat.params.required("batchOrders")
    orders = _list(seat, "batchOrders")
    if not 0 < len(orders) <= _MOST_PLACED or not all(isinstance(each, dict) for each in orders):
        raise refused(-4082)
    seat.count_order()
    seat.account.futures_order_count.add("10S", _MOST_PLACED - 1)
    return orders


def _list(seat: Seat, name: str) -> list[Any]:
    text = seat.params.text(name)
    try:
        values = json.loads(text, parse_float=str) if text is not None else []
    except ValueError:
        raise errors.not_valid(name) from None
    if not isinstance(values, list):
        raise errors.not_valid(name)
    return values


def _each(seat: Seat, asked: Iterable[JSON], do: Callable[[Seat], JSON]) -> list[JSON]:
    answers: list[JSON] = []
    for values in asked:
        params = Params((name, _text(value)) for name, value in values.items())
        try:
            answers.append(do(replace(seat, call=replace(seat.call, params=params))))
        except errors.ApiError as error:
            answers.append(seat.refusal(error).body())
    return answers


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
