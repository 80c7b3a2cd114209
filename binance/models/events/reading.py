"""Any event of a product, told by its name."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeAlias

import msgspec
from pydantic import Field

from binance.errors import Unreadable
from binance.models.base import Event
from binance.models.events import (
    balances,
    contract_account,
    contract_orders,
    contract_ticks,
    contracts,
    control,
    indices,
    klines,
    orders,
    spot,
    ticks,
)
from binance.models.events.reader import Reader

Product: TypeAlias = Literal["spot", "margin", "usdm", "coinm"]
"""The products of Binance's documents that have streams here."""

Kinds: TypeAlias = dict[str, type[Event | msgspec.Struct]]

_TRADING: Kinds = {
    "executionReport": orders.ExecutionReport,
    "listStatus": orders.ListStatus,
    "outboundAccountPosition": balances.AccountPosition,
    "balanceUpdate": balances.BalanceUpdate,
    "externalLockUpdate": balances.ExternalLockUpdate,
    "eventStreamTerminated": control.EventStreamTerminated,
    "serverShutdown": control.ServerShutdown,
}
_RISK: Kinds = {
    "MARGIN_LEVEL_STATUS_CHANGE": balances.MarginLevelStatusChange,
    "USER_LIABILITY_CHANGE": balances.UserLiabilityChange,
    "listenKeyExpired": control.ListenKeyExpired,
}
_MARKET: Kinds = {
    "aggTrade": ticks.AggTrade,
    "trade": ticks.Trade,
    "blockTrade": spot.BlockTrade,
    "depthUpdate": ticks.DepthUpdate,
    "kline": klines.KlineEvent,
    "24hrMiniTicker": spot.MiniTicker,
    "24hrTicker": spot.Ticker,
    **dict.fromkeys(("1hTicker", "4hTicker", "1dTicker"), spot.RollingTicker),
    "avgPrice": spot.AvgPrice,
    "referencePrice": spot.ReferencePrice,
}
_SESSIONS = (
    "EquityUpdate",
    "CommodityUpdate",
    "KR_EquityUpdate",
    "HK_EquityUpdate",
    "CN_EquityUpdate",
    "FXUpdate",
)
_CONTRACTS: Kinds = {
    "ORDER_TRADE_UPDATE": contract_orders.OrderTradeUpdate,
    "TRADE_LITE": contract_orders.TradeLite,
    "ALGO_UPDATE": contract_orders.AlgoUpdate,
    "CONDITIONAL_ORDER_TRIGGER_REJECT": contract_orders.ConditionalOrderTriggerReject,
    "ACCOUNT_UPDATE": contract_account.AccountUpdate,
    "ACCOUNT_CONFIG_UPDATE": contract_account.AccountConfigUpdate,
    "MARGIN_CALL": contract_account.MarginCall,
    "STRATEGY_UPDATE": contract_account.StrategyUpdate,
    "GRID_UPDATE": contract_account.GridUpdate,
    "listenKeyExpired": control.ListenKeyExpired,
    "aggTrade": contract_ticks.AggTrade,
    "bookTicker": contract_ticks.BookTicker,
    "depthUpdate": contract_ticks.DepthUpdate,
    "kline": klines.KlineEvent,
    "continuous_kline": klines.ContinuousKlineEvent,
    "indexPrice_kline": klines.IndexPriceKlineEvent,
    "markPrice_kline": klines.MarkPriceKlineEvent,
    "24hrMiniTicker": contracts.MiniTicker,
    "24hrTicker": contracts.Ticker,
    "markPriceUpdate": contracts.MarkPrice,
    "forceOrder": contracts.ForceOrder,
    "contractInfo": contracts.ContractInfo,
    "indexPriceUpdate": indices.IndexPrice,
    "compositeIndex": indices.CompositeIndex,
    "assetIndexUpdate": indices.AssetIndex,
    **dict.fromkeys(_SESSIONS, indices.TradingSession),
}
TYPES: Mapping[Product, Kinds] = {
    "spot": _TRADING | _MARKET,
    "margin": _TRADING | _RISK,
    "usdm": _CONTRACTS,
    "coinm": _CONTRACTS,
}
"""The types of a product's events, by what they call themselves in `e`."""


class UnknownEvent(Event):
    """An event that has no type here, as it came."""

    event_type: str = Field("", alias="e")
    data: Mapping[str, Any] = Field(repr=False)


def read(product: Product, data: Mapping[str, Any]) -> Event | msgspec.Struct:
    """Read an event by its name; one that is known and does not fit raises `Unreadable`."""
    if not isinstance(name := data.get("e", ""), str):
        raise Unreadable("an event has no name")
    if (kind := TYPES[product].get(name)) is None:
        return UnknownEvent(event_type=name, data=data)
    event: Event | msgspec.Struct = _reader(kind).read(data)
    return event


@cache
def _reader(kind: type[Event | msgspec.Struct]) -> Reader[Any]:
    return Reader(kind)
