"""What an account had at the end of each of the last days."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.trading.margin import standing
from sandbox.exchange.market.intervals import DAY, SECOND
from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import number
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi.history import span
from sandbox.exchange.sapi.margin import overview, risk
from sandbox.exchange.sapi.margin.accounts import Margins
from sandbox.exchange.sapi.upkeep import falls_due
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.exchange.core import Core
    from sandbox.exchange.money.prices import Amount
    from sandbox.exchange.trading.accounts import Account, Balance

JSON = dict[str, Any]
TABLE = Table()
_KEPT = 30


@dataclass(frozen=True)
class Snapshot:
    """What was there a second before midnight; what it was worth is found when somebody asks."""

    time: int
    rows: dict[str, list[JSON]]  # by type of account
    positions: list[JSON]  # on USD-M futures
    has: dict[str, list[Amount]]
    owes: list[Amount]  # in the margin account


class Snapshots:
    """An account's snapshots, earliest first."""

    def __init__(self, account: Account) -> None:
        self.next = (account.created // DAY + 1) * DAY
        self.records: deque[Snapshot] = deque(maxlen=_KEPT)


@falls_due
def snapshot(core: Core, account: Account) -> None:
    """Take the pictures of the midnights that have passed."""
    album, now = account.part(Snapshots), core.clock()
    if album.next > now:
        return
    margin = account.part(Margins).cross
    held = {"SPOT": account.balances}
    rows = {"SPOT": _balances(account.balances), "FUTURES": _assets(core, account)}
    if margin is not None:
        held["MARGIN"] = margin.seat.balances
        rows["MARGIN"] = [overview.asset_row(margin, each) for each in margin.assets()]
    has = {type_: _amounts(each) for type_, each in held.items()}
    owes = [(asset, each.total) for asset, each in margin.debts.items()] if margin else []
    positions = _positions(core, account)
    for midnight in range(max(album.next, (now // DAY - _KEPT) * DAY), now + 1, DAY):
        album.records.append(Snapshot(midnight - SECOND, rows, positions, has, owes))
    album.next = (now // DAY + 1) * DAY


@TABLE.operation(
    "GET /sapi/v1/accountSnapshot",
    weight=2_400,
    parameters="type startTime endTime limit",
    permission=READ,
)
def account_snapshot(call: Call) -> JSON:
    call.params.required("type")
    type_ = call.params.text("type") or ""
    if type_ not in _VIEWS:
        raise errors.not_valid("type")
    asked, limit = span(call, days=7), call.params.limit(7, _KEPT)
    records = call.account.part(Snapshots).records
    found = [each for each in records if asked.covers(each.time) and each.rows.get(type_)]
    view = _VIEWS[type_]
    shown = [
        {"data": view(call.core, each), "type": type_.lower(), "updateTime": each.time}
        for each in found[-limit:]
    ]
    return {"code": 200, "msg": "", "snapshotVos": shown}


def _spot(core: Core, picture: Snapshot) -> JSON:
    worth = prices.value(core, picture.has["SPOT"], at=picture.time)
    return {"balances": picture.rows["SPOT"], "totalAssetOfBtc": number(worth)}


def _margin(core: Core, picture: Snapshot) -> JSON:
    worth = risk.Worth(
        prices.value(core, picture.has["MARGIN"], at=picture.time),
        prices.value(core, picture.owes, at=picture.time),
    )
    return {
        "marginLevel": number(worth.level),
        "totalAssetOfBtc": number(worth.assets),
        "totalLiabilityOfBtc": number(worth.debts),
        "totalNetAssetOfBtc": number(worth.net),
        "userAssets": picture.rows["MARGIN"],
    }


def _of_futures(_: Core, picture: Snapshot) -> JSON:
    return {"assets": picture.rows["FUTURES"], "position": picture.positions}


_VIEWS = {"SPOT": _spot, "MARGIN": _margin, "FUTURES": _of_futures}


def _amounts(held: Mapping[str, Balance]) -> list[Amount]:
    return [(asset, each.free + each.locked) for asset, each in held.items()]


def _balances(held: Mapping[str, Balance]) -> list[JSON]:
    return [
        {"asset": asset, "free": number(each.free), "locked": number(each.locked)}
        for asset, each in held.items()
        if each.free or each.locked
    ]


def _assets(core: Core, account: Account) -> list[JSON]:
    """Return the futures wallet as it is, and as if all positions were closed."""
    floor = core.futures.floor
    ledger = floor.ledger(account, inverse=False)
    return [
        {
            "asset": asset,
            "marginBalance": number(standing(ledger, asset, floor.mark).balance),
            "walletBalance": number(amount),
        }
        for asset, amount in ledger.wallets.items()
        if amount
    ]


def _positions(core: Core, account: Account) -> list[JSON]:
    floor = core.futures.floor
    held = floor.ledger(account, inverse=False).held()
    return [
        {
            "entryPrice": number(each.entry_price),
            "markPrice": number(mark),
            "positionAmt": number(each.amount),
            "symbol": each.symbol,
            "unRealizedProfit": number(each.unrealized(mark)),
        }
        for each, mark in ((each, floor.mark(each.symbol)) for each in held)
    ]
