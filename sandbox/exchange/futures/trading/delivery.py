"""Delivery: a quarterly contract's positions end at the index's average of the last half hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.books import DELISTED
from sandbox.exchange.futures.trading.orders import Ticket

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.trading.positions import Position


def deliver(floor: Floor, contract: Contract) -> None:
    """End everybody's orders and positions in a contract."""
    for ledger in floor.ledgers():
        floor.engine.drop(ledger, contract.symbol, DELISTED)
        floor.triggers.drop(ledger, contract.symbol)
    price = floor.delivery_price(contract)
    for ledger, position in floor.held():
        if position.symbol == contract.symbol:
            floor.engine.deliver(ledger, _ticket(floor, position, price))


def _ticket(floor: Floor, position: Position, price: Decimal) -> Ticket:
    return Ticket(
        symbol=position.symbol,
        side="SELL" if position.amount > 0 else "BUY",
        type="LIMIT",
        quantity=abs(position.amount),
        client_id=f"delivery_autoclose-{floor.next_id()}",
        price=price,
        position_side=position.side,
        time_in_force="IOC",
        prevention="NONE",
    )
