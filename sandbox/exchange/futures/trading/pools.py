"""Pools of margin: what one isolated position has, or what all crossed ones share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import price_at
from sandbox.exchange.futures.trading.brackets import brackets_of
from sandbox.exchange.futures.trading.margin import maintenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.positions import Position


@dataclass(frozen=True)
class Pool:
    """Positions that live or die together; amounts are in their margin asset."""

    ledger: Ledger
    positions: tuple[Position, ...]
    balance: Decimal  # with what is gained and lost at mark prices
    maintenance: Decimal

    @property
    def asset(self) -> str:
        return self.positions[0].contract.margin_asset

    def bankrupt_at(self, position: Position, mark: Decimal) -> Decimal | None:
        """Return the price of a position at which the pool has nothing left."""
        rest = self.balance - position.unrealized(mark)
        return price_at(position.contract, (position.cost - rest) / position.amount)

    def liquidated_at(self, symbol: str, mark: Decimal) -> Decimal | None:
        """Return the mark price at which a symbol's positions are liquidated, all else equal."""
        own = [each for each in self.positions if each.symbol == symbol]
        contract = own[0].contract
        brackets = brackets_of(contract.base, inverse=contract.inverse)
        kept = [brackets.of(each.notional(mark)) for each in own]
        slope = sum(abs(each.amount) * of.rate for each, of in zip(own, kept, strict=True))
        amount = sum(each.amount for each in own)
        spare = self.balance - self.maintenance + sum(maintenance(each, mark) for each in own)
        spare -= sum(each.unrealized(mark) for each in own)
        missing = sum(each.cost for each in own) - spare - sum(each.deducted for each in kept)
        steepness = amount + slope if contract.inverse else amount - slope
        return price_at(contract, missing / steepness) if steepness else None


def pools(floor: Floor, ledger: Ledger) -> Iterator[Pool]:
    """Yield the pools of an account's open positions."""
    held = ledger.held()
    for position in held:
        if ledger.isolated(position):
            mark = floor.mark(position.symbol)
            balance = position.isolated_wallet + position.unrealized(mark)
            yield Pool(ledger, (position,), balance, maintenance(position, mark))
    crossed = [each for each in held if not ledger.isolated(each)]
    for group in _sharing(ledger, crossed):
        state = floor.standing(ledger, group[0].contract.margin_asset)
        yield Pool(ledger, tuple(group), state.cross_balance, state.cross_maintenance)


def _sharing(ledger: Ledger, crossed: Iterable[Position]) -> Iterable[list[Position]]:
    """Group positions by the margin they share: in multi-assets mode they all do."""
    groups: dict[str, list[Position]] = {}
    for position in crossed:
        asset = "" if ledger.multi_assets else position.contract.margin_asset
        groups.setdefault(asset, []).append(position)
    return groups.values()
