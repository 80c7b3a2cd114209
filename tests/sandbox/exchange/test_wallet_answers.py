"""Every answer of the wallet's endpoints, next to the documented one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import binance_catalogue as documents
from tests.support.sapi_tour import CAROL, DAY
from tests.support.tour import Tour, problems

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

ACCOUNT, ASSET, CAPITAL = "/sapi/v1/account", "/sapi/v1/asset", "/sapi/v1/capital"
EXCUSED = {
    f"GET {ASSET}/assetDetail": {".*.depositTip": "said of what cannot be deposited"},
    f"GET {CAPITAL}/deposit/hisrec": {"[].sourceAddress": "there if includeSource asks for it"},
}
"""Fields that differ, and why."""


async def test_the_wallet_answers_as_documented(
    http: httpx.AsyncClient, hire: Hire, clock: Hand
) -> None:
    tour = Tour(await hire(http, **CAROL), "wallet")
    await http.post(f"/sandbox/accounts/{tour.trader.api_key}", json={"deposit": {"BTC": "1"}})
    await transfers(tour)
    await withdrawals(tour)
    await earnings(tour)
    clock.at += 2 * DAY
    await standing(tour)
    await capital(tour)
    await balances(tour)
    await dust(tour)

    assert problems(tour, EXCUSED) == []


async def transfers(tour: Tour) -> None:
    usdt = {"asset": "USDT", "amount": "5000"}
    for type_ in ("MAIN_FUNDING", "MAIN_MARGIN", "MAIN_UMFUTURE"):
        await tour.ask(f"POST {ASSET}/transfer", type=type_, **usdt)
    long = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    await tour.ask("POST /fapi/v1/order", **long)
    await tour.ask(f"GET {ASSET}/transfer", type="MAIN_FUNDING")


async def withdrawals(tour: Tour) -> None:
    book = await tour.ask(f"GET {CAPITAL}/withdraw/address/list")
    (own,) = [row["address"] for row in book if row["coin"] == "USDT"]
    sent = {"coin": "USDT", "address": own[:-4] + "4444", "amount": "10", "walletType": 0}
    await tour.ask(f"POST {CAPITAL}/withdraw/apply", **sent, withdrawOrderId="mine")


async def earnings(tour: Tour) -> None:
    """Let the account earn something, which shows among its dividends."""
    bought = {"productId": "USDT001", "amount": "1000"}
    await tour.ask("POST /sapi/v1/simple-earn/flexible/subscribe", **bought)


async def standing(tour: Tour) -> None:
    await tour.ask("GET /sapi/v1/system/status")
    for name in ("status", "apiTradingStatus", "apiRestrictions", "info"):
        await tour.ask(f"GET {ACCOUNT}/{name}")
    await tour.ask("POST /sapi/v1/bnbBurn", spotBNBBurn="true", interestBNBBurn="false")
    for type_ in ("SPOT", "MARGIN", "FUTURES"):
        await tour.ask("GET /sapi/v1/accountSnapshot", type=type_)


async def capital(tour: Tour) -> None:
    await tour.ask(f"GET {CAPITAL}/config/getall")
    await tour.ask(f"GET {CAPITAL}/deposit/address", coin="BTC")
    await tour.ask(f"GET {CAPITAL}/deposit/address/list", coin="BTC")
    await tour.ask(f"GET {CAPITAL}/deposit/hisrec")
    await tour.ask(f"GET {CAPITAL}/deposit/hisrec", includeSource="true")
    await tour.ask(f"GET {CAPITAL}/withdraw/history")
    await tour.ask(f"GET {CAPITAL}/withdraw/quota")


async def balances(tour: Tour) -> None:
    await tour.ask(f"POST {ASSET}/get-funding-asset", needBtcValuation="true")
    await tour.ask("POST /sapi/v3/asset/getUserAsset", needBtcValuation="true")
    for quoted in ({}, {"needBalanceDetail": "true"}):
        await tour.ask(f"GET {ASSET}/wallet/balance", **quoted)
    await tour.ask(f"GET {ASSET}/tradeFee", symbol="BTCUSDT")
    await tour.ask(f"GET {ASSET}/assetDetail")
    await tour.ask(f"GET {ASSET}/assetDividend")


async def dust(tour: Tour) -> None:
    await tour.ask(f"POST {ASSET}/dust-btc")
    await tour.ask(f"POST {ASSET}/dust", asset="ADA")
    await tour.ask(f"GET {ASSET}/dribblet")
