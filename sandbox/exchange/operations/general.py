"""Is it there, what time is it, what is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.operations.table import Call, Table
from sandbox.exchange.trading.orders import DEFAULT_PREVENTION, ORDER_TYPES, PREVENTION_MODES
from sandbox.exchange.wire import errors
from sandbox.exchange.wire.limits import RATE_LIMITS

if TYPE_CHECKING:
    from sandbox.exchange.market.listing import Listing

JSON = dict[str, Any]
TABLE = Table()
STATUSES = ("TRADING", "HALT", "BREAK", "END_OF_DAY", "CANCEL_ONLY")


@TABLE.operation("GET /api/v3/ping", "ping", weight=1)
def ping(_: Call) -> JSON:
    return {}


@TABLE.operation("GET /api/v3/time", "time", weight=1)
def time(call: Call) -> JSON:
    return {"serverTime": call.core.clock()}


@TABLE.operation(
    "GET /api/v3/exchangeInfo",
    "exchangeInfo",
    weight=20,
    parameters="symbol symbols permissions showPermissionSets symbolStatus",
)
def exchange_info(call: Call) -> JSON:
    params = call.params
    pairs = call.pairs()
    if pairs is not None and ("permissions" in params or "symbolStatus" in params):
        raise errors.bad_combination()
    status = params.choice("symbolStatus", STATUSES) or "TRADING"
    permissions = params.text("permissions")
    wanted = permissions is None or "SPOT" in permissions
    with_sets = params.flag("showPermissionSets", default=True)
    listed = LISTINGS.values() if pairs is None else [pair.listing for pair in pairs]
    return {
        "timezone": "UTC",
        "serverTime": call.core.clock(),
        "rateLimits": RATE_LIMITS,
        "exchangeFilters": [],
        "symbols": [
            _symbol(listing, with_sets=with_sets)
            for listing in listed
            if wanted and status == "TRADING"
        ],
    }


def _symbol(listing: Listing, *, with_sets: bool) -> JSON:
    """Describe a symbol: what the sandbox cannot do is not allowed on it."""
    return {
        "symbol": listing.symbol,
        "status": "TRADING",
        "baseAsset": listing.base,
        "baseAssetPrecision": 8,
        "quoteAsset": listing.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": list(ORDER_TYPES),
        "icebergAllowed": True,
        "ocoAllowed": False,
        "otoAllowed": False,
        "opoAllowed": False,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": False,
        "cancelReplaceAllowed": False,
        "amendAllowed": False,
        "pegInstructionsAllowed": False,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": listing.filters(),
        "permissions": [],
        "permissionSets": [["SPOT"]] if with_sets else [],
        "defaultSelfTradePreventionMode": DEFAULT_PREVENTION,
        "allowedSelfTradePreventionModes": list(PREVENTION_MODES),
    }
