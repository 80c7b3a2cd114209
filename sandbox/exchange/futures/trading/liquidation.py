"""Liquidation: whoever cannot keep the maintenance margin loses the position, and a fee."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import rounded
from sandbox.exchange.futures.trading.books import LIQUIDATED
from sandbox.exchange.futures.trading.margin import maintenance
from sandbox.exchange.futures.trading.orders import Ticket
from sandbox.exchange.futures.trading.pools import Pool, pools
from sandbox.exchange.futures.users import events
from sandbox.exchange.futures.users.events import Danger

if TYPE_CHECKING:
    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.orders import Order
    from sandbox.exchange.futures.trading.positions import Position

AUTOCLOSE = "autoclose-"
"""How the client ids of liquidations begin."""

_CALLED_AT = Decimal("0.8")  # of the margin balance, when maintenance has come this near


class Liquidator:
    """Watches the margin of all accounts."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def live(self) -> None:
        """Warn whoever is close to liquidation, and liquidate whoever is there."""
        for ledger in self._floor.ledgers():
            for pool in tuple(pools(self._floor, ledger)):
                if pool.balance <= pool.maintenance:
                    self._liquidate(pool)
                else:
                    self._warn(pool)

    def _warn(self, pool: Pool) -> None:
        """Call for margin, once until the danger is over."""
        close = pool.maintenance >= pool.balance * _CALLED_AT
        news = close and not any(position.called for position in pool.positions)
        for position in pool.positions:
            position.called = close
        if news:
            dangers = [self._danger(position) for position in pool.positions]
            told = events.margin_call(pool.ledger, pool.asset, dangers, self._floor.clock)
            self._floor.tell(pool.ledger, told)

    def _danger(self, position: Position) -> Danger:
        mark = self._floor.mark(position.symbol)
        return Danger(position, mark, maintenance(position, mark))

    def _liquidate(self, pool: Pool) -> None:
        """Close the costliest position; the next look tells whether that was enough."""
        worst = max(pool.positions, key=lambda each: self._danger(each).maintenance)
        ledger = pool.ledger
        only = worst.symbol if ledger.isolated(worst) else None
        self._floor.engine.drop(ledger, only, LIQUIDATED)
        self._floor.triggers.drop(ledger, only)
        margin, mark = worst.isolated_wallet, self._floor.mark(worst.symbol)
        price = pool.bankrupt_at(worst, mark) or mark
        order = self._floor.engine.liquidate(ledger, self._ticket(worst, price))
        self._settle(ledger, worst, order, margin)
        self._floor.liquidated(order)

    def _ticket(self, position: Position, price: Decimal) -> Ticket:
        """Return an order that closes a position at no worse than its bankruptcy price."""
        contract, sells = position.contract, position.amount > 0
        ticks = (price / contract.tick).to_integral_value(ROUND_CEILING if sells else ROUND_FLOOR)
        return Ticket(
            symbol=position.symbol,
            side="SELL" if sells else "BUY",
            type="LIMIT",
            quantity=abs(position.amount),
            client_id=f"{AUTOCLOSE}{self._floor.next_id()}",
            price=max(ticks, Decimal(1)) * contract.tick,
            position_side=position.side,
            time_in_force="IOC",
            prevention="NONE",
        )

    def _settle(self, ledger: Ledger, position: Position, order: Order, margin: Decimal) -> None:
        """Let the insurance fund have its fee, or pay what the margin did not cover."""
        asset = position.contract.margin_asset
        if ledger.isolated(position):
            left = margin + sum(each.realized for each in order.fills)
            left -= sum(each.commission for each in order.fills if each.commission_asset == asset)
        else:
            left = self._floor.standing(ledger, asset).cross_balance
        fee = rounded(order.value * position.contract.liquidation_fee)
        self._floor.bookkeeper.clear(ledger, position, -min(fee, rounded(left)))
