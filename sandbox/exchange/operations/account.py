"""What an account has, did and may do."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.operations.lookups import a_day_at_most, known_until
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.trading import views
from sandbox.exchange.wire import errors
from sandbox.exchange.wire.limits import RATE_LIMITS

if TYPE_CHECKING:
    from sandbox.exchange.wire.limits import OrderCount
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()


@TABLE.operation(
    "GET /api/v3/account",
    "account.status",
    weight=20,
    parameters="omitZeroBalances",
    permission=READ,
)
def account(call: Call) -> JSON:
    listed = [asset for each in LISTINGS.values() for asset in (each.base, each.quote)]
    assets = dict.fromkeys([*listed, *call.account.balances])
    omit_zero = call.params.flag("omitZeroBalances")
    until = known_until(call, "/api/v3/account")
    read = call.account if until == inf else call.account.as_of(until, _exchanged)
    return views.account(read, call.owner, assets=assets, omit_zero=omit_zero)


def _exchanged(symbol: str) -> tuple[str, str]:
    listing = LISTINGS[symbol]
    return listing.base, listing.quote


def _fills_weight(params: Params) -> int:
    return 5 if "orderId" in params else 20


@TABLE.operation(
    "GET /api/v3/myTrades",
    "myTrades",
    weight=_fills_weight,
    parameters="symbol orderId startTime endTime fromId limit",
    permission=READ,
)
def my_trades(call: Call) -> list[JSON]:
    symbol, params = call.pair().symbol, call.params
    order_id, first = params.integer("orderId"), params.integer("fromId")
    start, end = a_day_at_most(params)
    if (start, end) != (None, None) and (order_id is not None or first is not None):
        raise errors.bad_combination()
    limit, until = params.limit(500, 1_000), known_until(call, "/api/v3/myTrades")
    rows = [
        views.fill(fill)
        for fill in call.account.fills
        if fill.order.ticket.symbol == symbol
        and (order_id is None or fill.order.id == order_id)
        and fill.trade_id >= (first or 0)
        and (start or 0) <= fill.time <= min(end or fill.time, until)
    ]
    return rows[-limit:] if first is None and start is None else rows[:limit]


@TABLE.operation(
    "GET /api/v3/rateLimit/order", "account.rateLimits.orders", weight=40, permission=READ
)
def order_counts(call: Call) -> list[JSON]:
    return order_limits(call.account.order_count)


def order_limits(count: OrderCount) -> list[JSON]:
    """Return the limits on orders with what an account has used of them."""
    limits = [limit for limit in RATE_LIMITS if limit["rateLimitType"] == "ORDERS"]
    return [limit | {"count": n} for limit, n in zip(limits, count.used().values(), strict=True)]
