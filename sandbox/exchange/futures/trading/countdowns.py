"""Dead man's switches: orders that are cancelled unless their owner is heard of in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.exchange.futures.trading.floor import Floor


def cancel_overdue(floor: Floor, clock: int) -> None:
    """Cancel the open orders of the symbols whose countdown has ended."""
    for ledger in floor.ledgers():
        for symbol in [each for each, end in ledger.countdowns.items() if end <= clock]:
            del ledger.countdowns[symbol]
            for order in ledger.open_orders(symbol):
                floor.engine.cancel(order)
