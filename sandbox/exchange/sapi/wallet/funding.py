"""The funding wallet: money for paying and for people, apart from the spot wallet."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sandbox.exchange.money.wallets import Wallet, holdings, wallet
from sandbox.exchange.trading.accounts import Account, Balance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from sandbox.exchange.core import Core


class Funding:
    """What an account has in its funding wallet; nothing there is ever locked."""

    def __init__(self, _: Account) -> None:
        self.balances: dict[str, Balance] = defaultdict(Balance)

    def free(self, asset: str) -> Decimal:
        return self.balances[asset].free

    def change(self, asset: str, amount: Decimal) -> None:
        self.balances[asset].free += amount


@wallet("FUNDING")
def funding(_: Core, account: Account) -> Wallet:
    return account.part(Funding)


@holdings("Funding")
def in_funding(_: Core, account: Account) -> Mapping[str, Balance]:
    return account.part(Funding).balances
