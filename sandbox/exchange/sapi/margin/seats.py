"""Which margin account a request is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.margin import assets, lending
from sandbox.exchange.sapi.margin.accounts import Margin, Margins

if TYPE_CHECKING:
    from sandbox.exchange.operations.table import Call


def asked(call: Call) -> Margin:
    """Return the isolated account of `symbol` if `isIsolated` is sent and true, else the cross."""
    isolated = call.params.flag("isIsolated")
    return _current(call, call.params.symbol() if isolated else None)


def asked_isolated(call: Call) -> Margin:
    """Return the account of `isolatedSymbol`, or the cross account."""
    return _current(call, call.params.text("isolatedSymbol"))


def asked_asset(call: Call) -> str:
    asset = call.params.required("asset")
    if asset not in assets.assets():
        raise refusals.not_a_margin_asset()
    return asset


def asked_pair(call: Call) -> str:
    """Return the mandatory symbol, which must be one that margin accounts may trade."""
    symbol = call.pair().symbol
    if symbol not in {each.symbol for each in assets.pairs()}:
        raise refusals.margin_pair_not_traded()
    return symbol


def _current(call: Call, symbol: str | None) -> Margin:
    margin = call.account.part(Margins).of(symbol)
    lending.keep_promises(call.core, margin)
    return margin
