"""Hash rate that is given to another mining account for some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.intervals import DAY, SECOND
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi.mining import answers
from sandbox.exchange.sapi.mining.farm import ALGORITHM, COIN, farm, profit
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.trading.accounts import Account

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/mining/hash-transfer"
_LEAST = 500_000_000_000
_RUNNING, _OVER = 1, 2


@dataclass
class Resale:
    """A share of the hash rate, from one day to another one."""

    id: int
    source: str
    target: str
    rate: int
    start: int
    end: int

    def covers(self, day: int) -> bool:
        return self.start <= day < self.end


class Resales:
    """What an account gives to others, earliest first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.records: list[Resale] = []

    def on(self, day: int) -> int:
        """Return how much is given away on a day."""
        return sum(each.rate for each in self.records if each.covers(day))


@TABLE.operation(
    f"POST {_ROOT}/config",
    weight=1,
    parameters="userName algo endDate startDate toPoolUser hashRate",
    permission=READ,
)
def configure(call: Call) -> JSON:
    own, params = answers.asked_farm(call), call.params
    start, end, rate = (_number(call, name) for name in ("startDate", "endDate", "hashRate"))
    if not _LEAST < rate <= own.rate(call.core.clock(), DAY):
        raise errors.not_valid("hashRate")
    if end <= start:
        raise errors.not_valid("endDate")
    target = params.required("toPoolUser")
    resale = Resale(call.core.next_id(), own.name, target, rate, start, end)
    call.account.part(Resales).records.append(resale)
    return answers.said(resale.id)


@TABLE.operation(
    f"POST {_ROOT}/config/cancel", weight=1, parameters="configId userName", permission=READ
)
def cancel(call: Call) -> JSON:
    resale, now = _asked(call), call.core.clock()
    if call.params.required("userName") != resale.source:
        raise errors.not_valid("userName")
    resale.end = min(resale.end, now)
    return answers.said(data=True)


@TABLE.operation(
    f"GET {_ROOT}/config/details/list", weight=1, parameters="pageIndex pageSize", permission=READ
)
def configurations(call: Call) -> JSON:
    now = call.core.clock()
    rows = [
        {
            "configId": each.id,
            "poolUsername": each.source,
            "toPoolUsername": each.target,
            "algoName": ALGORITHM,
            "hashRate": each.rate,
            "startDay": _day(each.start),
            "endDay": _day(each.end),
            "status": _RUNNING if each.end > now else _OVER,
            "type": 0,
        }
        for each in reversed(call.account.part(Resales).records)
    ]
    return answers.paged(call, "configDetails", rows)


@TABLE.operation(
    f"GET {_ROOT}/profit/details",
    weight=1,
    parameters="configId pageIndex pageSize",
    permission=READ,
)
def profits(call: Call) -> JSON:
    """Return what each day that is over has brought to the other account."""
    resale = _asked(call)
    days = farm(call.core, call.account).days(call.core.clock())
    rows = [
        {
            "poolUsername": resale.source,
            "toPoolUsername": resale.target,
            "algoName": ALGORITHM,
            "hashRate": resale.rate,
            "day": _day(day),
            "amount": profit(resale.rate),
            "coinName": COIN,
        }
        for day in days
        if resale.covers(day)
    ]
    return answers.paged(call, "profitTransferDetails", rows)


def _asked(call: Call) -> Resale:
    number = _number(call, "configId")
    for each in call.account.part(Resales).records:
        if each.id == number:
            return each
    raise errors.not_valid("configId")


def _number(call: Call, name: str) -> int:
    call.params.required(name)
    return call.params.integer(name) or 0


def _day(time: int) -> int:
    """Spell a day as a number, as in 20261120."""
    return int(datetime.fromtimestamp(time / SECOND, UTC).strftime("%Y%m%d"))
