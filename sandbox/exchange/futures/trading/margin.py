"""Margin: what positions and orders tie up, and what is left to trade with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import ZERO, notional
from sandbox.exchange.futures.trading.brackets import brackets_of
from sandbox.exchange.futures.trading.positions import LONG, SHORT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.orders import Ticket
    from sandbox.exchange.futures.trading.positions import Position

Mark = Callable[[str], Decimal]
"""Tells a contract's mark price."""


@dataclass(frozen=True)
class Exposure:
    """A position with the open orders that may make it larger, in the margin asset."""

    side: str
    position: Decimal  # notional at the mark price, negative if short
    bids: Decimal
    asks: Decimal
    leverage: int

    @property
    def largest(self) -> Decimal:
        """The notional value if the worse side of the orders is filled."""
        if self.side == LONG:
            return self.position + self.bids
        if self.side == SHORT:
            return self.asks - self.position
        return max(abs(self.position + self.bids), abs(self.position - self.asks))

    @property
    def position_margin(self) -> Decimal:
        return abs(self.position) / self.leverage

    @property
    def margin(self) -> Decimal:
        return max(self.largest, abs(self.position)) / self.leverage

    @property
    def order_margin(self) -> Decimal:
        return self.margin - self.position_margin


def exposure(
    ledger: Ledger, position: Position, price: Decimal, extra: Iterable[Ticket] = ()
) -> Exposure:
    """Return a position's exposure at a mark price, with orders that are yet to be accepted."""
    waiting = {"BUY": ZERO, "SELL": ZERO}
    for order in ledger.open_orders(position.symbol):
        if order.ticket.position_side == position.side and not order.ticket.reduces:
            value = notional(position.contract, order.remaining, order.ticket.price or price)
            waiting[order.ticket.side] += value
    for ticket in extra:
        value = notional(position.contract, ticket.quantity, ticket.price or price)
        waiting[ticket.side] += value
    value = position.notional(price)
    return Exposure(
        side=position.side,
        position=value if position.amount >= 0 else -value,
        bids=waiting["BUY"],
        asks=waiting["SELL"],
        leverage=ledger.settings[position.symbol].leverage,
    )


def maintenance(position: Position, price: Decimal) -> Decimal:
    """Return the margin below which a position is liquidated."""
    contract = position.contract
    brackets = brackets_of(contract.base, inverse=contract.inverse)
    return brackets.maintenance(position.notional(price)) if position.amount else ZERO


@dataclass
class Standing:
    """How one asset of a ledger stands, in that asset (or, summed up, in dollars)."""

    wallet: Decimal = ZERO
    isolated_wallet: Decimal = ZERO  # the part of the wallet that isolated positions hold
    unrealized: Decimal = ZERO
    cross_unrealized: Decimal = ZERO
    position_margin: Decimal = ZERO
    cross_position_margin: Decimal = ZERO
    order_margin: Decimal = ZERO
    maintenance: Decimal = ZERO
    cross_maintenance: Decimal = ZERO

    @property
    def cross_wallet(self) -> Decimal:
        return self.wallet - self.isolated_wallet

    @property
    def balance(self) -> Decimal:
        """The margin balance: the wallet as if all positions were closed at their marks."""
        return self.wallet + self.unrealized

    @property
    def cross_balance(self) -> Decimal:
        return self.cross_wallet + self.cross_unrealized

    @property
    def initial_margin(self) -> Decimal:
        return self.position_margin + self.order_margin

    @property
    def available(self) -> Decimal:
        return self.cross_balance - self.cross_position_margin - self.order_margin

    @property
    def withdrawable(self) -> Decimal:
        """What may be taken out: profits only once they are realized."""
        return max(self.available - max(self.cross_unrealized, ZERO), ZERO)

    def add(self, other: Standing, rate: Decimal) -> None:
        """Add another asset's standing at its value."""
        for name, amount in vars(other).items():
            setattr(self, name, getattr(self, name) + amount * rate)


def standing(ledger: Ledger, asset: str, mark: Mark) -> Standing:
    """Add up everything of a ledger that is margined in an asset."""
    state = Standing(wallet=ledger.wallets.get(asset, ZERO))
    for position in ledger.positions.values():
        if position.contract.margin_asset == asset and ledger.exposed(position):
            _count(state, ledger, position, mark(position.symbol))
    return state


def _count(state: Standing, ledger: Ledger, position: Position, price: Decimal) -> None:
    exposed, gained = exposure(ledger, position, price), position.unrealized(price)
    kept = maintenance(position, price)
    state.unrealized += gained
    state.position_margin += exposed.position_margin
    state.order_margin += exposed.order_margin
    state.maintenance += kept
    if ledger.isolated(position):
        state.isolated_wallet += position.isolated_wallet
    else:
        state.cross_unrealized += gained
        state.cross_position_margin += exposed.position_margin
        state.cross_maintenance += kept
