"""What margin accounts can trade and borrow: the same for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.noise import key
from sandbox.exchange.money.amounts import number, plain
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.history import UNREAD
from sandbox.exchange.sapi.margin import assets, seats
from sandbox.exchange.sapi.wallet.coins import coins

if TYPE_CHECKING:
    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/margin"
_YEAR_DAYS = 365


@TABLE.operation(f"GET {_ROOT}/allPairs", weight=1, parameters=f"symbol {UNREAD}", key_only=True)
def pairs(call: Call) -> list[JSON]:
    return [{"id": key("margin", each.symbol) >> 1} | _pair(each) for each in _asked(call)]


@TABLE.operation(
    f"GET {_ROOT}/isolated/allPairs", weight=10, parameters=f"symbol {UNREAD}", key_only=True
)
def isolated_pairs(call: Call) -> list[JSON]:
    return [_pair(each) for each in _asked(call)]


@TABLE.operation(f"GET {_ROOT}/allAssets", weight=1, parameters=f"asset {UNREAD}", key_only=True)
def all_assets(call: Call) -> list[JSON]:
    asset = call.params.text("asset")
    if asset is not None and asset not in assets.assets():
        raise refusals.not_a_margin_asset()
    return [
        {
            "assetFullName": coins()[each].name,
            "assetName": each,
            "isBorrowable": True,
            "isMortgageable": True,
            "userMinBorrow": "0.00000000",
            "userMinRepay": "0.00000000",
        }
        for each in assets.assets()
        if asset in {None, each}
    ]


@TABLE.operation(f"GET {_ROOT}/priceIndex", weight=10, parameters=f"symbol {UNREAD}", key_only=True)
def price_index(call: Call) -> JSON:
    pair = call.core.market.pairs[seats.asked_pair(call)]
    return {
        "calcTime": call.core.clock(),
        "price": number(pair.last.price),
        "symbol": pair.symbol,
    }


def _by_coin(params: Params) -> int:
    return 1 if "coin" in params else 5


@TABLE.operation(
    f"GET {_ROOT}/crossMarginData", weight=_by_coin, parameters="vipLevel coin", permission=READ
)
def cross_data(call: Call) -> list[JSON]:
    coin, level = call.params.text("coin"), call.params.integer("vipLevel")
    return [_cost(call, each, level or 0) for each in assets.assets() if coin in {None, each}]


def _cost(call: Call, coin: str, level: int) -> JSON:
    rate = assets.daily_rate(call.core.seed, coin, call.core.clock())
    return {
        "vipLevel": level,
        "coin": coin,
        "transferIn": True,
        "borrowable": True,
        "dailyInterest": number(rate),
        "yearlyInterest": f"{rate * _YEAR_DAYS:.4f}",
        "borrowLimit": plain(assets.borrow_limit(coin)),
        "marginablePairs": [
            each.symbol for each in assets.pairs() if coin in {each.base, each.quote}
        ],
    }


def _asked(call: Call) -> list[Listing]:
    symbol = call.params.text("symbol")
    found = [each for each in assets.pairs() if symbol in {None, each.symbol}]
    if not found:
        raise refusals.not_a_margin_pair()
    return found


def _pair(listing: Listing) -> JSON:
    return {
        "base": listing.base,
        "isBuyAllowed": True,
        "isMarginTrade": True,
        "isSellAllowed": True,
        "quote": listing.quote,
        "symbol": listing.symbol,
    }
