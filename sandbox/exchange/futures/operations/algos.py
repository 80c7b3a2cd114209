"""Conditional orders: their endpoints, their store and how they are spelt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market.rest.venues import one_or_all
from sandbox.exchange.futures.operations.conditionals import ALGO_PARAMETERS, read_conditional
from sandbox.exchange.futures.operations.queries import KEPT, UNFILLED_KEPT, period
from sandbox.exchange.futures.operations.seats import DAY, Seat, seated
from sandbox.exchange.futures.trading import rules
from sandbox.exchange.futures.trading.algos import TRAILING, Algo
from sandbox.exchange.futures.trading.numbers import average, plain
from sandbox.exchange.operations.table import FUTURES, READ, Table
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.orders import Ticket

JSON = dict[str, Any]
TABLE = Table()
_WEEK = 7 * DAY
_IDENTITY = "algoId clientAlgoId symbol"  # ids need no symbol, but clients send it


@seated(
    TABLE,
    "POST /fapi/v1/algoOrder",
    "algoOrder.place",
    twin="POST /dapi/v1/algoOrder",
    weight=0,
    parameters=ALGO_PARAMETERS,
    permission=FUTURES,
    trades=True,
)
def place(seat: Seat) -> JSON:
    seat.count_order()
    ticket = read_conditional(seat)
    _check(ticket, seat.contract())
    return _placed(seat.floor.triggers.place(seat.ledger, ticket))


@seated(
    TABLE,
    "DELETE /fapi/v1/algoOrder",
    "algoOrder.cancel",
    twin="DELETE /dapi/v1/algoOrder",
    weight=1,
    parameters=_IDENTITY,
    permission=FUTURES,
)
def cancel(seat: Seat) -> JSON:
    algo = _find(seat)
    if algo is None or not algo.open:
        raise errors.cancel_rejected()
    seat.floor.triggers.cancel(algo)
    names = {"algoId": algo.id, "clientAlgoId": algo.ticket.client_id}
    return names | {"code": "200", "msg": "success"}


@seated(
    TABLE,
    "DELETE /fapi/v1/algoOpenOrders",
    twin="DELETE /dapi/v1/algoOpenOrders",
    weight=1,
    parameters="symbol",
    permission=FUTURES,
)
def cancel_all(seat: Seat) -> JSON:
    for algo in seat.ledger.open_algos(seat.contract().symbol):
        seat.floor.triggers.cancel(algo)
    return {"code": 200, "msg": "The operation of cancel all open order is done."}


@seated(
    TABLE,
    "GET /fapi/v1/algoOrder",
    twin="GET /dapi/v1/algoOrder",
    weight=1,
    parameters=_IDENTITY,
    permission=READ,
)
def status(seat: Seat) -> JSON:
    algo = _find(seat)
    if algo is None or not _kept(algo, seat.clock) or _forgotten(algo, seat):
        raise errors.no_such_order()
    return _queried(algo) | _actual(algo)


@seated(
    TABLE,
    "GET /fapi/v1/openAlgoOrders",
    twin="GET /dapi/v1/openAlgoOrders",
    weight=one_or_all(1, 40),
    parameters="algoType symbol algoId",
    permission=READ,
)
def open_algos(seat: Seat) -> list[JSON]:
    only, symbol = seat.params.integer("algoId"), seat.symbol()
    algos = seat.ledger.open_algos(symbol)
    return [_listed(algo) for algo in algos if only in {None, algo.id}]


@seated(
    TABLE,
    "GET /fapi/v1/allAlgoOrders",
    twin="GET /dapi/v1/allAlgoOrders",
    weight=5,
    parameters="symbol algoId startTime endTime limit",
    permission=READ,
)
def all_algos(seat: Seat) -> list[JSON]:
    symbol, first = seat.contract().symbol, seat.params.integer("algoId")
    limit, (start, end) = seat.params.limit(500, 1_000), seat.window(_WEEK)
    algos = [
        algo
        for algo in seat.ledger.algos.values()
        if algo.ticket.symbol == symbol and _kept(algo, seat.clock)
    ]
    if first is not None:
        return [_listed(algo) for algo in algos if algo.id >= first][:limit]
    since, until = period(seat, start, end, _WEEK)
    rows = [_listed(algo) for algo in algos if since <= algo.time <= until]
    return rows[:limit] if start is not None else rows[-limit:]


def _kept(algo: Algo, clock: int) -> bool:
    """Tell whether it is still found: what ended before it was triggered is soon forgotten."""
    if algo.open:
        return True
    ended = algo.status in {"CANCELED", "EXPIRED"}
    return clock - algo.time <= (UNFILLED_KEPT if ended else KEPT)


def _forgotten(algo: Algo, seat: Seat) -> bool:
    """Tell whether it ended, and a fault has it that such orders are not found any more."""
    path = f"{seat.venue.root}/algoOrder"
    kinds = frozenset({"forgetting"})
    return not algo.open and seat.call.core.faults.take("GET", path, kinds=kinds) is not None


def _check(ticket: Ticket, contract: Contract) -> None:
    """Refuse what breaks the contract's grid; margin is looked at only when it is triggered."""
    for price in (ticket.price, ticket.trigger_price, ticket.activate_price):
        if price:
            rules.check_price(price, contract)
    if not ticket.close_position:
        rules.check_quantity(ticket, contract)


