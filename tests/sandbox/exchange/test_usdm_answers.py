"""Every answer of USD-M futures, next to the documented one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.support import binance_catalogue as documents
from tests.support import futures_tour as common
from tests.support.futures_tour import FuturesTour, Venue
from tests.support.futures_trading import FuturesTrader
from tests.support.tour import problems

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hire

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

BTC = "BTCUSDT"
USDM = Venue("usdm", "/fapi/v1", BTC, BTC, quantity=Decimal("0.01"), margin=Decimal(1))
EMPTY = "the sample leaves it empty"
TRAILING = "of trailing stops, and the sample is of another type"
EXCUSED = common.EXCUSED | {
    "GET /fapi/v1/exchangeInfo": {".exchangeFilters[]": "no filter concerns all symbols"},
    "GET /fapi/v1/tradingSchedule": {".marketSchedules.*": EMPTY},
    "GET /fapi/v1/constituents": {".constituents[]": EMPTY},
    "GET /fapi/v1/leverageBracket": {"[].brackets[]": EMPTY},
    "GET /fapi/v1/adlQuantile": {"[].adlQuantile.*": EMPTY},
    "GET /fapi/v1/indexInfo": {"[].baseAssetList[]": EMPTY},
    "GET /fapi/v1/apiTradingStatus": {".indicators.*": "of accounts that break trading rules"},
    "GET /fapi/v2/account": {
        ".positions[].breakEvenPrice": "in the sample of the WebSocket API's account.status"
    },
    "* /fapi/v1/*lgoOrder*": {"*.icebergQuantity": "a null, which the sample spells as a text"},
    "GET /fapi/v1/a*lgoOrder*": {"*.activatePrice": TRAILING, "*.callbackRate": TRAILING},
}
"""Fields that differ, and why."""


async def test_usdm_answers_as_documented(http: httpx.AsyncClient, hire: Hire) -> None:
    dora = await FuturesTrader.begin(http, hire)
    tour = FuturesTour(dora.trader, USDM)
    await market_data(tour)
    await statistics(tour)
    await choices(tour)
    await orders(tour)
    await account(tour)
    await common.trailing_stop(tour)
    await common.liquidation(tour)
    await common.listening(tour)

    assert problems(tour, EXCUSED) == []


async def market_data(tour: FuturesTour) -> None:
    await common.market_data(tour)
    for name in ("24hr", "price", "bookTicker"):
        await tour.all_rows(f"GET /fapi/v1/ticker/{name}")
    await tour.ask("GET /fapi/v2/ticker/price", symbol=BTC)
    await tour.all_rows("GET /fapi/v2/ticker/price")
    for name in ("premiumIndex", "assetIndex", "symbolAdlRisk", "insuranceBalance"):
        await tour.all_rows(f"GET /fapi/v1/{name}")
    await tour.at("GET assetIndex", symbol="BTCUSD")
    for name in ("symbolAdlRisk", "insuranceBalance", "constituents", "rpiDepth"):
        await tour.on(f"GET {name}")
    for name in ("fundingRate", "tradingSchedule", "indexInfo"):
        await tour.at(f"GET {name}")


async def statistics(tour: FuturesTour) -> None:
    await common.ratios(tour, symbol=BTC)
    await tour.ask("GET /futures/data/takerlongshortRatio", symbol=BTC, period="1h")
    kind = {"contractType": "PERPETUAL", "period": "1h"}
    await tour.ask("GET /futures/data/basis", pair=BTC, **kind)
    await tour.ask("GET /futures/data/delivery-price", pair=BTC)


async def choices(tour: FuturesTour) -> None:
    for name in ("multiAssetsMargin", "feeBurn"):
        for chosen in ("true", "false"):
            await tour.at(f"POST {name}", **{name: chosen})
        await tour.at(f"GET {name}")
    await common.choices(tour)


async def orders(tour: FuturesTour) -> None:
    await common.orders(tour)
    await common.conditionals(tour)
    soon = int(tour.trader.now() * 1_000) + 700_000
    dated = tour.terms(type="LIMIT", timeInForce="GTD", goodTillDate=soon)
    await tour.on("POST order/test", **dated, price=await tour.away("0.9"))


async def account(tour: FuturesTour) -> None:
    await common.margin(tour)
    for name in ("account", "balance", "positionRisk"):
        for version in ("v2", "v3"):
            await tour.ask(f"GET /fapi/{version}/{name}")
    for name in ("accountConfig", "symbolConfig", "apiTradingStatus", "leverageBracket"):
        await tour.at(f"GET {name}")
    await tour.at("GET rateLimit/order")
