"""What was traded, one by one and in aggregates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market import refusals, views
from sandbox.exchange.futures.market.rest.venues import Venue, market, twins
from sandbox.exchange.market.intervals import DAY, HOUR
from sandbox.exchange.market.pair import TRADES_BEFORE
from sandbox.exchange.operations.table import Call, Table

if TYPE_CHECKING:
    from sandbox.exchange.market.tape import Tape

JSON = dict[str, Any]
TABLE = Table()

_AGGREGATES_KEPT = 2 * DAY
_TRADES_KEPT = 30 * DAY


@twins(TABLE, "trades", weight=5, parameters="symbol limit")
def trades(call: Call, venue: Venue) -> list[JSON]:
    contract = venue.contract(call)
    tape = market(call, contract).history.latest(call.params.limit(500, 1_000))
    return views.trades(contract, tape)


@twins(TABLE, "historicalTrades", weight=200, parameters="symbol limit fromId", key_only=True)
def historical_trades(call: Call, venue: Venue) -> list[JSON]:
    """Answer with older trades, of the last month only."""
    contract, limit = venue.contract(call), call.params.limit(100, 500)
    first = call.params.integer("fromId")
    history = market(call, contract).history
    if first is None:
        tape = history.latest(limit)
    else:
        oldest = max(history.clock - _TRADES_KEPT, contract.onboard)
        tape = history.from_id(_not_before(history.since(oldest, 1), first - TRADES_BEFORE), limit)
    return views.trades(contract, tape)


@twins(TABLE, "aggTrades", weight=20, parameters="symbol fromId startTime endTime limit")
def aggregate_trades(call: Call, venue: Venue) -> list[JSON]:
    contract = venue.contract(call)
    return views.aggregate_trades(contract, _aggregates(call, venue))


def _aggregates(call: Call, venue: Venue) -> Tape:
    """Find the trades of the last two days that were asked for, by id or by time."""
    contract, limit = venue.contract(call), call.params.limit(500, 1_000)
    first, (start, end) = call.params.integer("fromId"), call.params.window()
    history = market(call, contract).history
    oldest = max(history.clock - _AGGREGATES_KEPT, contract.onboard)
    if first is not None:
        return history.from_id(_not_before(history.since(oldest, 1), first), limit)
    if start is None:
        return history.latest(limit, end).between(oldest, history.clock + 1)
    if end is not None and end - start > HOUR:
        raise refusals.too_many_hours(1)
    tape = history.since(max(start, oldest), limit)
    return tape.between(oldest, history.clock + 1 if end is None else end + 1)


def _not_before(oldest: Tape, trade_id: int) -> int:
    """Return this id, or that of the oldest trade that is still kept."""
    return max(trade_id, int(oldest.id[0])) if oldest.id.size else trade_id
