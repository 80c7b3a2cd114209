"""Where an account keeps its money: every product has a wallet, and transfers go between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account


class Wallet(Protocol):
    """What a transfer needs to know of a product's money."""

    def free(self, asset: str) -> Decimal:
        """Return what may be taken out."""
        ...

    def change(self, asset: str, amount: Decimal) -> None:
        """Add to an asset, or take from it if the amount is negative."""
        ...


WALLETS: dict[str, Callable[[Core, Account], Wallet]] = {}
"""How to open an account's wallet, by the name that universal transfers use, as in MAIN."""


def wallet(name: str) -> Callable[[Callable[[Core, Account], Wallet]], Callable[..., Wallet]]:
    """Enter the function that opens the wallet of this name."""

    def enter(opens: Callable[[Core, Account], Wallet]) -> Callable[..., Wallet]:
        WALLETS[name] = opens
        return opens

    return enter


def transfer(
    core: Core, account: Account, asset: str, amount: Decimal, way: tuple[str, str]
) -> None:
    """Move money from one of an account's wallets to another one, or refuse."""
    source, target = (WALLETS[name](core, account) for name in way)
    if source.free(asset) < amount:
        raise errors.insufficient_balance()
    source.change(asset, -amount)
    target.change(asset, amount)


class _Spot:
    def __init__(self, core: Core, account: Account) -> None:
        self._core = core
        self._account = account

    def free(self, asset: str) -> Decimal:
        return self._account.balance(asset).free

    def change(self, asset: str, amount: Decimal) -> None:
        self._core.engine.deposit(self._account, asset, amount)


@wallet("MAIN")
def spot(core: Core, account: Account) -> Wallet:
    return _Spot(core, account)
