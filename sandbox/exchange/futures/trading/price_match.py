"""Prices that an order takes from the book instead of naming them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.orders import OPPOSITE
from sandbox.exchange.futures.trading.refusals import refused

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.trading.engine import Engine

PRICE_MATCHES = tuple(
    f"{side}{depth}" for side in ("OPPONENT", "QUEUE") for depth in ("", "_5", "_10", "_20")
)


def matched_price(engine: Engine, symbol: str, side: str, match: str) -> Decimal:
    """Return the price of the other side's best level (OPPONENT), of one's own, or of a deeper."""
    wanted, _, depth = match.partition("_")
    levels = engine.levels(
        symbol, OPPOSITE[side] if wanted == "OPPONENT" else side, int(depth or 1)
    )
    if len(levels) < int(depth or 1):
        raise refused(-5041)
    return levels[-1][0]
