"""Cancelling an order and placing another one in one request, which may succeed by half."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations import lookups
from sandbox.exchange.operations.orders import canceled, checked, restriction
from sandbox.exchange.operations.table import TRADE, Call, Table
from sandbox.exchange.operations.tickets import ORDER_PARAMETERS
from sandbox.exchange.registry import random_text
from sandbox.exchange.trading import views
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = dict[str, Any]
TABLE = Table()
_MODES = ("STOP_ON_FAILURE", "ALLOW_FAILURE")
_OVER_LIMIT = ("DO_NOTHING", "CANCEL_ONLY")
_BY_NAME, _BY_ID = "cancelOrigClientOrderId", "cancelOrderId"
Outcome = tuple[str, JSON | None]


@TABLE.operation(
    "POST /api/v3/order/cancelReplace",
    "order.cancelReplace",
    weight=1,
    parameters=(
        f"{ORDER_PARAMETERS} cancelReplaceMode cancelNewClientOrderId cancelOrigClientOrderId "
        "cancelOrderId cancelRestrictions orderRateLimitExceededMode"
    ),
    permission=TRADE,
    trades=True,
)
def cancel_replace(call: Call) -> JSON:
    call.params.required("cancelReplaceMode")
    stops = call.params.choice("cancelReplaceMode", _MODES) == "STOP_ON_FAILURE"
    over = _over_limit(call)
    place, cancel = _placing(call), _canceling(call)
    was_canceled = _outcome(cancel)
    if stops and was_canceled[0] == "FAILURE":
        if over is None:
            call.account.order_count.placed()  # counts although it was not tried
        return _answer(was_canceled, ("NOT_ATTEMPTED", None), over if stops else None)
    if over is not None:
        return _answer(was_canceled, ("FAILURE", over.body()), over if stops else None)
    return _answer(was_canceled, _outcome(place), None)


def _over_limit(call: Call) -> errors.ApiError | None:
    """Return why no more orders may be placed; by default that is the end of it."""
    mode = call.params.choice("orderRateLimitExceededMode", _OVER_LIMIT)
    try:
        call.account.order_count.admit()
    except errors.ApiError as over:
        if mode != "CANCEL_ONLY":
            raise
        return over
    return None


def _placing(call: Call) -> Callable[[], JSON]:
    """Read the new order; what the filters refuse is refused before anything is cancelled."""
    ticket, respond = checked(call)

    def place() -> JSON:
        return views.RESPONSES[respond](call.core.engine.place(call.account, ticket))

    return place


def _canceling(call: Call) -> Callable[[], JSON]:
    orders = lookups.orders_of(call, call.pair().symbol)
    name = call.params.client_id("cancelNewClientOrderId") or random_text(22)
    only = restriction(call.params)
    if (call.params.client_id(_BY_NAME), call.params.integer(_BY_ID)) == (None, None):
        raise errors.missing_both(_BY_NAME, _BY_ID)

    def cancel() -> JSON:
        found = lookups.find(orders, call.params, _BY_ID, _BY_NAME)
        return canceled(call, found, name, only)

    return cancel


def _outcome(act: Callable[[], JSON]) -> Outcome:
    try:
        return "SUCCESS", act()
    except errors.ApiError as refusal:
        return "FAILURE", refusal.body()


def _answer(canceled: Outcome, placed: Outcome, over: errors.ApiError | None) -> JSON:
    """Return both outcomes; as an error if one of them is none."""
    outcome = {
        "cancelResult": canceled[0],
        "newOrderResult": placed[0],
        "cancelResponse": canceled[1],
        "newOrderResponse": placed[1],
    }
    successes = (canceled[0], placed[0]).count("SUCCESS")
    if successes == 2:
        return outcome
    code, msg, status = (
        (-2021, "Order cancel-replace partially failed.", 409)
        if successes
        else (-2022, "Order cancel-replace failed.", 400)
    )
    raise errors.ApiError(code, msg, status=over.status if over else status, **outcome)
