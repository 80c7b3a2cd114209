"""Who belongs to a family, and what the members have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import ZERO, number, plain
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.sapi.history import Span
from sandbox.exchange.sapi.margin.accounts import Margins
from sandbox.exchange.sapi.subaccounts import family
from sandbox.exchange.sapi.subaccounts.family import Family
from sandbox.exchange.sapi.wallet import deposits, directory
from sandbox.exchange.sapi.wallet.deposits import Deposits
from sandbox.exchange.sapi.wallet.withdrawals import Withdrawals
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Account

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/sub-account"


@TABLE.operation(
    f"POST {_ROOT}/virtualSubAccount", weight=1, parameters="subAccountString", permission=TRADE
)
def create(call: Call) -> JSON:
    name = call.params.required("subAccountString")
    if not re.fullmatch(r"[A-Za-z0-9]{1,20}", name):
        raise errors.not_valid("subAccountString")
    master = family.head(call).account
    return {"email": family.create(call.core, master, name).part(Family).email}


@TABLE.operation(
    f"GET {_ROOT}/list", weight=1, parameters="email isFreeze page limit", permission=READ
)
def listed(call: Call) -> JSON:
    email, frozen = call.params.text("email"), call.params.flag("isFreeze")
    subs = [] if frozen else _subs(call, email)  # nobody is frozen here
    return {"subAccounts": [_listed(each) for each in _page(call, subs, most=200)]}


@TABLE.operation(f"GET {_ROOT}/status", weight=10, parameters="email", permission=READ)
def status(call: Call) -> list[JSON]:
    return [
        {
            "email": each.part(Family).email,
            "isSubUserEnabled": True,
            "isUserActive": bool(each.orders or each.fills),
            "insertTime": each.created,
            "isMarginEnabled": each.part(Margins).cross is not None,
            "isFutureEnabled": each.part(Family).futures_enabled,
            "mobile": 0,
        }
        for each in _subs(call, call.params.text("email"))
    ]


@TABLE.operation(f"POST {_ROOT}/futures/enable", weight=1, parameters="email", permission=TRADE)
def enable_futures(call: Call) -> JSON:
    own = family.sub(call).part(Family)
    own.futures_enabled = True
    return {"email": own.email, "isFuturesEnabled": True}


@TABLE.operation(
    "GET /sapi/v4/sub-account/assets", weight=60, by_uid=True, parameters="email", permission=READ
)
def assets(call: Call) -> JSON:
    return {"balances": [_balance(*each, plain) for each in _held(call)]}


@TABLE.operation(
    "GET /sapi/v3/sub-account/assets", weight=60, by_uid=True, parameters="email", permission=READ
)
def assets_as_numbers(call: Call) -> JSON:
    return {"balances": [_balance(*each, float) for each in _held(call)]}


@TABLE.operation(
    f"GET {_ROOT}/spotSummary", weight=1, parameters="email page size", permission=READ
)
def spot_summary(call: Call) -> JSON:
    subs = _subs(call, call.params.text("email"))
    return {
        "totalCount": len(subs),
        "masterAccountTotalAsset": number(_worth(call, call.account)),
        "spotSubUserAssetBtcVoList": [
            {"email": each.part(Family).email, "totalAsset": number(_worth(call, each))}
            for each in _page(call, subs, most=20, name="size")
        ],
    }


@TABLE.operation(
    "GET /sapi/v1/capital/deposit/subAddress",
    weight=1,
    parameters="email coin network amount",
    permission=READ,
)
def deposit_address(call: Call) -> JSON:
    return directory.address_of(call, family.sub(call))


@TABLE.operation(
    "GET /sapi/v1/capital/deposit/subHisrec",
    weight=1,
    parameters="email includeSource coin status startTime endTime limit offset txId",
    permission=READ,
)
def deposit_history(call: Call) -> list[JSON]:
    start, end = call.params.window()
    asked, coin = Span(start or 0, end or call.core.clock()), call.params.text("coin")
    rows = [
        each
        for each in reversed(family.sub(call).part(Deposits).records)
        if asked.covers(each.time) and coin in {None, each.coin}
    ]
    first, limit = call.params.integer("offset") or 0, call.params.limit(1_000, 1_000)
    source = call.params.flag("includeSource")
    shown = [deposits.view(each, source=source) for each in rows[first : first + limit]]
    hidden = {"completeTime", "travelRuleStatus"}
    return [{name: row[name] for name in row if name not in hidden} for row in shown]


def _subs(call: Call, email: str | None) -> list[Account]:
    return [each for key, each in family.head(call).subs.items() if email in {None, key}]


def _page(call: Call, subs: list[Account], *, most: int, name: str = "limit") -> list[Account]:
    number_, size = call.params.integer("page") or 1, call.params.integer(name)
    size = min(size or most, most)
    return subs[(number_ - 1) * size :][:size]


def _listed(sub: Account) -> JSON:
    return {
        "subUserId": sub.uid,
        "email": sub.part(Family).email,
        "remark": "",
        "isFreeze": False,
        "createTime": sub.created,
        "isManagedSubAccount": False,
        "isAssetManagementSubAccount": False,
    }


def _held(call: Call) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """Return what a sub-account has in its spot wallet: free, locked and on its way out."""
    sub = family.sub(call)
    away = sub.part(Withdrawals).on_the_way(call.core.clock())
    return [
        (asset, balance.free, balance.locked, away.get(asset, ZERO))
        for asset in dict.fromkeys([*sub.balances, *away])
        if (balance := sub.balance(asset)).free or balance.locked or asset in away
    ]


def _balance(asset: str, free: Decimal, locked: Decimal, away: Decimal, spell: Any) -> JSON:
    return {
        "freeze": spell(ZERO),
        "withdrawing": spell(away),
        "asset": asset,
        "free": spell(free),
        "locked": spell(locked),
    }


def _worth(call: Call, account: Account) -> Decimal:
    held = account.balances.items()
    return prices.value(call.core, ((asset, each.free + each.locked) for asset, each in held))
