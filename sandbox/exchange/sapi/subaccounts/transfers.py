"""Money that moves within a family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations.table import TRADE, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.subaccounts import family
from sandbox.exchange.sapi.subaccounts.family import WALLETS, Family, Place, Transfer
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.trading.accounts import Account

JSON = dict[str, Any]
TABLE = Table()
INTERNAL = "enableInternalTransfer"
_ROOT = "/sapi/v1/sub-account"
_ISOLATED = "ISOLATED_MARGIN"
_BESIDE_SPOT = frozenset({"SPOT", "USDT_FUTURE", "COIN_FUTURE"})
_BORROWED = frozenset({"MARGIN", _ISOLATED})
_FUTURES_WAYS = {
    1: ("SPOT", "USDT_FUTURE"),
    2: ("USDT_FUTURE", "SPOT"),
    3: ("SPOT", "COIN_FUTURE"),
    4: ("COIN_FUTURE", "SPOT"),
}
_MARGIN_WAYS = {1: ("SPOT", "MARGIN"), 2: ("MARGIN", "SPOT")}


@TABLE.operation(
    f"POST {_ROOT}/universalTransfer",
    weight=1,
    parameters=("fromEmail toEmail fromAccountType toAccountType clientTranId symbol asset amount"),
    permission=INTERNAL,
)
def universal(call: Call) -> JSON:
    own, params = family.head(call), call.params
    source, target = (_place(call, own, end) for end in ("from", "to"))
    if source.type == target.type and "fromEmail" not in params and "toEmail" not in params:
        raise errors.missing_both("fromEmail", "toEmail")
    if not _supported(own, source, target):
        raise errors.not_valid("toAccountType")
    name = params.text("clientTranId") or ""
    if name and any(each.client_id == name for each in own.transfers):
        raise errors.not_valid("clientTranId")
    done = _send(call, own, source, target, name)
    return {"tranId": done.id, "clientTranId": name}


@TABLE.operation(
    f"POST {_ROOT}/transfer/subToSub",
    weight=1,
    parameters="toEmail asset amount",
    permission=TRADE,
)
def sub_to_sub(call: Call) -> JSON:
    own = family.master_of(call.account)
    target = own.subs.get(call.params.required("toEmail"))
    if target is None:
        raise refusals.not_related()
    return _spot_to_spot(call, own, target)


@TABLE.operation(
    f"POST {_ROOT}/transfer/subToMaster", weight=1, parameters="asset amount", permission=TRADE
)
def sub_to_master(call: Call) -> JSON:
    own = family.master_of(call.account)
    return _spot_to_spot(call, own, own.account)


@TABLE.operation(
    f"POST {_ROOT}/futures/transfer",
    weight=1,
    parameters="email asset amount type",
    permission=TRADE,
)
def to_futures(call: Call) -> JSON:
    return _within_sub(call, _FUTURES_WAYS)


@TABLE.operation(
    f"POST {_ROOT}/margin/transfer",
    weight=1,
    parameters="email asset amount type",
    permission=TRADE,
)
def to_margin(call: Call) -> JSON:
    return _within_sub(call, _MARGIN_WAYS)


def _place(call: Call, own: Family, end: str) -> Place:
    """Read one end of a transfer: whose, and which wallet."""
    name = f"{end}AccountType"
    type_ = call.params.required(name)
    if type_ not in WALLETS:
        raise errors.not_valid(name)
    symbol = call.params.required("symbol") if type_ == _ISOLATED else None
    return Place(family.member(own, call.params.text(f"{end}Email")), type_, symbol)


def _supported(own: Family, source: Place, target: Place) -> bool:
    """Tell whether money may go this way: by a spot wallet, or between margin accounts of subs."""
    types, master = {source.type, target.type}, own.account
    if types == {"MARGIN"}:
        return master not in {source.member, target.member}
    if types & _BORROWED:
        plain_, risky = (source, target) if target.type in _BORROWED else (target, source)
        return plain_.type == "SPOT" and plain_.member is master and risky.member is not master
    return "SPOT" in types and types <= _BESIDE_SPOT


def _send(call: Call, own: Family, source: Place, target: Place, name: str = "") -> Transfer:
    asset, amount = call.params.required("asset"), call.params.required_decimal("amount")
    if not amount:
        raise refusals.too_little()
    return family.send(call.core, own, source, target, asset, amount, name)


def _spot_to_spot(call: Call, own: Family, target: Account) -> JSON:
    done = _send(call, own, Place(call.account, "SPOT"), Place(target, "SPOT"))
    return {"txnId": str(done.id)}


def _within_sub(call: Call, ways: dict[int, tuple[str, str]]) -> JSON:
    sub = family.sub(call)
    call.params.required("type")
    way = ways.get(call.params.integer("type") or 0)
    if way is None:
        raise errors.not_valid("type")
    source, target = (Place(sub, type_) for type_ in way)
    done = _send(call, family.head(call), source, target)
    return {"txnId": str(done.id)}
