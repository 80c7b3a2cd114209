"""The futures wallets, as transfers between products see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.futures.market.assets import MARGIN_ASSETS
from sandbox.exchange.futures.trading.arithmetic import ZERO
from sandbox.exchange.money.wallets import holdings, transfer_failed, wallet
from sandbox.exchange.trading.accounts import Balance

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.money.wallets import Wallet
    from sandbox.exchange.trading.accounts import Account


class FuturesWallet:
    """The wallet of one venue: what positions and orders do not tie up may be taken out."""

    def __init__(self, core: Core, account: Account, *, inverse: bool) -> None:
        self._futures, self._floor = core.futures, core.futures.floor
        self._ledger = self._floor.ledger(account, inverse=inverse)

    def free(self, asset: str) -> Decimal:
        return self._floor.withdrawable(self._ledger, asset)

    def change(self, asset: str, amount: Decimal) -> None:
        if amount > 0 and asset not in self._margins():
            raise transfer_failed()
        self._floor.bookkeeper.transfer(self._ledger, asset, amount)

    def holdings(self) -> dict[str, Balance]:
        return {
            asset: Balance(free=self.free(asset), locked=max(total - self.free(asset), ZERO))
            for asset, total in self._ledger.wallets.items()
        }

    def _margins(self) -> Collection[str]:
        """Return what may come in: what can be margin of the venue's contracts."""
        if not self._ledger.inverse:
            return MARGIN_ASSETS
        return {contract.margin_asset for contract in self._futures.cm.values()}


@wallet("UMFUTURE")
def usd_m(core: Core, account: Account) -> Wallet:
    return FuturesWallet(core, account, inverse=False)


@wallet("CMFUTURE")
def coin_m(core: Core, account: Account) -> Wallet:
    return FuturesWallet(core, account, inverse=True)


@holdings("USDⓈ-M Futures")
def in_usd_m(core: Core, account: Account) -> Mapping[str, Balance]:
    return FuturesWallet(core, account, inverse=False).holdings()


@holdings("COIN-M Futures")
def in_coin_m(core: Core, account: Account) -> Mapping[str, Balance]:
    return FuturesWallet(core, account, inverse=True).holdings()