def _find(seat: Seat) -> Algo | None:
    """Return the order that algoId or clientAlgoId names."""
    algo_id, name = seat.params.integer("algoId"), seat.params.text("clientAlgoId")
    if algo_id is None and name is None:
        raise errors.missing_both("algoId", "clientAlgoId")
    if algo_id is not None:
        return seat.ledger.algos.get(algo_id)
    named = [each for each in seat.ledger.algos.values() if each.ticket.client_id == name]
    return next((algo for algo in named if algo.open), named[-1] if named else None)


def _placed(algo: Algo) -> JSON:
    ticket, contract = algo.ticket, algo.contract
    trailing = ticket.type == TRAILING
    return {
        "algoId": algo.id,
        "clientAlgoId": ticket.client_id,
        "algoType": "CONDITIONAL",
        "orderType": ticket.type,
        "symbol": ticket.symbol,
        "side": ticket.side,
        "positionSide": ticket.position_side,
        "timeInForce": ticket.time_in_force,
        "quantity": contract.quantity(ticket.quantity),
        "algoStatus": algo.status,
        "triggerPrice": contract.price(ticket.trigger_price),
        "price": contract.price(ticket.price),
        "icebergQuantity": None,
        "selfTradePreventionMode": ticket.prevention,
        "workingType": ticket.working_type,
        "priceMatch": ticket.price_match,
        "closePosition": ticket.close_position,
        "priceProtect": ticket.price_protect,
        "reduceOnly": ticket.reduce_only,
        "activatePrice": contract.price(ticket.activate_price) if trailing else "",
        "callbackRate": plain(ticket.callback_rate) if trailing else "",
        "createTime": algo.time,
        "updateTime": algo.updated,
        "triggerTime": algo.triggered,
        "goodTillDate": ticket.good_till,
    }


def _queried(algo: Algo) -> JSON:
    """Return a conditional order as it is looked up, with the ordinary one it has become."""
    order, row = algo.order, _placed(algo)
    if algo.ticket.type != TRAILING:
        del row["activatePrice"], row["callbackRate"]
    became = {
        "actualOrderId": str(order.id) if order else "",
        "actualPrice": average(order) if order else "0.00000",
        "tpOrderType": "",
    }
    return row | became


def _actual(algo: Algo) -> JSON:
    """Return what it is (or would be) in the matching engine."""
    quantity = algo.order.executed if algo.order else algo.ticket.quantity
    type_ = "LIMIT" if algo.ticket.limited else "MARKET"
    return {"actualType": type_, "actualQty": algo.contract.quantity(quantity)}


def _listed(algo: Algo) -> JSON:
    zero = algo.contract.price(algo.contract.tick * 0)
    limits = dict.fromkeys(("tpTriggerPrice", "tpPrice", "slTriggerPrice", "slPrice"), zero)
    return _queried(algo) | limits
