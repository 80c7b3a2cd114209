from collections.abc import Callable
from typing import Any

import pytest

from binance.models.exchange import SymbolInfo
from binance.symbols import Symbols


def _listed(symbol: str = "BTCUSDT", base: str = "BTC", quote: str = "USDT") -> SymbolInfo:
    fields: dict[str, Any] = {
        "symbol": symbol,
        "status": "TRADING",
        "baseAsset": base,
        "baseAssetPrecision": 8,
        "quoteAsset": quote,
        "quoteAssetPrecision": 8,
        "orderTypes": ["LIMIT", "MARKET"],
        "quoteOrderQtyMarketAllowed": True,
        "isSpotTradingAllowed": True,
        "filters": [],
    }
    return SymbolInfo.model_validate(fields)


class Listing:
    """As much of an exchange as it takes to understand a symbol."""

    def __init__(self, *symbols: SymbolInfo) -> None:
        self._symbols = Symbols(symbols)
        self.new: list[SymbolInfo] = []

    async def symbols(self) -> Symbols:
        return self._symbols

    async def symbols_anew(self) -> Symbols:
        self._symbols = Symbols([*self._symbols.values(), *self.new])
        return self._symbols


@pytest.fixture
def listed() -> Callable[..., SymbolInfo]:
    return _listed


@pytest.fixture
def btcusdt() -> SymbolInfo:
    return _listed()


@pytest.fixture
def listing() -> Listing:
    return Listing(
        _listed(),
        _listed("ETHUSDT", "ETH"),
        _listed("ETHBTC", "ETH", "BTC"),
        _listed("BTCTRY", "BTC", "TRY"),
    )
