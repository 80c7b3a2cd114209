"""What has moved within a family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.money.amounts import plain
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi.history import Span, span
from sandbox.exchange.sapi.subaccounts import family
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.sapi.subaccounts.family import Family, Transfer

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/sub-account"


@TABLE.operation(
    f"GET {_ROOT}/universalTransfer",
    weight=1,
    parameters="fromEmail toEmail clientTranId startTime endTime page limit",
    permission=READ,
)
def universal_history(call: Call) -> JSON:
    name, asked = call.params.text("clientTranId"), span(call, days=7, longest=7)
    found = [
        each
        for each in _between(call)
        if asked.covers(each.time) and name in {None, each.client_id}
    ]
    return {
        "result": [_universal(each) for each in _page(call, found)],
        "totalCount": len(found),
    }


@TABLE.operation(
    f"GET {_ROOT}/sub/transfer/history",
    weight=1,
    parameters="fromEmail toEmail startTime endTime page limit",
    permission=READ,
)
def spot_history(call: Call) -> list[JSON]:
    start, end = call.params.window()
    asked = Span(start or 0, end or call.core.clock())
    found = [
        each
        for each in _between(call)
        if asked.covers(each.time) and {each.source.type, each.target.type} == {"SPOT"}
    ]
    return [
        {
            "from": each.source.email,
            "to": each.target.email,
            "asset": each.asset,
            "qty": plain(each.amount),
            "status": "SUCCESS",
            "tranId": each.id,
            "time": each.time,
        }
        for each in _page(call, found)
    ]


@TABLE.operation(
    f"GET {_ROOT}/transfer/subUserHistory",
    weight=1,
    parameters="asset type startTime endTime limit returnFailHistory",
    permission=READ,
)
def sub_history(call: Call) -> list[JSON]:
    """Return what a sub-account sent, or received with type 1."""
    own, asset = family.master_of(call.account), call.params.text("asset")
    incoming, asked = call.params.integer("type") == 1, span(call)
    found = [
        each
        for each in reversed(own.transfers)
        if (each.target if incoming else each.source).member is call.account
        and asset in {None, each.asset}
        and asked.covers(each.time)
    ]
    limit = call.params.limit(500, 500)
    return [_of_sub(each, own, incoming=incoming) for each in found[:limit]]


def _between(call: Call) -> list[Transfer]:
    """Return a family's transfers from an address, or to one; from the master's if none is sent."""
    own, params = family.head(call), call.params
    source, target = params.text("fromEmail"), params.text("toEmail")
    if source is not None and target is not None:
        raise errors.bad_combination()
    if source is None and target is None:
        source = own.email
    return [
        each
        for each in reversed(own.transfers)
        if source in {None, each.source.email} and target in {None, each.target.email}
    ]


def _page(call: Call, rows: list[Transfer]) -> list[Transfer]:
    number, size = call.params.integer("page") or 1, call.params.limit(500, 500)
    return rows[(number - 1) * size :][:size]


def _universal(record: Transfer) -> JSON:
    return {
        "tranId": record.id,
        "fromEmail": record.source.email,
        "toEmail": record.target.email,
        "asset": record.asset,
        "amount": plain(record.amount),
        "createTimeStamp": record.time,
        "fromAccountType": record.source.type,
        "toAccountType": record.target.type,
        "status": "SUCCESS",
        "clientTranId": record.client_id,
    }


def _of_sub(record: Transfer, own: Family, *, incoming: bool) -> JSON:
    other = record.source if incoming else record.target
    return {
        "counterParty": "master" if other.member is own.account else "subAccount",
        "email": other.email,
        "type": 1 if incoming else 2,
        "asset": record.asset,
        "qty": plain(record.amount),
        "fromAccountType": record.source.type,
        "toAccountType": record.target.type,
        "status": "SUCCESS",
        "tranId": record.id,
        "time": record.time,
    }
