"""Margin accounts as wallets that transfers can reach."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sandbox.exchange.money.amounts import ZERO
from sandbox.exchange.money.wallets import SYMBOL_WALLETS, Wallet, holdings, wallet
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.margin import risk
from sandbox.exchange.sapi.margin.accounts import Margin, Margins
from sandbox.exchange.trading.accounts import Account, Balance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from sandbox.exchange.core import Core


class _Cross:
    """The cross account, which opens when money comes in."""

    def __init__(self, core: Core, owner: Account) -> None:
        self._core = core
        self._margins = owner.part(Margins)

    def free(self, asset: str) -> Decimal:
        margin = self._margins.cross
        return risk.transferable(self._core, margin, asset) if margin else ZERO

    def change(self, asset: str, amount: Decimal) -> None:
        margin = self._margins.cross or Margin(self._core, self._margins.owner)
        _put(self._core, margin, asset, amount)
        self._margins.cross = margin


class _Isolated:
    """The account of one symbol, which its owner has opened before."""

    def __init__(self, core: Core, margin: Margin) -> None:
        self._core = core
        self._margin = margin

    def free(self, asset: str) -> Decimal:
        return risk.transferable(self._core, self._margin, asset)

    def change(self, asset: str, amount: Decimal) -> None:
        _put(self._core, self._margin, asset, amount)


def _put(core: Core, margin: Margin, asset: str, amount: Decimal) -> None:
    if asset not in margin.assets():
        raise refusals.not_a_margin_asset()
    core.engine.deposit(margin.seat, asset, amount)


@wallet("MARGIN")
def cross(core: Core, owner: Account) -> Wallet:
    return _Cross(core, owner)


def isolated(core: Core, owner: Account, symbol: str) -> Wallet:
    margin = owner.part(Margins).of(symbol)
    if not margin.enabled:
        raise refusals.no_margin_account()
    return _Isolated(core, margin)


SYMBOL_WALLETS["ISOLATEDMARGIN"] = isolated


@holdings("Cross Margin")
def in_cross(_: Core, owner: Account) -> Mapping[str, Balance]:
    found = owner.part(Margins).cross
    return _net([found] if found else [])


@holdings("Isolated Margin")
def in_isolated(_: Core, owner: Account) -> Mapping[str, Balance]:
    return _net(owner.part(Margins).isolated.values())


def _net(margins: Iterable[Margin]) -> Mapping[str, Balance]:
    """Return what is there less what is owed."""
    held: dict[str, Balance] = defaultdict(Balance)
    for margin in margins:
        for asset, balance in margin.seat.balances.items():
            held[asset].free += balance.free
            held[asset].locked += balance.locked
        for asset, debt in margin.debts.items():
            held[asset].free -= debt.total
    return held
