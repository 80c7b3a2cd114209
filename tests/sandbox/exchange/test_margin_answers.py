"""Every answer of margin trading, next to the documented one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import binance_catalogue as documents
from tests.support.sapi_tour import CAROL
from tests.support.tour import Tour, problems

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

HOUR = 3_600
MARGIN = "/sapi/v1/margin"
ASSET = {"asset": "USDT"}
PAIR = {"symbol": "BTCUSDT"}
CROSS = {"isIsolated": "FALSE"}
ISOLATED = {"isIsolated": "TRUE"} | PAIR
EXCUSED = {
    f"GET {MARGIN}/all*": {"[].delistTime": "said of what will be delisted"},
    f"GET {MARGIN}/account": {".totalOpenOrderLossInUSDT": "dropped on 2026-10-01"},
    f"DELETE {MARGIN}/openOrders": {
        "[].orderReports[].icebergQty": "of icebergs only",
        "[].orderReports[].selfTradePreventionMode": "shown where a list itself is cancelled",
    },
}
"""Fields that differ, and why."""


async def test_margin_answers_as_documented(
    http: httpx.AsyncClient, hire: Hire, clock: Hand
) -> None:
    tour = Tour(await hire(http, **CAROL), "margin")
    await market(tour)
    await transfers(tour)
    await loans(tour)
    await orders(tour)
    await lists(tour)
    await liquidation(tour)
    clock.at += HOUR
    await looking_back(tour)

    assert problems(tour, EXCUSED) == []


async def market(tour: Tour) -> None:
    for path in ("allPairs", "isolated/allPairs", "allAssets", "crossMarginData", "tradeCoeff"):
        await tour.ask(f"GET {MARGIN}/{path}")
    await tour.ask(f"GET {MARGIN}/priceIndex", **PAIR)
    await tour.ask(f"GET {MARGIN}/interestRateHistory", **ASSET)
    await tour.ask(f"GET {MARGIN}/next-hourly-interest-rate", assets="BTC,USDT", **CROSS)


async def transfers(tour: Tour) -> None:
    for symbol in ("ETHUSDT", "BTCUSDT"):
        await tour.ask(f"POST {MARGIN}/isolated/account", symbol=symbol)
    await tour.ask(f"DELETE {MARGIN}/isolated/account", symbol="ETHUSDT")
    await tour.ask(f"GET {MARGIN}/isolated/accountLimit")
    moved: dict[str, dict[str, Any]] = {
        "MAIN_MARGIN": {},
        "MARGIN_ISOLATEDMARGIN": {"toSymbol": "BTCUSDT"},
        "ISOLATEDMARGIN_MARGIN": {"fromSymbol": "BTCUSDT"},
    }
    for amount, (type_, symbols) in zip((70_000, 20_000, 100), moved.items(), strict=True):
        sent = ASSET | {"type": type_, "amount": amount} | symbols
        await tour.ask("POST /sapi/v1/asset/transfer", **sent)
    await tour.ask(f"GET {MARGIN}/transfer")
    await tour.ask(f"GET {MARGIN}/transfer", isolatedSymbol="BTCUSDT")
    await tour.ask(f"GET {MARGIN}/maxTransferable", **ASSET)


async def loans(tour: Tour) -> None:
    await tour.ask(f"GET {MARGIN}/maxBorrowable", **ASSET)
    await tour.ask("GET /sapi/v1/bnbBurn")
    for account in (CROSS, ISOLATED):
        for type_, amount in (("BORROW", 100), ("REPAY", 50)):
            asked = ASSET | account | {"type": type_, "amount": amount}
            await tour.ask(f"POST {MARGIN}/borrow-repay", **asked)
    for type_ in ("BORROW", "REPAY"):
        await tour.ask(f"GET {MARGIN}/borrow-repay", type=type_)
        await tour.ask(f"GET {MARGIN}/borrow-repay", type=type_, isolatedSymbol="BTCUSDT")


async def orders(tour: Tour) -> None:
    order = PAIR | {"side": "BUY", "quantity": "0.0015"}
    for form in ("ACK", "RESULT", "FULL"):
        await tour.ask(f"POST {MARGIN}/order", **order, type="MARKET", newOrderRespType=form)
    limit = order | {"type": "LIMIT", "timeInForce": "GTC", "price": "50000"}
    for _ in range(2):
        waiting = await tour.ask(f"POST {MARGIN}/order", **limit)
    named = PAIR | {"orderId": waiting["orderId"]}
    await tour.ask(f"GET {MARGIN}/order", **named)
    await tour.ask(f"GET {MARGIN}/openOrders", **PAIR)
    await tour.ask(f"DELETE {MARGIN}/order", **named)
    await tour.ask(f"DELETE {MARGIN}/openOrders", **PAIR)
    await tour.ask(f"GET {MARGIN}/allOrders", **PAIR)
    await tour.ask(f"GET {MARGIN}/myTrades", **PAIR)
    await tour.ask(f"GET {MARGIN}/rateLimit/order")


async def lists(tour: Tour) -> None:
    sell: dict[str, Any] = PAIR | {"side": "SELL", "quantity": "0.0015", "price": "200000"}
    stop = {"stopPrice": "30000", "stopLimitPrice": "29000", "stopLimitTimeInForce": "GTC"}
    working: dict[str, Any] = PAIR | {
        "workingType": "LIMIT", "workingSide": "BUY", "workingPrice": "50000",
        "workingQuantity": "0.0015", "workingTimeInForce": "GTC",
        "pendingSide": "SELL", "pendingQuantity": "0.0015",
    }  # fmt: skip
    one = {"pendingType": "LIMIT", "pendingPrice": "200000", "pendingTimeInForce": "GTC"}
    both = {
        "pendingAboveType": "LIMIT_MAKER", "pendingAbovePrice": "200000",
        "pendingBelowType": "STOP_LOSS", "pendingBelowStopPrice": "30000",
    }  # fmt: skip
    made = await tour.ask(f"POST {MARGIN}/order/oco", **sell, **stop)
    await tour.ask(f"POST {MARGIN}/order/oto", **working, **one)
    await tour.ask(f"POST {MARGIN}/order/otoco", **working, **both)
    much = sell | stop | {"quantity": "0.5", "sideEffectType": "MARGIN_BUY"}
    await tour.ask(f"POST {MARGIN}/order/oco", **much)
    await tour.ask(f"GET {MARGIN}/orderList", orderListId=made["orderListId"])
    for path in ("openOrderList", "allOrderList"):
        await tour.ask(f"GET {MARGIN}/{path}")
    await tour.ask(f"DELETE {MARGIN}/orderList", **PAIR, orderListId=made["orderListId"])
    await tour.ask(f"DELETE {MARGIN}/openOrders", **PAIR)


async def liquidation(tour: Tour) -> None:
    """Buy more than one can pay, and see its price fall."""
    litecoin = {"symbol": "LTCUSDT", "side": "BUY", "type": "MARKET", "quoteOrderQty": "120000"}
    await tour.ask(f"POST {MARGIN}/order", **litecoin, sideEffectType="MARGIN_BUY")
    await tour.trader.move("40", "LTCUSDT")


async def looking_back(tour: Tour) -> None:
    for path in ("account", "isolated/account", "interestHistory", "forceLiquidationRec"):
        await tour.ask(f"GET {MARGIN}/{path}")
    await tour.ask(f"GET {MARGIN}/interestHistory", isolatedSymbol="BTCUSDT")
    await tour.ask("POST /sapi/v1/userListenToken")
