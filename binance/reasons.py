"""Why an order was refused: on spot by the text, as one code has many; on futures by the code."""

from enum import StrEnum


class RejectReason(StrEnum):
    """A reason that can be told to a user; filters bear their own names."""

    OTHER = "OTHER"
    INSUFFICIENT_BALANCES = "INSUFFICIENT_BALANCES"
    WOULD_MATCH_IMMEDIATELY = "WOULD_MATCH_IMMEDIATELY"
    STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY = "STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY"
    MARKET_CLOSED = "MARKET_CLOSED"
    ORDER_TYPE_NOT_SUPPORTED = "ORDER_TYPE_NOT_SUPPORTED"
    QUOTE_ORDER_QTY_NOT_SUPPORTED = "QUOTE_ORDER_QTY_NOT_SUPPORTED"
    SYMBOL_NOT_PERMITTED = "SYMBOL_NOT_PERMITTED"
    ACCOUNT_MAY_NOT_TRADE = "ACCOUNT_MAY_NOT_TRADE"
    TOO_LITTLE_LIQUIDITY = "TOO_LITTLE_LIQUIDITY"
    COULD_NOT_BE_FILLED = "COULD_NOT_BE_FILLED"
    INSUFFICIENT_MARGIN = "INSUFFICIENT_MARGIN"
    INSUFFICIENT_POSITION = "INSUFFICIENT_POSITION"
    REDUCE_ONLY = "REDUCE_ONLY"
    PRICE_FILTER = "PRICE_FILTER"
    PERCENT_PRICE = "PERCENT_PRICE"
    PERCENT_PRICE_BY_SIDE = "PERCENT_PRICE_BY_SIDE"
    LOT_SIZE = "LOT_SIZE"
    MARKET_LOT_SIZE = "MARKET_LOT_SIZE"
    MIN_NOTIONAL = "MIN_NOTIONAL"
    NOTIONAL = "NOTIONAL"
    ICEBERG_PARTS = "ICEBERG_PARTS"
    MAX_POSITION = "MAX_POSITION"
    MAX_NUM_ORDERS = "MAX_NUM_ORDERS"
    MAX_NUM_ALGO_ORDERS = "MAX_NUM_ALGO_ORDERS"
    MAX_NUM_ICEBERG_ORDERS = "MAX_NUM_ICEBERG_ORDERS"
    MAX_NUM_ORDER_AMENDS = "MAX_NUM_ORDER_AMENDS"
    MAX_NUM_ORDER_LISTS = "MAX_NUM_ORDER_LISTS"
    TRAILING_DELTA = "TRAILING_DELTA"
    EXCHANGE_MAX_NUM_ORDERS = "EXCHANGE_MAX_NUM_ORDERS"
    EXCHANGE_MAX_NUM_ALGO_ORDERS = "EXCHANGE_MAX_NUM_ALGO_ORDERS"
    EXCHANGE_MAX_NUM_ICEBERG_ORDERS = "EXCHANGE_MAX_NUM_ICEBERG_ORDERS"
    EXCHANGE_MAX_NUM_ORDER_LISTS = "EXCHANGE_MAX_NUM_ORDER_LISTS"


FILTER_FAILURE = "Filter failure: "

# The beginning of Binance's sentence -> the reason. "support for" is their spelling.
_SENTENCES = {
    "Account has insufficient balance": RejectReason.INSUFFICIENT_BALANCES,
    "Order would immediately match and take": RejectReason.WOULD_MATCH_IMMEDIATELY,
    "Order would trigger immediately": RejectReason.STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY,
    "Market is closed": RejectReason.MARKET_CLOSED,
    "Market orders are not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "Stop loss orders are not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "Stop loss limit orders are not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "Take profit orders are not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "Take profit limit orders are not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "Iceberg orders are not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "Trailing stop orders are not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "OCO orders are not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "OPO orders are not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "Pegged orders are not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "Order amend is not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "Order cancel-replace is not supported": RejectReason.ORDER_TYPE_NOT_SUPPORTED,
    "Quote order qty market orders are not support": RejectReason.QUOTE_ORDER_QTY_NOT_SUPPORTED,
    "This symbol is not permitted": RejectReason.SYMBOL_NOT_PERMITTED,
    "This symbol is restricted": RejectReason.SYMBOL_NOT_PERMITTED,
    "This action is disabled on this account": RejectReason.ACCOUNT_MAY_NOT_TRADE,
    "This account may not place or cancel orders": RejectReason.ACCOUNT_MAY_NOT_TRADE,
    "Rest API trading is not enabled": RejectReason.ACCOUNT_MAY_NOT_TRADE,
    "WebSocket API trading is not enabled": RejectReason.ACCOUNT_MAY_NOT_TRADE,
    "Order book liquidity is": RejectReason.TOO_LITTLE_LIQUIDITY,
}


def reason_of(msg: str) -> RejectReason:
    """Name the reason behind the message of a -1013 or a -2010."""
    if msg.startswith(FILTER_FAILURE):
        return _filter_named(msg.removeprefix(FILTER_FAILURE))
    for beginning, reason in _SENTENCES.items():
        if msg.startswith(beginning):
            return reason
    return RejectReason.OTHER


def _filter_named(name: str) -> RejectReason:
    try:
        return RejectReason(name)
    except ValueError:  # a filter newer than this list
        return RejectReason.OTHER
