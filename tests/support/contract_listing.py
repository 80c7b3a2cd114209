"""Futures contracts as exchangeInfo tells them, with the filters of BTC's."""

from decimal import Decimal
from typing import Any

from binance.models.coin_futures.contracts import SymbolInfo as CoinContract
from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.contracts import SymbolInfo
from binance.models.futures.orders import OrderState
from binance.models.futures.terms import OrderType, PositionSide
from binance.models.order_terms import Side

_QUOTES = ("USDT", "USDC", "USD")


def contract(symbol: str, **terms: Any) -> SymbolInfo:
    return SymbolInfo.model_validate(_terms(symbol, symbol) | {"status": "TRADING"} | terms)


def coin_contract(symbol: str) -> CoinContract:
    pair = symbol.partition("_")[0]
    own = {"contractStatus": "TRADING", "contractSize": 100, "equalQtyPrecision": 4}
    return CoinContract.model_validate(_terms(symbol, pair) | own)


def algo_order(order_type: str, **terms: Any) -> AlgoOrder:
    """A conditional order that closes a long position whole at 58,000, unless told otherwise."""
    usual = {
        "algo_id": 7, "client_algo_id": "seven", "algo_type": "CONDITIONAL", "symbol": "BTCUSDT",
        "side": "SELL", "position_side": "BOTH", "time_in_force": "GTC", "quantity": "0",
        "algo_status": "NEW", "trigger_price": "58000", "price": "0",
        "self_trade_prevention_mode": "NONE", "working_type": "MARK_PRICE", "price_match": "NONE",
        "close_position": True, "price_protect": False, "reduce_only": False,
        "create_time": 1, "update_time": 1, "trigger_time": 0, "good_till_date": 0,
        "actual_order_id": "", "actual_price": "0",
    }  # fmt: skip
    return AlgoOrder.model_validate(usual | {"order_type": order_type} | terms)


def in_book(name: str, filled: str = "0", side: Side = Side.BUY, **more: Any) -> OrderState:
    """An order of 0.05 that waits in the book of BTCUSDT at 60,000, unless told otherwise."""
    told = {
        "symbol": "BTCUSDT", "position_side": PositionSide.BOTH, "reduce_only": False,
        "close_position": False, "orig_qty": Decimal("0.05"), "price": Decimal(60_000),
        "type": OrderType.LIMIT,
    }  # fmt: skip
    return OrderState.model_construct(
        client_order_id=name, executed_qty=Decimal(filled), side=side, **(told | more)
    )


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
