"""Where an account keeps its money: every product has a wallet, and transfers go between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from sandbox.exchange.money.amounts import ZERO
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account, Balance


class Wallet(Protocol):
    """What a transfer needs to know of a product's money."""

    def free(self, asset: str) -> Decimal:
        """Return what may be taken out."""
        ...

    def change(self, asset: str, amount: Decimal) -> None:
        """Add to an asset, or take from it if the amount is negative."""
        ...


Opens: TypeAlias = "Callable[[Core, Account], Wallet]"
OpensOfSymbol: TypeAlias = "Callable[[Core, Account, str], Wallet]"
Looks: TypeAlias = "Callable[[Core, Account], Mapping[str, Balance]]"

WALLETS: dict[str, Opens] = {}
"""How to open an account's wallet, by the name that universal transfers use, as in MAIN."""

SYMBOL_WALLETS: dict[str, OpensOfSymbol] = {}
"""The same for wallets of which an account has one for each symbol, as in ISOLATEDMARGIN."""

HOLDINGS: dict[str, Looks] = {}
"""What an account has in each of its wallets, by the name that is shown to people."""


def wallet(name: str) -> Callable[[Opens], Opens]:
    """Enter the function that opens the wallet of this name."""

    def enter(opens: Opens) -> Opens:
        WALLETS[name] = opens
        return opens

    return enter


def holdings(name: str) -> Callable[[Looks], Looks]:
    """Enter the function that looks into the wallet which people know by this name."""

    def enter(looks: Looks) -> Looks:
        HOLDINGS[name] = looks
        return looks

    return enter


def open_wallet(core: Core, account: Account, name: str) -> Wallet | None:
    """Return an account's wallet of a name, as in MAIN or ISOLATEDMARGIN:BTCUSDT."""
    kind, _, symbol = name.partition(":")
    if symbol:
        return SYMBOL_WALLETS[kind](core, account, symbol) if kind in SYMBOL_WALLETS else None
    return WALLETS[kind](core, account) if kind in WALLETS else None


def transfer_failed() -> errors.ApiError:
    """Return the error of a transfer to where an asset, or money at all, cannot be."""
    return errors.ApiError(-5010, "Asset transfer fail.")


def move(source: Wallet, target: Wallet, asset: str, amount: Decimal) -> None:
    """Move money from one wallet to another one, whosever they are, or refuse."""
    if source.free(asset) < amount:
        raise errors.insufficient_balance()
    target.change(asset, amount)  # first, because it may refuse
    source.change(asset, -amount)


class _Spot:
    def __init__(self, core: Core, account: Account) -> None:
        self._core = core
        self._account = account

    def free(self, asset: str) -> Decimal:
        balance = self._account.balances.get(asset)
        return balance.free if balance else ZERO

    def change(self, asset: str, amount: Decimal) -> None:
        self._core.engine.deposit(self._account, asset, amount)


@wallet("MAIN")
def spot(core: Core, account: Account) -> Wallet:
    return _Spot(core, account)


@holdings("Spot")
def in_spot(_: Core, account: Account) -> Mapping[str, Balance]:
    return account.balances
