"""Is it there, what time is it, what is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market.assets import MARGIN_ASSETS
from sandbox.exchange.futures.market.rest.venues import UM, Venue, twins
from sandbox.exchange.futures.market.sessions import SCHEDULES, WEEK
from sandbox.exchange.futures.trading.orders import CONDITIONAL, TIMES_IN_FORCE
from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.operations.table import Call, Table
from sandbox.exchange.wire.limits import FUTURES_ORDER_LIMITS
from sandbox.exchange.wire.pools import FUTURES

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract

JSON = dict[str, Any]
TABLE = Table()

ORDER_TYPES = ("LIMIT", "MARKET", *CONDITIONAL)

RATE_LIMITS: list[JSON] = [
    {
        "rateLimitType": "REQUEST_WEIGHT",
        "interval": "MINUTE",
        "intervalNum": 1,
        "limit": FUTURES.limit,
    },
    {
        "rateLimitType": "ORDERS",
        "interval": "MINUTE",
        "intervalNum": 1,
        "limit": FUTURES_ORDER_LIMITS["1M"][1],
    },
    {
        "rateLimitType": "ORDERS",
        "interval": "SECOND",
        "intervalNum": 10,
        "limit": FUTURES_ORDER_LIMITS["10S"][1],
    },
]


@twins(TABLE, "ping", weight=1)
def ping(_: Call, venue: Venue) -> JSON:  # noqa: ARG001 - both answer alike
    return {}


@twins(TABLE, "time", weight=1)
def time(call: Call, venue: Venue) -> JSON:  # noqa: ARG001 - both answer alike
    return {"serverTime": call.core.server_time()}


@twins(TABLE, "exchangeInfo", weight=1)
def exchange_info(call: Call, venue: Venue) -> JSON:
    clock = call.core.clock()
    contracts = venue.contracts(call)
    assets = [each.row() for each in MARGIN_ASSETS.values()]
    um_only: JSON = {} if venue.inverse else {"exchangeFilters": [], "assets": assets}
    describe = _coin_m if venue.inverse else _um
    return {
        "timezone": "UTC",
        "serverTime": clock,
        "rateLimits": RATE_LIMITS,
        **um_only,
        "symbols": [describe(each, clock) for each in contracts],
    }


@TABLE.operation(f"GET {UM.root}/tradingSchedule", weight=5)
def trading_schedule(call: Call) -> JSON:
    """Answer with a week back and a week ahead, from yesterday on."""
    clock = call.core.clock()
    yesterday = clock - DAY
    return {
        "updateTime": clock,
        "marketSchedules": {
            market: {
                "sessions": [
                    each.row() for each in week.between(yesterday - WEEK, yesterday + WEEK)
                ]
            }
            for market, week in SCHEDULES.items()
        },
    }


def _um(contract: Contract, clock: int) -> JSON:
    return _symbol(contract, clock) | {
        "status": "TRADING",
        "settlePlan": 0,
        "underlyingSubType": list(contract.kind),
    }


def _coin_m(contract: Contract, clock: int) -> JSON:
    return _symbol(contract, clock) | {
        "contractStatus": "TRADING",
        "contractSize": int(contract.size),
        "equalQtyPrecision": 4,
    }


def _symbol(contract: Contract, clock: int) -> JSON:
    """Describe what both venues describe alike."""
    return {
        "symbol": contract.symbol,
        "pair": contract.pair,
        "contractType": contract.type_at(clock),
        "deliveryDate": contract.delivery,
        "onboardDate": contract.onboard,
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": contract.base,
        "quoteAsset": contract.quote,
        "marginAsset": contract.margin_asset,
        "pricePrecision": contract.price_precision,
        "quantityPrecision": contract.quantity_precision,
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "triggerProtect": f"{contract.trigger_protect}",
        "liquidationFee": f"{contract.liquidation_fee}",
        "marketTakeBound": f"{contract.market_take_bound}",
        "filters": contract.filters(),
        "orderTypes": list(ORDER_TYPES),
        "timeInForce": list(TIMES_IN_FORCE),
    }
