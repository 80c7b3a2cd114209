"""Universal transfers: money from one of an account's wallets to another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sandbox.exchange.money.amounts import plain
from sandbox.exchange.money.wallets import move, open_wallet, transfer_failed
from sandbox.exchange.operations.table import READ, TRANSFER, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.history import PAGED, paged, span
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account

Symbols: TypeAlias = "tuple[str | None, str | None]"
JSON = dict[str, Any]
TABLE = Table()
ISOLATED = "ISOLATEDMARGIN"
_HALF_A_YEAR = 183

WAYS = {
    f"{source}_{target}": (source, target)
    for source, targets in {
        "MAIN": "UMFUTURE CMFUTURE MARGIN FUNDING OPTION PORTFOLIO_MARGIN",
        "UMFUTURE": "MAIN MARGIN FUNDING OPTION",
        "CMFUTURE": "MAIN MARGIN FUNDING",
        "MARGIN": "MAIN UMFUTURE CMFUTURE FUNDING OPTION ISOLATEDMARGIN",
        "ISOLATEDMARGIN": "MARGIN ISOLATEDMARGIN",
        "FUNDING": "MAIN UMFUTURE CMFUTURE MARGIN OPTION",
        "OPTION": "MAIN UMFUTURE MARGIN FUNDING",
        "PORTFOLIO_MARGIN": "MAIN",
    }.items()
    for target in targets.split()
}
"""From which wallet to which one each type of transfer goes."""


@dataclass(frozen=True)
class Transfer:
    """One transfer that was carried out."""

    id: int
    type: str
    asset: str
    amount: Decimal
    time: int
    symbols: Symbols = (None, None)

    @property
    def way(self) -> tuple[str, str]:
        return WAYS[self.type]


class Transfers:
    """An account's transfers, earliest first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.records: list[Transfer] = []


def carry_out(
    core: Core,
    account: Account,
    type_: str,
    asset: str,
    amount: Decimal,
    symbols: Symbols = (None, None),
) -> Transfer:
    """Move the money and write it down."""
    names = [
        f"{name}:{symbol}" if symbol else name
        for name, symbol in zip(WAYS[type_], symbols, strict=True)
    ]
    source, target = (open_wallet(core, account, name) for name in names)
    if source is None or target is None or names[0] == names[1]:
        raise transfer_failed()
    move(source, target, asset, amount)
    record = Transfer(core.next_id(), type_, asset, amount, core.clock(), symbols)
    account.part(Transfers).records.append(record)
    return record


@TABLE.operation(
    "POST /sapi/v1/asset/transfer",
    weight=300,
    by_uid=True,
    parameters="type asset amount fromSymbol toSymbol",
    permission=TRANSFER,
)
def send(call: Call) -> JSON:
    type_, asset = _type(call), call.params.required("asset")
    amount = call.params.required_decimal("amount")
    if not amount:
        raise refusals.too_little()
    done = carry_out(call.core, call.account, type_, asset, amount, _symbols(call, type_))
    return {"tranId": done.id}


@TABLE.operation(
    "GET /sapi/v1/asset/transfer",
    weight=1,
    parameters=f"type fromSymbol toSymbol {PAGED}",
    permission=READ,
)
def history(call: Call) -> JSON:
    type_, asked = _type(call), span(call, days=7, longest=_HALF_A_YEAR)
    return paged(
        call,
        [
            record
            for record in call.account.part(Transfers).records
            if record.type == type_ and asked.covers(record.time)
        ],
        _view,
    )


def _type(call: Call) -> str:
    type_ = call.params.required("type")
    if type_ not in WAYS:
        raise errors.not_valid("type")
    return type_


def _symbols(call: Call, type_: str) -> Symbols:
    """Read the symbols of the isolated wallets that a transfer of this type is about."""
    source, target = (
        call.params.required(name) if wallet == ISOLATED else None
        for name, wallet in zip(("fromSymbol", "toSymbol"), WAYS[type_], strict=True)
    )
    return source, target


def _view(record: Transfer) -> JSON:
    return {
        "asset": record.asset,
        "amount": plain(record.amount),
        "type": record.type,
        "status": "CONFIRMED",
        "tranId": record.id,
        "timestamp": record.time,
    }
