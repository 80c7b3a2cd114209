"""Margin accounts: a trading account with debts, one for everything or one for a symbol."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.money.amounts import ZERO
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.margin import assets
from sandbox.exchange.trading.accounts import Account
from sandbox.exchange.wire.limits import FUTURES_ORDER_LIMITS, OrderCount

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.sapi.margin.records import Interest, Loan
    from sandbox.exchange.trading.orders import Order

MOST_ISOLATED = 20


@dataclass
class Debt:
    """What is owed of one asset."""

    principal: Decimal = ZERO
    interest: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest


@dataclass
class Promise:
    """What is to be repaid because of an order: from what it brings in, or when it is cancelled."""

    order: int
    proceeds: bool
    borrowed: Decimal
    asset: str
    seen: Decimal = ZERO  # of the proceeds, what was used for repaying already


class Margin:
    """One margin account; the engine trades for its `seat` as for any other account."""

    def __init__(self, core: Core, owner: Account, symbol: str | None = None) -> None:
        now = core.clock()
        self.owner = owner
        self.symbol = symbol
        self.enabled = True
        self.seat = Account(
            core.next_id(),  # its own, so that whoever listens to the owner does not hear of it
            owner.label,
            order_count=OrderCount(core.now),
            futures_order_count=OrderCount(core.now, FUTURES_ORDER_LIMITS),
            created=now,
            commission=owner.commission,
            trade_group=owner.trade_group,
            updated=now,
        )
        self.debts: dict[str, Debt] = defaultdict(Debt)
        self.promises: list[Promise] = []
        self.loans: list[Loan] = []
        self.interest: list[Interest] = []
        self.liquidations: list[Order] = []
        self.settled = now

    def assets(self) -> list[str]:
        """Return what the account can hold."""
        if self.symbol is None:
            return assets.assets()
        listing = LISTINGS[self.symbol]
        return [listing.base, listing.quote]

    def owed(self, asset: str) -> Decimal:
        return self.debts[asset].total if asset in self.debts else ZERO


class Margins:
    """A person's margin accounts; the cross account is opened by the first transfer into it."""

    def __init__(self, owner: Account) -> None:
        self.owner = owner
        self.cross: Margin | None = None
        self.isolated: dict[str, Margin] = {}

    def all(self) -> list[Margin]:
        return [*([self.cross] if self.cross else []), *self.isolated.values()]

    def of(self, symbol: str | None) -> Margin:
        """Return the account of a symbol, or the cross account."""
        found = self.cross if symbol is None else self.isolated.get(symbol)
        if found is None:
            raise refusals.no_margin_account()
        return found
