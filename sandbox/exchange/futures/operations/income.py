"""The history of an account's wallet: every change, and why."""

from __future__ import annotations

from typing import Any

from sandbox.exchange.futures.operations.queries import period
from sandbox.exchange.futures.operations.seats import DAY, Seat, seated
from sandbox.exchange.futures.trading.numbers import money
from sandbox.exchange.operations.table import READ, Table

JSON = dict[str, Any]
TABLE = Table()
_WEEK = 7 * DAY


@seated(
    TABLE,
    "GET /fapi/v1/income",
    twin="GET /dapi/v1/income",
    weight=30,
    twin_weight=20,
    parameters="symbol incomeType startTime endTime limit",
    permission=READ,
)
def income(seat: Seat) -> list[JSON]:
    """Return changes of a period, oldest first; pages follow one another by startTime."""
    symbol, kind = seat.symbol(), seat.params.text("incomeType")
    limit, (start, end) = seat.params.limit(100, 1_000), seat.window()
    until = end if end is not None else seat.clock
    since = start if start is not None else period(seat, None, end, _WEEK)[0]
    rows = [
        {
            "symbol": each.symbol,
            "incomeType": each.type,
            "income": money(each.amount),
            "asset": each.asset,
            "info": each.info,
            "time": each.time,
            "tranId": str(each.id) if seat.venue.inverse else each.id,
            "tradeId": each.trade_id,
        }
        for each in seat.ledger.income
        if symbol in {None, each.symbol}
        and kind in {None, each.type}
        and since <= each.time <= until
    ]
    return rows[:limit] if start is not None else rows[-limit:]
