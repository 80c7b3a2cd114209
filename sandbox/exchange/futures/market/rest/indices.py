"""What stands behind the marks: constituents, indices, margin assets, insurance, risk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market.assets import MARGIN_ASSETS
from sandbox.exchange.futures.market.composite import COMPONENT, COMPOSITE_INDICES
from sandbox.exchange.futures.market.quarters import past
from sandbox.exchange.futures.market.rest.venues import COIN_M, UM, of_pair, one_or_all
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import MINUTE
from sandbox.exchange.operations.table import Call, Table
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.assets import MarginAsset
    from sandbox.exchange.futures.market.composite import CompositeIndex
    from sandbox.exchange.futures.market.contract import Contract

JSON = dict[str, Any]
TABLE = Table()

_DELIVERIES = 20
_RISK_EVERY = 30 * MINUTE
_RISKS = ((0.04, "low"), (0.08, "medium"), (float("inf"), "high"))
"""A symbol's risk, by how far its price went within a day."""


@TABLE.operation(f"GET {UM.root}/constituents", weight=2, parameters="symbol")
def constituents(call: Call) -> JSON:
    return _constituents(call, UM.contract(call), call.params.symbol())


@TABLE.operation(f"GET {COIN_M.root}/constituents", weight=1, parameters="symbol")
def coin_m_constituents(call: Call) -> JSON:
    """Answer for a pair, which is what COIN-M means by symbol here."""
    pair = call.params.symbol()
    found = [each for each in COIN_M.contracts(call) if each.pair == pair]
    if not found:
        raise errors.bad_symbol()
    return _constituents(call, found[0], pair)


def _constituents(call: Call, contract: Contract, name: str) -> JSON:
    return {
        "symbol": name,
        "time": call.core.clock(),
        "constituents": [
            {
                "exchange": "binance",
                "symbol": contract.index,
                "price": f"{call.core.futures.index_price(contract.symbol):.8f}",
                "weight": "1.00000000",
            }
        ],
    }


@TABLE.operation(f"GET {UM.root}/assetIndex", weight=one_or_all(1, 10), parameters="symbol")
def asset_index(call: Call) -> Any:
    def row(asset: MarginAsset) -> JSON:
        rates = asset.rates(call.core.market)
        spelt = {name: f"{value:.8f}" for name, value in rates.items()}
        return {"symbol": asset.symbol, "time": call.core.clock(), **spelt}

    symbol = call.params.optional_symbol()
    if symbol is None:
        return [row(asset) for asset in MARGIN_ASSETS.values()]
    found = [asset for asset in MARGIN_ASSETS.values() if asset.symbol == symbol]
    if not found:
        raise errors.bad_symbol()
    return row(found[0])


@TABLE.operation(f"GET {UM.root}/indexInfo", weight=1, parameters="symbol")
def index_info(call: Call) -> list[JSON]:
    """Answer about the composite indices, or about one: documented as a list in either case."""
    symbol = call.params.optional_symbol()
    found = [each for each in COMPOSITE_INDICES.values() if symbol in {None, each.symbol}]
    if not found:
        raise errors.bad_symbol()
    return [_composition(call, index) for index in found]


def _composition(call: Call, index: CompositeIndex) -> JSON:
    return {
        "symbol": index.symbol,
        "time": call.core.clock(),
        "component": COMPONENT,
        "baseAssetList": [
            {
                "baseAsset": part.asset,
                "quoteAsset": index.quote,
                "weightInQuantity": f"{part.quantity:.8f}",
                "weightInPercentage": f"{part.share:.8f}",
            }
            for part in index.value(call.core.market).parts
        ],
    }


@TABLE.operation(f"GET {UM.root}/insuranceBalance", weight=1, parameters="symbol")
def insurance_balance(call: Call) -> Any:
    """Answer with the funds, each of which serves the contracts of one margin asset."""
    contracts = call.core.futures.um.values()
    if "symbol" in call.params:
        return _fund(call, UM.contract(call).margin_asset)
    return [_fund(call, asset) for asset in dict.fromkeys(each.margin_asset for each in contracts)]


def _fund(call: Call, asset: str) -> JSON:
    futures = call.core.futures
    return {
        "symbols": [each.symbol for each in futures.um.values() if each.margin_asset == asset],
        "assets": [
            {
                "asset": asset,
                "marginBalance": f"{futures.insurance[asset]:.8f}",
                "updateTime": call.core.clock(),
            }
        ],
    }


@TABLE.operation(f"GET {UM.root}/symbolAdlRisk", weight=1, parameters="symbol")
def adl_risk(call: Call) -> Any:
    def row(contract: Contract) -> JSON:
        bar = call.core.futures.market.day(contract.symbol).bar()
        reach = bar[Bar.HIGH] / bar[Bar.LOW] - 1
        return {
            "symbol": contract.symbol,
            "adlRisk": next(risk for most, risk in _RISKS if reach < most),
            "updateTime": call.core.clock() // _RISK_EVERY * _RISK_EVERY,
        }

    return UM.each(call, row)


@TABLE.operation("GET /futures/data/delivery-price", weight=1, parameters="pair")
def delivery_prices(call: Call) -> list[JSON]:
    """Answer with what a pair's contracts were delivered at, the latest first."""
    contract = of_pair(call)[0]
    prices = call.core.futures.prices
    return [
        {"deliveryTime": time, "deliveryPrice": float(prices.delivery_price(contract.symbol, time))}
        for time in past(call.core.clock(), _DELIVERIES)
        if time > contract.onboard
    ]
