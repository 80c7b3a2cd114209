"""Every answer of Convert, next to the documented one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import binance_catalogue as documents
from tests.support.sapi_tour import CAROL, DAY
from tests.support.tour import Tour, problems

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

CONVERT = "/sapi/v1/convert"


async def test_convert_answers_as_documented(
    http: httpx.AsyncClient, hire: Hire, clock: Hand
) -> None:
    tour = Tour(await hire(http, **CAROL), "convert")
    await quotes(tour, clock)
    await limit_orders(tour)

    assert problems(tour, {}) == []


async def quotes(tour: Tour, clock: Hand) -> None:
    await tour.ask(f"GET {CONVERT}/exchangeInfo", fromAsset="BTC", toAsset="USDT")
    await tour.ask(f"GET {CONVERT}/assetInfo")
    asked = {"fromAsset": "BTC", "toAsset": "USDT", "fromAmount": "0.1"}
    quote = await tour.ask(f"POST {CONVERT}/getQuote", **asked)
    order = await tour.ask(f"POST {CONVERT}/acceptQuote", quoteId=quote["quoteId"])
    await tour.ask(f"GET {CONVERT}/orderStatus", orderId=order["orderId"])
    now = clock.milliseconds
    await tour.ask(f"GET {CONVERT}/tradeFlow", startTime=now - DAY * 1000, endTime=now)


async def limit_orders(tour: Tour) -> None:
    order: dict[str, Any] = {
        "baseAsset": "BTC", "quoteAsset": "USDT", "side": "BUY", "limitPrice": "1",
        "quoteAmount": "100", "expiredType": "1_D",
    }  # fmt: skip
    waiting = await tour.ask(f"POST {CONVERT}/limit/placeOrder", **order)
    await tour.ask(f"GET {CONVERT}/limit/queryOpenOrders")
    await tour.ask(f"POST {CONVERT}/limit/cancelOrder", orderId=waiting["orderId"])
