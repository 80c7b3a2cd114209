"""Is it there, what time is it, what is listed, and by which rules is it traded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations.statuses import asked_status, listed
from sandbox.exchange.operations.table import Call, Table
from sandbox.exchange.trading import routing
from sandbox.exchange.trading.orders import DEFAULT_PREVENTION, ORDER_TYPES, PREVENTION_MODES
from sandbox.exchange.wire import errors
from sandbox.exchange.wire.limits import RATE_LIMITS

if TYPE_CHECKING:
    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()

_USUAL_PERMISSIONS = frozenset({"SPOT", "MARGIN", "LEVERAGED"})
_PERMISSIONS = _USUAL_PERMISSIONS | {f"TRD_GRP_{number:03}" for number in range(2, 26)}


@TABLE.operation("GET /api/v3/ping", "ping", weight=1)
def ping(_: Call) -> JSON:
    return {}


@TABLE.operation("GET /api/v3/time", "time", weight=1)
def time(call: Call) -> JSON:
    return {"serverTime": call.core.server_time()}


@TABLE.operation(
    "GET /api/v3/exchangeInfo",
    "exchangeInfo",
    weight=20,
    parameters="symbol symbols permissions showPermissionSets symbolStatus",
)
def exchange_info(call: Call) -> JSON:
    params = call.params
    if ("symbol" in params or "symbols" in params) and (
        "permissions" in params or "symbolStatus" in params
    ):
        raise errors.bad_combination()
    status, permissions = asked_status(params), _permissions(params)
    with_sets = params.flag("showPermissionSets", default=True)
    return {
        "timezone": "UTC",
        "serverTime": call.core.server_time(),
        "rateLimits": RATE_LIMITS,
        "exchangeFilters": [],
        "symbols": [
            _symbol(listing, with_sets=with_sets)
            for listing in listed(call)
            if status in {None, listing.status} and permissions & set(_permission_set(listing))
        ],
        "sors": routing.SORS,
    }


def _permissions(params: Params) -> frozenset[str]:
    """Read one permission, or several as JSON."""
    text = params.text("permissions")
    if text is None:
        return _USUAL_PERMISSIONS
    try:
        wanted = frozenset(json.loads(text) if text.startswith("[") else [text])
    except (ValueError, TypeError):
        raise errors.not_valid("permissions") from None
    if not wanted <= _PERMISSIONS:
        raise errors.not_valid("permissions")
    return wanted


def _permission_set(listing: Listing) -> list[str]:
    return ["SPOT", "MARGIN"] if listing.margin else ["SPOT"]


def _symbol(listing: Listing, *, with_sets: bool) -> JSON:
    return {
        "symbol": listing.symbol,
        "status": listing.status,
        "baseAsset": listing.base,
        "baseAssetPrecision": 8,
        "quoteAsset": listing.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": list(ORDER_TYPES),
        "icebergAllowed": True,
        "ocoAllowed": True,
        "otoAllowed": True,
        "opoAllowed": True,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": True,
        "cancelReplaceAllowed": True,
        "amendAllowed": True,
        "pegInstructionsAllowed": True,
        "isSpotTradingAllowed": listing.trading,
        "isMarginTradingAllowed": listing.margin,
        "filters": listing.filters(),
        "permissions": [],
        "permissionSets": [_permission_set(listing)] if with_sets else [],
        "defaultSelfTradePreventionMode": DEFAULT_PREVENTION,
        "allowedSelfTradePreventionModes": list(PREVENTION_MODES),
    }


def _rules_weight(params: Params) -> int:
    if "symbol" in params:
        return 2
    return min(2 * len(params.symbols() or range(20)), 40)


@TABLE.operation(
    "GET /api/v3/executionRules",
    "executionRules",
    weight=_rules_weight,
    parameters="symbol symbols symbolStatus",
)
def execution_rules(call: Call) -> JSON:
    if sum(name in call.params for name in ("symbol", "symbols", "symbolStatus")) > 1:
        raise errors.bad_combination()
    status = asked_status(call.params)
    return {
        "symbolRules": [
            {"symbol": listing.symbol, "rules": _rules(listing)}
            for listing in listed(call)
            if status in {None, listing.status}
        ]
    }


def _rules(listing: Listing) -> list[JSON]:
    if listing.price_range is None:
        return []
    down, up = (str(factor) for factor in listing.price_range)
    return [
        {
            "ruleType": "PRICE_RANGE",
            "bidLimitMultUp": up,
            "bidLimitMultDown": down,
            "askLimitMultUp": up,
            "askLimitMultDown": down,
        }
    ]
