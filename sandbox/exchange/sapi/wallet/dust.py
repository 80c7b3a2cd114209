"""Dust: balances too small to trade, changed into BNB for a fee."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import down, number, plain, up
from sandbox.exchange.money.wallets import spot
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.wallet.coins import coins
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.trading.accounts import Account

JSON = dict[str, Any]
TABLE = Table()
INTO = "BNB"
_MOST = Decimal("0.001")  # bitcoin that a balance may be worth
_FEE = Decimal("0.02")
_SHOWN = 100


@dataclass(frozen=True)
class Speck:
    """A small balance and what it fetches."""

    id: int
    asset: str
    amount: Decimal
    bitcoin: Decimal
    gross: Decimal  # in BNB
    fee: Decimal

    @property
    def net(self) -> Decimal:
        return self.gross - self.fee


@dataclass(frozen=True)
class Sweep:
    """Small balances that were changed together."""

    id: int
    time: int
    specks: tuple[Speck, ...]

    @property
    def net(self) -> Decimal:
        return sum((each.net for each in self.specks), start=Decimal(0))

    @property
    def fee(self) -> Decimal:
        return sum((each.fee for each in self.specks), start=Decimal(0))


class Sweeps:
    """An account's conversions of dust, earliest first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.records: list[Sweep] = []


@TABLE.operation(
    "POST /sapi/v1/asset/dust-btc", weight=1, parameters="accountType", permission=READ
)
def convertible(call: Call) -> JSON:
    _spot_only(call)
    held = [asset for asset, balance in call.account.balances.items() if balance.free]
    found = [_speck(call, asset) for asset in held if asset != INTO]
    specks = [each for each in found if each and each.net > 0 and each.bitcoin <= _MOST]
    return {
        "details": [_offer(each) for each in specks],
        "totalTransferBtc": number(sum((each.bitcoin for each in specks), start=Decimal(0))),
        "totalTransferBNB": number(sum((each.gross for each in specks), start=Decimal(0))),
        "dribbletPercentage": plain(_FEE),
    }


@TABLE.operation(
    "POST /sapi/v1/asset/dust",
    weight=10,
    by_uid=True,
    parameters="asset accountType",
    permission=TRADE,
)
def convert(call: Call) -> JSON:
    _spot_only(call)
    assets = call.params.required("asset").split(",")
    specks = tuple(_convertible(call, asset) for asset in dict.fromkeys(assets))
    sweep = Sweep(call.core.next_id(), call.core.clock(), specks)
    for each in specks:
        call.core.engine.deposit(call.account, each.asset, -each.amount)
    call.core.engine.deposit(call.account, INTO, sweep.net)
    call.account.part(Sweeps).records.append(sweep)
    return {
        "totalServiceCharge": number(sweep.fee),
        "totalTransfered": number(sweep.net),
        "transferResult": [
            {
                "amount": number(each.amount),
                "fromAsset": each.asset,
                "operateTime": sweep.time,
                "serviceChargeAmount": number(each.fee),
                "tranId": each.id,
                "transferedAmount": number(each.net),
            }
            for each in specks
        ],
    }


@TABLE.operation(
    "GET /sapi/v1/asset/dribblet",
    weight=1,
    parameters="accountType startTime endTime",
    permission=READ,
)
def log(call: Call) -> JSON:
    _spot_only(call)
    start, end = call.params.window()
    rows = [
        sweep
        for sweep in reversed(call.account.part(Sweeps).records)
        if (start or 0) <= sweep.time <= (end or sweep.time)
    ]
    return {"total": len(rows), "userAssetDribblets": [_sweep(each) for each in rows[:_SHOWN]]}


def _spot_only(call: Call) -> None:
    if call.params.choice("accountType", ("SPOT", "MARGIN")) == "MARGIN":
        raise errors.ApiError(-5001, "Don't allow transfer to micro assets.")


def _convertible(call: Call, asset: str) -> Speck:
    speck = None if asset == INTO else _speck(call, asset)
    if speck is None or not speck.amount:
        raise refusals.not_owned()
    if speck.bitcoin > _MOST:
        raise refusals.not_dust(asset)
    if speck.net <= 0:
        raise refusals.too_small_for_dust(asset)
    return speck


def _speck(call: Call, asset: str) -> Speck | None:
    """Return what a whole balance would fetch now, None if there is no price for it."""
    core, amount = call.core, spot(call.core, call.account).free(asset)
    worth, bitcoin = (prices.price(core, asset, into) for into in (INTO, prices.BITCOIN))
    if worth is None or bitcoin is None:
        return None
    gross = down(amount * worth)
    return Speck(core.next_id(), asset, amount, down(amount * bitcoin), gross, up(gross * _FEE))


def _offer(speck: Speck) -> JSON:
    return {
        "asset": speck.asset,
        "assetFullName": coins()[speck.asset].name if speck.asset in coins() else speck.asset,
        "amountFree": plain(speck.amount),
        "toBTC": number(speck.bitcoin),
        "toBNB": number(speck.gross),
        "toBNBOffExchange": number(speck.net),
        "exchange": number(speck.fee),
    }


def _sweep(sweep: Sweep) -> JSON:
    return {
        "operateTime": sweep.time,
        "totalTransferedAmount": number(sweep.net),
        "totalServiceChargeAmount": number(sweep.fee),
        "transId": sweep.id,
        "userAssetDribbletDetails": [
            {
                "transId": each.id,
                "serviceChargeAmount": plain(each.fee),
                "amount": plain(each.amount),
                "operateTime": sweep.time,
                "transferedAmount": plain(each.net),
                "fromAsset": each.asset,
                "targetAsset": INTO,
            }
            for each in sweep.specks
        ],
    }
