"""The symbols that alerts of tests are about; some coins are called like words of alerts."""

from datetime import UTC, datetime
from typing import Any

from binance.models.exchange import SymbolInfo
from binance.symbols import Symbols

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

_PAIRS = [
    ("BTC", "USDT"), ("ETH", "USDT"), ("SOL", "USDT"), ("ETH", "BTC"), ("BTC", "TRY"),
    ("NEAR", "USDT"), ("MOVE", "USDT"), ("HIGH", "USDT"), ("1INCH", "USDT"), ("C98", "USDT"),
]  # fmt: skip


def _listed(base: str, quote: str) -> SymbolInfo:
    fields: dict[str, Any] = {
        "symbol": base + quote,
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


SYMBOLS = Symbols([_listed(base, quote) for base, quote in _PAIRS])
