"""Borrowing and repaying on request, and what that has cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money.amounts import number, plain
from sandbox.exchange.operations.table import MARGIN, READ, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.history import PAGED, paged, span
from sandbox.exchange.sapi.margin import assets, lending, seats
from sandbox.exchange.sapi.wallet.transfers import Transfers
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.sapi.margin.records import Interest, Loan
    from sandbox.exchange.sapi.wallet.transfers import Transfer

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/margin"
_TYPES = ("BORROW", "REPAY")
_WALLETS = {"MAIN": "SPOT", "MARGIN": "CROSS_MARGIN", "ISOLATEDMARGIN": "ISOLATED_MARGIN"}


@TABLE.operation(
    f"POST {_ROOT}/borrow-repay",
    weight=1_500,
    by_uid=True,
    parameters="asset isIsolated symbol amount type",
    permission=MARGIN,
)
def borrow_repay(call: Call) -> JSON:
    call.params.required("isIsolated")
    margin, asset = seats.asked(call), seats.asked_asset(call)
    amount, type_ = call.params.required_decimal("amount"), _type(call)
    if not amount:
        raise refusals.too_little()
    act = lending.borrow if type_ == "BORROW" else lending.repay
    return {"tranId": act(call.core, margin, asset, amount, kind="MANUAL").id}


@TABLE.operation(
    f"GET {_ROOT}/borrow-repay",
    weight=10,
    parameters=f"asset isolatedSymbol txId type {PAGED}",
    permission=READ,
)
def loans(call: Call) -> JSON:
    type_, asset = _type(call), call.params.text("asset")
    margin, number_ = seats.asked_isolated(call), call.params.integer("txId")
    asked = span(call, days=7, longest=7 if asset is None else 30)
    return paged(
        call,
        [
            each
            for each in margin.loans
            if each.type == type_
            and asset in {None, each.asset}
            and (asked.covers(each.time) if number_ is None else each.id == number_)
        ],
        lambda each: _loan(each, margin.symbol),
    )


@TABLE.operation(
    f"GET {_ROOT}/interestHistory",
    weight=1,
    parameters=f"asset isolatedSymbol {PAGED}",
    permission=READ,
)
def interest_history(call: Call) -> JSON:
    asset, margin = call.params.text("asset"), seats.asked_isolated(call)
    asked = span(call, days=7)
    return paged(
        call,
        [
            each
            for each in margin.interest
            if asked.covers(each.time) and asset in {None, each.raw_asset}
        ],
        lambda each: _interest(each, margin.symbol),
    )


@TABLE.operation(
    f"GET {_ROOT}/interestRateHistory",
    weight=1,
    parameters="asset vipLevel startTime endTime",
    permission=READ,
)
def rate_history(call: Call) -> list[JSON]:
    asset, asked = seats.asked_asset(call), span(call, days=7)
    level = call.params.integer("vipLevel") or 0
    midnights = range(-(-asked.start // DAY) * DAY, min(asked.end, call.core.clock()) + 1, DAY)
    return [
        {
            "asset": asset,
            "dailyInterestRate": number(assets.daily_rate(call.core.seed, asset, time)),
            "timestamp": time,
            "vipLevel": level,
        }
        for time in reversed(midnights)
    ]


@TABLE.operation(
    f"GET {_ROOT}/next-hourly-interest-rate",
    weight=100,
    parameters="assets isIsolated",
    permission=READ,
)
def next_rates(call: Call) -> list[JSON]:
    call.params.required("isIsolated")
    asked = call.params.required("assets").split(",")
    if not set(asked) <= set(assets.assets()):
        raise refusals.not_a_margin_asset()
    seed, now = call.core.seed, call.core.clock()
    return [
        {
            "asset": asset,
            "nextHourlyInterestRate": number(assets.daily_rate(seed, asset, now) / 24),
        }
        for asset in asked
    ]


@TABLE.operation(
    f"GET {_ROOT}/transfer",
    weight=1,
    parameters=f"asset type isolatedSymbol {PAGED}",
    permission=READ,
)
def transfers(call: Call) -> JSON:
    """Return the transfers into the cross account, or that of a symbol, and out of it."""
    asset, asked = call.params.text("asset"), span(call, days=7)
    symbol = call.params.text("isolatedSymbol")
    wanted = call.params.choice("type", ("ROLL_IN", "ROLL_OUT"))
    rows = [
        _transfer(each, type_)
        for each in call.account.part(Transfers).records
        for type_ in _directions(each, symbol)
        if asked.covers(each.time) and asset in {None, each.asset} and wanted in {None, type_}
    ]
    return paged(call, rows, lambda row: row)


def _type(call: Call) -> str:
    call.params.required("type")
    type_ = call.params.text("type")
    if type_ not in _TYPES:
        raise errors.not_valid("type")
    return type_


def _loan(loan: Loan, symbol: str | None) -> JSON:
    shown = {
        "type": loan.kind,
        "amount": number(loan.amount),
        "asset": loan.asset,
        "interest": number(loan.interest),
        "principal": number(loan.principal),
        "status": "CONFIRMED",
        "timestamp": loan.time,
        "txId": loan.id,
    }
    return shown | ({"isolatedSymbol": symbol} if symbol else {})


def _interest(charged: Interest, symbol: str | None) -> JSON:
    shown = {
        "txId": charged.id,
        "interestAccuredTime": charged.time,
        "asset": charged.asset,
        "rawAsset": charged.raw_asset,
        "principal": plain(charged.principal),
        "interest": number(charged.amount),
        "interestRate": number(charged.rate),
        "type": charged.type,
    }
    return shown | ({"isolatedSymbol": symbol} if symbol else {})


def _directions(record: Transfer, symbol: str | None) -> list[str]:
    """Return in which direction a transfer concerns an account: rarely in both."""
    own = "ISOLATEDMARGIN" if symbol else "MARGIN"
    ends = zip(record.way, record.symbols, ("ROLL_OUT", "ROLL_IN"), strict=True)
    return [type_ for wallet, each, type_ in ends if wallet == own and each == symbol]


def _transfer(record: Transfer, type_: str) -> JSON:
    source, target = (_WALLETS.get(each, each) for each in record.way)
    shown = {
        "amount": number(record.amount),
        "asset": record.asset,
        "status": "CONFIRMED",
        "timestamp": record.time,
        "txId": record.id,
        "type": type_,
        "transFrom": source,
        "transTo": target,
    }
    symbols = dict(zip(("fromSymbol", "toSymbol"), record.symbols, strict=True))
    return shown | {name: symbol for name, symbol in symbols.items() if symbol}
