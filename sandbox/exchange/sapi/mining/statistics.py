"""How much is being mined, by which machines, and what it has brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi.history import UNREAD, Span
from sandbox.exchange.sapi.mining import answers
from sandbox.exchange.sapi.mining.farm import (
    ALGORITHM,
    COIN,
    QUARTER,
    UNIT,
    farm,
    periods,
    profit,
)
from sandbox.exchange.sapi.mining.resale import Resales
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.sapi.mining.farm import Farm, Machine

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/mining"
_VALID = 1
_MINING_WALLET = 31
_UNPAID = 0  # what a farm like this earns stays below the least payment
_SORTED_BY = {1: "workerName", 2: "hashRate", 3: "dayHashRate", 4: "rejectRate", 5: "lastShareTime"}


@TABLE.operation(f"GET {_ROOT}/pub/algoList", weight=1, parameters=UNREAD, key_only=True)
def algorithms(_: Call) -> JSON:
    return answers.said([{"algoName": ALGORITHM, "algoId": 1, "poolIndex": 0, "unit": UNIT}])


@TABLE.operation(f"GET {_ROOT}/pub/coinList", weight=1, parameters=UNREAD, key_only=True)
def coin_list(_: Call) -> JSON:
    coin = {"coinName": COIN, "coinId": 1, "poolIndex": 0, "algoId": 1, "algoName": ALGORITHM}
    return answers.said([coin])


@TABLE.operation(
    f"GET {_ROOT}/statistics/user/status", weight=1, parameters="algo userName", permission=READ
)
def user_status(call: Call) -> JSON:
    own, now = answers.asked_farm(call), call.core.clock()
    return answers.said(
        {
            "fifteenMinHashRate": _spelt(own.now(now)),
            "dayHashRate": _spelt(own.rate(now, DAY)),
            "validNum": len(own.machines),
            "invalidNum": 0,
            "profitToday": {COIN: _spelt(own.profit(now) * (now % DAY) / DAY)},
            "profitYesterday": {COIN: _spelt(own.profit(now - DAY))},
            "userName": own.name,
            "unit": UNIT,
            "algo": ALGORITHM,
        }
    )


@TABLE.operation(
    f"GET {_ROOT}/statistics/user/list", weight=1, parameters="algo userName", permission=READ
)
def user_list(call: Call) -> JSON:
    own = answers.asked_farm(call)
    return answers.said(
        [
            {
                "type": name,
                "userName": own.name,
                "list": [
                    {
                        "time": time,
                        "hashrate": _spelt(own.rate(time, length)),
                        "reject": _spelt(own.reject(time, length)),
                    }
                    for time in times
                ],
            }
            for name, (length, times) in periods(call.core.clock()).items()
        ]
    )


@TABLE.operation(
    f"GET {_ROOT}/worker/list",
    weight=1,
    parameters="algo userName pageIndex sort sortColumn workerStatus",
    permission=READ,
)
def workers(call: Call) -> JSON:
    own, params = answers.asked_farm(call), call.params
    wanted = params.integer("workerStatus") or 0
    rows = [_worker(each, call.core.clock()) for each in own.machines]
    rows = [row for row in rows if wanted in {0, row["status"]}]
    column = _SORTED_BY.get(params.integer("sortColumn") or 1)
    if column is None:
        raise errors.not_valid("sortColumn")
    rows.sort(key=lambda row: row[column], reverse=params.integer("sort") == 1)
    return answers.paged(call, "workerDatas", rows)


@TABLE.operation(
    f"GET {_ROOT}/worker/detail",
    weight=1,
    parameters="algo userName workerName",
    permission=READ,
)
def worker(call: Call) -> JSON:
    own, name = answers.asked_farm(call), call.params.required("workerName")
    machine = next((each for each in own.machines if each.name == name), None)
    if machine is None:
        raise errors.not_valid("workerName")
    return answers.said(
        [
            {
                "workerName": machine.name,
                "type": period,
                "hashrateDatas": [
                    {
                        "time": time,
                        "hashrate": _spelt(machine.rate(time, length)),
                        "reject": machine.reject(time, length),
                    }
                    for time in times
                ],
            }
            for period, (length, times) in periods(call.core.clock()).items()
        ]
    )


@TABLE.operation(
    f"GET {_ROOT}/payment/list",
    weight=1,
    parameters="algo userName coin startDate endDate pageIndex pageSize",
    permission=READ,
)
def payments(call: Call) -> JSON:
    """Return what each day that is over has brought, less what was given to others."""
    own, resales = answers.asked_farm(call), call.account.part(Resales)
    rows = [
        {
            "time": day,
            "type": _MINING_WALLET,
            "hashTransfer": resales.on(day),
            "transferAmount": profit(resales.on(day)),
            "dayHashRate": own.rate(day, DAY),
            "profitAmount": round(own.profit(day) - profit(resales.on(day)), 8),
            "coinName": COIN,
            "status": _UNPAID,
        }
        for day in _days(call, own)
    ]
    return answers.paged(call, "accountProfits", rows)


@TABLE.operation(
    f"GET {_ROOT}/payment/other",
    weight=1,
    parameters="algo userName coin startDate endDate pageIndex pageSize",
    permission=READ,
)
def other_payments(call: Call) -> JSON:
    """Return an empty page: nobody is given a bonus here."""
    answers.asked_farm(call)
    return answers.paged(call, "otherProfits", [])


@TABLE.operation(
    f"GET {_ROOT}/payment/uid",
    weight=1,
    parameters="algo startDate endDate pageIndex pageSize",
    permission=READ,
)
def payments_of_account(call: Call) -> JSON:
    if call.params.required("algo") != ALGORITHM:
        raise errors.not_valid("algo")
    own = farm(call.core, call.account)
    rows = [
        {
            "time": day,
            "coinName": COIN,
            "type": _MINING_WALLET,
            "puid": call.account.uid,
            "subName": own.name,
            "amount": own.profit(day),
        }
        for day in _days(call, own)
    ]
    return answers.paged(call, "accountProfits", rows)


def _days(call: Call, own: Farm) -> list[int]:
    start, end = (call.params.integer(name) for name in ("startDate", "endDate"))
    asked = Span(start or 0, end or call.core.clock())
    coin = call.params.text("coin")
    days = own.days(call.core.clock()) if coin in {None, COIN} else []
    return [day for day in days if asked.covers(day)]


def _worker(machine: Machine, now: int) -> JSON:
    return {
        "workerId": machine.id,
        "workerName": machine.name,
        "status": _VALID,
        "hashRate": machine.rate(now, QUARTER),
        "dayHashRate": machine.rate(now, DAY),
        "rejectRate": machine.reject(now, DAY),
        "lastShareTime": machine.last_share(now),
    }


def _spelt(number: float) -> str:
    return f"{number:.8f}"
