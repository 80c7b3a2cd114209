"""What an account has on one venue: wallets, positions, settings, and the history of all three."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from sandbox.exchange.futures.trading.arithmetic import ZERO
from sandbox.exchange.futures.trading.brackets import DEFAULT_LEVERAGE
from sandbox.exchange.futures.trading.positions import BOTH, LONG, SHORT, Position

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.algos import Algo
    from sandbox.exchange.futures.trading.orders import Fill, Order
    from sandbox.exchange.trading.accounts import Account


@dataclass(frozen=True)
class Income:
    """One change of a wallet, and why."""

    type: str  # TRANSFER, REALIZED_PNL, COMMISSION, FUNDING_FEE, INSURANCE_CLEAR
    asset: str
    amount: Decimal
    time: int
    id: int
    symbol: str = ""
    trade_id: str = ""
    info: str = ""


@dataclass(frozen=True)
class MarginChange:
    """Margin that was moved to or from an isolated position."""

    symbol: str
    side: str
    asset: str
    amount: Decimal
    adding: bool
    reason: str  # TRADE or USER_ADJUST
    time: int


@dataclass
class Settings:
    """What an account has chosen for one symbol."""

    leverage: int = DEFAULT_LEVERAGE
    isolated: bool = False


@dataclass
class Mode:
    """What an account has chosen for both venues together."""

    account: Account
    hedged: bool = False


@dataclass(eq=False)
class Ledger:
    """One account's futures of one venue; USD-M and COIN-M each have a kind of their own."""

    account: Account
    wallets: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    positions: dict[tuple[str, str], Position] = field(default_factory=dict)
    settings: dict[str, Settings] = field(default_factory=lambda: defaultdict(Settings))
    orders: dict[int, Order] = field(default_factory=dict)
    working: dict[int, Order] = field(default_factory=dict)  # those that are open
    algos: dict[int, Algo] = field(default_factory=dict)
    waiting: dict[int, Algo] = field(default_factory=dict)  # those that may still be triggered
    fills: list[Fill] = field(default_factory=list)
    income: list[Income] = field(default_factory=list)
    margin_changes: list[MarginChange] = field(default_factory=list)
    countdowns: dict[str, int] = field(default_factory=dict)
    multi_assets: bool = False
    burns_bnb: bool = False
    updated: int = 0

    inverse: ClassVar[bool] = False
    """Whether this is the kind for COIN-M."""

    @property
    def mode(self) -> Mode:
        return self.account.part(Mode)

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that a position can have in the mode the account has chosen."""
        return (LONG, SHORT) if self.mode.hedged else (BOTH,)

    def position(self, contract: Contract, side: str = BOTH) -> Position:
        key = contract.symbol, side
        if key not in self.positions:
            self.positions[key] = Position(contract, side)
        return self.positions[key]

    def held(self) -> list[Position]:
        """Return the positions that are open."""
        return [each for each in self.positions.values() if each.amount]

    def exposed(self, position: Position) -> bool:
        """Tell whether a position is open, or may become so by an order that waits."""
        return bool(position.amount) or bool(self.open_orders(position.symbol))

    def cross_wallet(self, asset: str) -> Decimal:
        """Return what an asset's wallet has beside the isolated positions."""
        return self.wallets.get(asset, ZERO) - sum(
            (
                position.isolated_wallet
                for position in self.positions.values()
                if position.contract.margin_asset == asset
            ),
            ZERO,
        )

    def isolated(self, position: Position) -> bool:
        return self.settings[position.symbol].isolated

    def open_orders(self, symbol: str | None = None) -> list[Order]:
        orders = self.working.values()
        return [order for order in orders if symbol in {None, order.ticket.symbol}]

    def open_algos(self, symbol: str | None = None) -> list[Algo]:
        return [algo for algo in self.waiting.values() if symbol in {None, algo.ticket.symbol}]

    def book(self, income: Income, position: Position | None = None) -> None:
        """Change a wallet by an income; what an isolated position bears changes its part too."""
        self.wallets[income.asset] += income.amount
        if position is not None:
            position.isolated_wallet += income.amount
        self.income.append(income)
        self.updated = income.time


class UsdmLedger(Ledger):
    """USD-M: margined in dollars, or in several assets."""


class CoinmLedger(Ledger):
    """COIN-M: each contract margined in its own coin."""

    inverse = True
