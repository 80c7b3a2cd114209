"""A symbol of tests whose rules can be changed one by one."""

from decimal import Decimal
from typing import Any

from binance.models.exchange import SymbolInfo
from bot.ordering import Free

LAST = Decimal(65000)
RICH = Free(Decimal(10), Decimal(1_000_000))
TYPES = [
    "LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT",
    "TAKE_PROFIT_LIMIT",
]  # fmt: skip


def symbol(rules: dict[str, dict[str, Any]] | None = None, **fields: Any) -> SymbolInfo:
    known: dict[str, dict[str, Any]] = {
        "PRICE_FILTER": {"minPrice": "0.01", "maxPrice": "1000000", "tickSize": "0.01"},
        "LOT_SIZE": {"minQty": "0.00001", "maxQty": "9000", "stepSize": "0.00001"},
        "MARKET_LOT_SIZE": {"minQty": "0", "maxQty": "100", "stepSize": "0"},
        "NOTIONAL": {
            "minNotional": "5", "applyMinToMarket": True, "maxNotional": "9000000",
            "applyMaxToMarket": False, "avgPriceMins": 5,
        },
    }  # fmt: skip
    known |= rules or {}
    whole: dict[str, Any] = {
        "symbol": "BTCUSDT",
        "status": "TRADING",
        "baseAsset": "BTC",
        "baseAssetPrecision": 8,
        "quoteAsset": "USDT",
        "quoteAssetPrecision": 8,
        "orderTypes": TYPES,
        "icebergAllowed": True,
        "ocoAllowed": True,
        "otoAllowed": True,
        "allowTrailingStop": True,
        "quoteOrderQtyMarketAllowed": True,
        "isSpotTradingAllowed": True,
        "filters": [{"filterType": name, **rule} for name, rule in known.items()],
    }
    return SymbolInfo.model_validate(whole | fields)


BTCUSDT = symbol()
