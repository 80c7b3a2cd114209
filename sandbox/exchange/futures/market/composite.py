"""Composite indices: baskets of coins, worth what spot last paid for what is in them.

They are only told of: no contract on one of them is listed, so nobody can trade it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sandbox.exchange.market.venue import Market

COMPONENT = "baseAsset"
"""What a basket is made of, in Binance's word for it."""


class Part(NamedTuple):
    """What one coin is to an index: how much of it, at which price, and its share of the value."""

    asset: str
    quantity: Decimal
    price: Decimal
    share: Decimal


class Valuation(NamedTuple):
    """An index at one moment."""

    price: Decimal
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class CompositeIndex:
    """A basket of fixed quantities, all of them priced in one asset."""

    symbol: str
    quote: str
    quantities: tuple[tuple[str, Decimal], ...]

    def value(self, spot: Market) -> Valuation:
        """Value the basket at spot's last prices."""
        rows = [
            (asset, quantity, spot.pairs[asset + self.quote].last.price)
            for asset, quantity in self.quantities
        ]
        total = sum((quantity * price for _, quantity, price in rows), Decimal(0))
        parts = (Part(*row, share=row[1] * row[2] / total) for row in rows)
        return Valuation(total, tuple(parts))


_DEFI = """
LINK 12.47310585
SOL   1.05382914
AVAX  5.61204477
DOT  21.33864520
NEAR 25.80517392
SUI  47.96120438
"""


def _index(symbol: str, quote: str, table: str) -> CompositeIndex:
    rows = (line.split() for line in table.strip().splitlines())
    return CompositeIndex(symbol, quote, tuple((asset, Decimal(text)) for asset, text in rows))


COMPOSITE_INDICES = {each.symbol: each for each in (_index("DEFIUSDT", "USDT", _DEFI),)}
