"""Accounts: who trades, with which keys, and what they own."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.exchange.trading.commission import Commission
from sandbox.exchange.trading.prevention import NO_GROUP
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.trading.lists import OrderList
    from sandbox.exchange.trading.orders import Fill, Order
    from sandbox.exchange.wire.limits import OrderCount
    from sandbox.exchange.wire.signing import Verifier

Part = TypeVar("Part")

DEFAULT_BALANCES = {"USDT": "10000", "BTC": "0.5", "ETH": "2"}

DEFAULT_PERMISSIONS = {
    "ipRestrict": True,
    "enableReading": True,
    "enableWithdrawals": False,
    "enableInternalTransfer": False,
    "enableMargin": False,
    "enableFutures": False,
    "permitsUniversalTransfer": False,
    "enableVanillaOptions": False,
    "enableFixApiTrade": False,
    "enableFixReadOnly": False,
    "enableSpotAndMarginTrading": True,
    "enablePortfolioMarginTrading": False,
}
"""The fields of `apiRestrictions`, as a key that may read and trade has them."""


@dataclass
class Balance:
    """What an account has of one asset."""

    free: Decimal = Decimal(0)
    locked: Decimal = Decimal(0)


@dataclass(eq=False)
class Account:
    """One person's account."""

    uid: int
    label: str
    order_count: OrderCount
    futures_order_count: OrderCount
    created: int
    balances: dict[str, Balance] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    open: dict[int, Order] = field(default_factory=dict)
    order_lists: dict[int, OrderList] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    commission: Commission = field(default_factory=Commission)
    trade_group: int = NO_GROUP
    updated: int = 0
    updated_before: deque[int] = field(default_factory=lambda: deque(maxlen=1_000))
    _parts: dict[Any, Any] = field(default_factory=dict)

    def part(self, make: Callable[[Account], Part]) -> Part:
        """Return what a product keeps about this account, made by it when first asked for."""
        if make not in self._parts:
            self._parts[make] = make(self)
        part: Part = self._parts[make]
        return part

    def as_of(self, moment: float, assets: Callable[[str], tuple[str, str]]) -> Account:
        """Return it as it was before its latest fills; what rests locks what it locks now.

        `assets` are the two that a symbol exchanges.
        """
        times = [at for at in (*self.updated_before, self.updated) if at <= moment]
        balances = {asset: replace(balance) for asset, balance in self.balances.items()}
        undone = replace(self, balances=balances, updated=max(times, default=self.created))
        for order in self.orders.values():
            base, quote = assets(order.ticket.symbol)
            for fill in order.fills:
                if fill.time > moment:
                    sign = 1 if order.ticket.side == "BUY" else -1
                    undone.balance(base).free -= sign * fill.quantity
                    undone.balance(quote).free += sign * fill.quote
                    undone.balance(fill.commission_asset).free += fill.commission
        return undone

    def open_orders(self) -> list[Order]:
        return list(self.open.values())

    def balance(self, asset: str) -> Balance:
        return self.balances.setdefault(asset, Balance())

    def lock(self, asset: str, amount: Decimal) -> None:
        """Set money aside for an order."""
        balance = self.balance(asset)
        if balance.free < amount:
            msg = "Account has insufficient balance for requested action."
            raise errors.order_rejected(msg)
        balance.free -= amount
        balance.locked += amount

    def unlock(self, asset: str, amount: Decimal) -> None:
        balance = self.balance(asset)
        balance.locked -= amount
        balance.free += amount


@dataclass(eq=False)
class ApiKey:
    """A key of an account and what it may do."""

    api_key: str
    account: Account
    verifier: Verifier
    created: int
    permissions: dict[str, bool]
    revoked: bool = False

    def may(self, permission: str) -> bool:
        return not self.revoked and self.permissions.get(permission, False)
