"""The assets that can be margin of USD-M contracts, and what they count for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.exchange.market.venue import Market

_ONE = Decimal(1)


@dataclass(frozen=True)
class MarginAsset:
    """One asset; the buffers are what its bid and ask rates are off its index."""

    asset: str
    buffer: Decimal
    auto_exchange: Decimal
    auto_buffer: Decimal

    @property
    def symbol(self) -> str:
        return f"{self.asset}USD"

    def row(self) -> dict[str, Any]:
        """Describe it as `exchangeInfo` does; below the threshold a debt is exchanged."""
        return {
            "asset": self.asset,
            "marginAvailable": True,
            "autoAssetExchange": str(self.auto_exchange),
        }

    def index(self, spot: Market) -> Decimal:
        """Return its price in dollars, which USDT stands for."""
        if self.asset == "USDT":
            return _ONE
        return spot.pairs[f"{self.asset}USDT"].last.price

    def rates(self, spot: Market) -> dict[str, Decimal]:
        """Return its index and rates under the names of `assetIndex`."""
        index = self.index(spot)
        return {
            "index": index,
            "bidBuffer": self.buffer,
            "askBuffer": self.buffer,
            "bidRate": index * (_ONE - self.buffer),
            "askRate": index * (_ONE + self.buffer),
            "autoExchangeBidBuffer": self.auto_buffer,
            "autoExchangeAskBuffer": self.auto_buffer,
            "autoExchangeBidRate": index * (_ONE - self.auto_buffer),
            "autoExchangeAskRate": index * (_ONE + self.auto_buffer),
        }


_TABLE = """
USDT 0.0001 -10000 0.0001
USDC 0.0010 -10000 0.0005
BTC  0.0500 -0.1   0.0250
ETH  0.0500 -5     0.0250
BNB  0.1000 -10    0.0500
"""


def _asset(line: str) -> MarginAsset:
    asset, buffer, threshold, auto_buffer = line.split()
    return MarginAsset(asset, Decimal(buffer), Decimal(threshold), Decimal(auto_buffer))


MARGIN_ASSETS = {each.asset: each for each in map(_asset, _TABLE.strip().splitlines())}
