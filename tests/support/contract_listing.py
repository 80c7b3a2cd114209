"""Futures contracts as exchangeInfo tells them, with the filters of BTC's."""

from typing import Any

from binance.models.coin_futures.contracts import SymbolInfo as CoinContract
from binance.models.futures.contracts import SymbolInfo

_QUOTES = ("USDT", "USDC", "USD")


def contract(symbol: str, **terms: Any) -> SymbolInfo:
    return SymbolInfo.model_validate(_terms(symbol, symbol) | {"status": "TRADING"} | terms)


def coin_contract(symbol: str) -> CoinContract:
    pair = symbol.partition("_")[0]
    own = {"contractStatus": "TRADING", "contractSize": 100, "equalQtyPrecision": 4}
    return CoinContract.model_validate(_terms(symbol, pair) | own)


def _terms(symbol: str, pair: str) -> dict[str, Any]:
    quote = next(one for one in _QUOTES if pair.endswith(one))
    base = pair.removesuffix(quote)
    return {
        "symbol": symbol, "pair": pair, "contractType": "PERPETUAL",
        "deliveryDate": 4133404800000, "onboardDate": 1569398400000,
        "baseAsset": base, "quoteAsset": quote,
        "marginAsset": base if quote == "USD" else quote,
        "pricePrecision": 2, "quantityPrecision": 3, "baseAssetPrecision": 8,
        "quotePrecision": 8, "maintMarginPercent": "2.5", "requiredMarginPercent": "5",
        "underlyingType": "COIN", "underlyingSubType": [], "triggerProtect": "0.05",
        "liquidationFee": "0.0125", "marketTakeBound": "0.05",
        "orderTypes": ["LIMIT", "MARKET"], "timeInForce": ["GTC", "GTX"],
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": "100", "maxPrice": "1000000",
             "tickSize": "0.1"},
            {"filterType": "LOT_SIZE", "minQty": "0.001", "maxQty": "1000", "stepSize": "0.001"},
            {"filterType": "MARKET_LOT_SIZE", "minQty": "0.001", "maxQty": "120",
             "stepSize": "0.001"},
            {"filterType": "MIN_NOTIONAL", "notional": "50"},
            {"filterType": "PERCENT_PRICE", "multiplierUp": "1.05", "multiplierDown": "0.95",
             "multiplierDecimal": "4"},
        ],
    }  # fmt: skip
