"""Paying for a subscription: from the spot wallet, from the funding wallet, or from both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.money.amounts import ZERO
from sandbox.exchange.money.wallets import WALLETS
from sandbox.exchange.sapi import refusals

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account

SOURCES = {"SPOT": ("MAIN",), "FUND": ("FUNDING",), "ALL": ("MAIN", "FUNDING")}
DESTINATIONS = {"SPOT": "MAIN", "FUND": "FUNDING"}


@dataclass(frozen=True)
class Paid:
    """How much came from where."""

    source: str
    spot: Decimal
    funding: Decimal

    @property
    def amount(self) -> Decimal:
        return self.spot + self.funding


def take(core: Core, account: Account, asset: str, amount: Decimal, source: str) -> Paid:
    """Take an amount out of the wallets that `sourceAccount` names, spot first."""
    wallets = {name: WALLETS[name](core, account) for name in SOURCES[source]}
    if sum((each.free(asset) for each in wallets.values()), start=ZERO) < amount:
        raise refusals.purchase_not_covered()
    due, parts = amount, {"MAIN": ZERO, "FUNDING": ZERO}
    for name, wallet in wallets.items():
        parts[name] = min(due, wallet.free(asset))
        if parts[name]:
            wallet.change(asset, -parts[name])
        due -= parts[name]
    return Paid(source, parts["MAIN"], parts["FUNDING"])
