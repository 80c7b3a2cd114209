"""The first way to place an OCO, which is deprecated but still there."""

from __future__ import annotations

from typing import Any

from sandbox.exchange.operations.fields import Fields
from sandbox.exchange.operations.lists import placed
from sandbox.exchange.operations.table import TRADE, Call, Table
from sandbox.exchange.operations.tickets import read_ticket
from sandbox.exchange.wire import errors

JSON = dict[str, Any]
TABLE = Table()
_PARAMETERS = (
    "symbol listClientOrderId side quantity limitClientOrderId price limitStrategyId "
    "limitStrategyType limitIcebergQty trailingDelta stopClientOrderId stopPrice stopStrategyId "
    "stopStrategyType stopLimitPrice stopIcebergQty stopLimitTimeInForce newOrderRespType "
    "selfTradePreventionMode"
)
_LIMIT = {
    "newClientOrderId": "limitClientOrderId",
    "strategyId": "limitStrategyId",
    "strategyType": "limitStrategyType",
    "icebergQty": "limitIcebergQty",
    # what belongs to the other order
    "stopPrice": "",
    "trailingDelta": "",
}
_STOP = {
    "newClientOrderId": "stopClientOrderId",
    "strategyId": "stopStrategyId",
    "strategyType": "stopStrategyType",
    "price": "stopLimitPrice",
    "icebergQty": "stopIcebergQty",
    "timeInForce": "stopLimitTimeInForce",
}


@TABLE.operation(
    "POST /api/v3/order/oco",
    "orderList.place",
    weight=1,
    parameters=_PARAMETERS,
    permission=TRADE,
    trades=True,
)
def place(call: Call) -> JSON:
    """Place a limit maker and a stop loss, with a limit if there is a price for it."""
    symbol, params = call.pair().symbol, call.params
    if "stopLimitTimeInForce" in params and "stopLimitPrice" not in params:
        raise errors.bad_combination()
    type_ = "STOP_LOSS_LIMIT" if "stopLimitPrice" in params else "STOP_LOSS"
    stop = read_ticket(Fields(params, _STOP), symbol, type_=type_)
    limit = read_ticket(Fields(params, _LIMIT), symbol, type_="LIMIT_MAKER")
    return placed(call, None, [stop, limit])
