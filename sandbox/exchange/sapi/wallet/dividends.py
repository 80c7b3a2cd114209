"""What an account was given: rewards and interest, as they came into its spot wallet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.money.amounts import number
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi.history import span

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account

JSON = dict[str, Any]
TABLE = Table()


@dataclass(frozen=True)
class Dividend:
    """One payment."""

    id: int
    asset: str
    amount: Decimal
    time: int
    reason: str


class Dividends:
    """An account's dividends, earliest first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.records: list[Dividend] = []


def pay(
    core: Core, account: Account, asset: str, amount: Decimal, *, time: int, reason: str
) -> None:
    """Pay into the spot wallet what fell due at `time`."""
    core.engine.deposit(account, asset, amount)
    record = Dividend(core.next_id(), asset, amount, time, reason)
    account.part(Dividends).records.append(record)


@TABLE.operation(
    "GET /sapi/v1/asset/assetDividend",
    weight=10,
    parameters="asset startTime endTime limit",
    permission=READ,
)
def asset_dividends(call: Call) -> JSON:
    asset, asked = call.params.text("asset"), span(call, longest=180)
    rows = [
        record
        for record in reversed(call.account.part(Dividends).records)
        if asset in {None, record.asset} and asked.covers(record.time)
    ]
    return {
        "rows": [_view(record) for record in rows[: call.params.limit(20, 500)]],
        "total": len(rows),
    }


def _view(record: Dividend) -> JSON:
    return {
        "id": record.id,
        "amount": number(record.amount),
        "asset": record.asset,
        "divTime": record.time,
        "enInfo": record.reason,
        "tranId": record.id,
        "direction": 1,
    }
