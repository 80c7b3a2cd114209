"""Every answer of COIN-M futures, next to the documented one."""

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

COINM = Venue(
    "coinm", "/dapi/v1", "BTCUSD_PERP", "BTCUSD", quantity=Decimal(2), margin=Decimal("0.0001")
)


async def test_coinm_answers_as_documented(http: httpx.AsyncClient, hire: Hire) -> None:
    dora = await FuturesTrader.begin(http, hire, usdt="0", BTC="1")
    tour = FuturesTour(dora.trader, COINM)
    await market_data(tour)
    await statistics(tour)
    await common.choices(tour)
    await common.orders(tour)
    await common.conditionals(tour)
    await account(tour)
    await common.trailing_stop(tour)
    await common.liquidation(tour)
    await common.listening(tour)

    assert problems(tour, common.EXCUSED) == []


async def market_data(tour: FuturesTour) -> None:
    await common.market_data(tour)
    for name in ("ticker/24hr", "ticker/price", "ticker/bookTicker", "premiumIndex"):
        await tour.at(f"GET {name}", pair="BTCUSD")
        await tour.at(f"GET {name}")
    await tour.on("GET openInterest")
    await tour.at("GET constituents", symbol="BTCUSD")


async def statistics(tour: FuturesTour) -> None:
    quarter = {"pair": "BTCUSD", "contractType": "CURRENT_QUARTER"}
    await common.ratios(tour, **quarter)
    for name in ("takerBuySellVol", "basis"):
        await tour.ask(f"GET /futures/data/{name}", **quarter, period="1h")


async def account(tour: FuturesTour) -> None:
    await common.margin(tour)
    for name in ("account", "balance", "positionRisk", "leverageBracket"):
        await tour.at(f"GET {name}")
    await tour.ask("GET /dapi/v2/leverageBracket")
