"""Margin accounts as a whole: what they have, owe, may borrow and may give away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import ZERO, number, plain
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.margin import assets, risk, seats
from sandbox.exchange.sapi.margin.accounts import MOST_ISOLATED, Margin, Margins
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Iterable

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/margin"
_MOST_ASKED = 5


@TABLE.operation(f"GET {_ROOT}/account", weight=10, permission=READ)
def cross(call: Call) -> JSON:
    margin = seats.asked_isolated(call)
    worth = risk.worth(call.core, margin)
    dollars = risk.worth(call.core, margin, prices.DOLLAR)
    return {
        "created": True,
        "borrowEnabled": True,
        "marginLevel": number(worth.level),
        "collateralMarginLevel": number(worth.level),
        "totalAssetOfBtc": number(worth.assets),
        "totalLiabilityOfBtc": number(worth.debts),
        "totalNetAssetOfBtc": number(worth.net),
        "TotalCollateralValueInUSDT": number(dollars.assets),
        "tradeEnabled": True,
        "transferInEnabled": True,
        "transferOutEnabled": True,
        "accountType": "MARGIN_1",
        "userAssets": [asset_row(margin, each) for each in margin.assets()],
    }


@TABLE.operation(f"GET {_ROOT}/tradeCoeff", weight=10, permission=READ)
def coefficients(_: Call) -> JSON:
    return {
        "normalBar": plain(risk.NORMAL),
        "marginCallBar": plain(risk.MARGIN_CALL),
        "forceLiquidationBar": plain(risk.LIQUIDATION),
    }


@TABLE.operation(
    f"GET {_ROOT}/maxBorrowable", weight=50, parameters="asset isolatedSymbol", permission=READ
)
def max_borrowable(call: Call) -> JSON:
    margin, asset = seats.asked_isolated(call), seats.asked_asset(call)
    return {
        "amount": plain(risk.borrowable(call.core, margin, asset)),
        "borrowLimit": plain(assets.borrow_limit(asset)),
    }


@TABLE.operation(
    f"GET {_ROOT}/maxTransferable", weight=50, parameters="asset isolatedSymbol", permission=READ
)
def max_transferable(call: Call) -> JSON:
    margin, asset = seats.asked_isolated(call), seats.asked_asset(call)
    return {"amount": plain(risk.transferable(call.core, margin, asset))}


@TABLE.operation(
    f"POST {_ROOT}/isolated/account", weight=300, by_uid=True, parameters="symbol", permission=TRADE
)
def open_isolated(call: Call) -> JSON:
    """Open the account of a symbol, or make it usable again."""
    symbol, isolated = seats.asked_pair(call), call.account.part(Margins).isolated
    enabled = {name for name, each in isolated.items() if each.enabled}
    if len(enabled | {symbol}) > MOST_ISOLATED:
        raise errors.not_valid("symbol")
    isolated.setdefault(symbol, Margin(call.core, call.account, symbol)).enabled = True
    return {"success": True, "symbol": symbol}


@TABLE.operation(
    f"DELETE {_ROOT}/isolated/account",
    weight=300,
    by_uid=True,
    parameters="symbol",
    permission=TRADE,
)
def close_isolated(call: Call) -> JSON:
    """Put an account out of use, for which it must be empty."""
    margin = call.account.part(Margins).of(seats.asked_pair(call))
    held = margin.seat.balances.values()
    if margin.debts or any(each.free or each.locked for each in held):
        raise refusals.repayment_not_covered()
    margin.enabled = False
    return {"success": True, "symbol": margin.symbol}


@TABLE.operation(f"GET {_ROOT}/isolated/accountLimit", weight=1, permission=READ)
def isolated_limit(call: Call) -> JSON:
    opened = call.account.part(Margins).isolated.values()
    return {
        "enabledAccount": sum(each.enabled for each in opened),
        "maxAccount": MOST_ISOLATED,
    }


@TABLE.operation(f"GET {_ROOT}/isolated/account", weight=10, parameters="symbols", permission=READ)
def isolated(call: Call) -> JSON:
    """Return the isolated accounts, those of up to five symbols without a summary."""
    symbols, opened = call.params.text("symbols"), call.account.part(Margins).isolated
    if symbols is None:
        return {"assets": [_isolated(call, each) for each in opened.values()]} | _totals(
            call, opened.values()
        )
    asked = symbols.split(",")
    if len(asked) > _MOST_ASKED:
        raise errors.not_valid("symbols")
    return {"assets": [_isolated(call, opened[each]) for each in asked if each in opened]}


def asset_row(margin: Margin, asset: str) -> JSON:
    balance, debt = margin.seat.balance(asset), margin.debts.get(asset)
    return {
        "asset": asset,
        "borrowed": number(debt.principal if debt else ZERO),
        "free": number(balance.free),
        "interest": number(debt.interest if debt else ZERO),
        "locked": number(balance.locked),
        "netAsset": _signed(balance.free + balance.locked - margin.owed(asset)),
    }


def _isolated(call: Call, margin: Margin) -> JSON:
    listing = call.core.market.pairs[margin.symbol or ""].listing
    worth, price = risk.worth(call.core, margin), call.core.market.pairs[listing.symbol].last.price
    return {
        "baseAsset": _side(call, margin, listing.base),
        "quoteAsset": _side(call, margin, listing.quote),
        "symbol": listing.symbol,
        "isolatedCreated": True,
        "enabled": margin.enabled,
        "marginLevel": number(worth.level),
        "marginLevelStatus": _status(worth),
        "marginRatio": plain(risk.ISOLATED_LEVERAGE),
        "indexPrice": number(price),
        "liquidatePrice": number(risk.liquidation_price(margin, listing)),
        "liquidateRate": number(risk.LIQUIDATION),
        "tradeEnabled": margin.enabled,
    }


def _side(call: Call, margin: Margin, asset: str) -> JSON:
    balance = margin.seat.balance(asset)
    total = balance.free + balance.locked
    net = total - margin.owed(asset)
    rest = {
        "borrowEnabled": True,
        "netAssetOfBtc": _signed(net * (prices.price(call.core, asset, prices.BITCOIN) or ZERO)),
        "repayEnabled": True,
        "totalAsset": number(total),
    }
    return asset_row(margin, asset) | rest


def _status(worth: risk.Worth) -> str:
    if worth.level >= risk.TRANSFER_OUT:
        return "EXCESSIVE"
    if worth.level >= risk.NORMAL:
        return "NORMAL"
    if worth.level >= risk.MARGIN_CALL:
        return "MARGIN_CALL"
    return "PRE_LIQUIDATION" if worth.level >= risk.LIQUIDATION else "FORCE_LIQUIDATION"


def _totals(call: Call, margins: Iterable[Margin]) -> JSON:
    worths = [risk.worth(call.core, each) for each in margins]
    has = sum((each.assets for each in worths), start=ZERO)
    owes = sum((each.debts for each in worths), start=ZERO)
    return {
        "totalAssetOfBtc": number(has),
        "totalLiabilityOfBtc": number(owes),
        "totalNetAssetOfBtc": _signed(has - owes),
    }


def _signed(amount: object) -> str:
    return f"{amount:.8f}"
