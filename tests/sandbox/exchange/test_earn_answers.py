"""Every answer of Simple Earn, next to the documented one."""

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

EARN = "/sapi/v1/simple-earn"
USDT = {"productId": "USDT001"}
BNB = {"projectId": "Bnb*30"}


async def test_simple_earn_answers_as_documented(
    http: httpx.AsyncClient, hire: Hire, clock: Hand
) -> None:
    tour = Tour(await hire(http, **CAROL), "simple-earn")
    await flexible_products(tour)
    position = await locked_products(tour)
    clock.at += 3 * DAY
    await tour.ask(f"POST {EARN}/flexible/redeem", **USDT, amount="10")
    await tour.ask(f"POST {EARN}/locked/redeem", positionId=position)
    await looking_back(tour)

    assert problems(tour, {}) == []


async def flexible_products(tour: Tour) -> None:
    flexible = f"{EARN}/flexible"
    await tour.ask(f"GET {flexible}/list")
    await tour.ask(f"GET {flexible}/personalLeftQuota", **USDT)
    await tour.ask(f"GET {flexible}/history/rateHistory", **USDT)
    await tour.ask(f"GET {flexible}/subscriptionPreview", **USDT, amount="1000")
    await tour.ask(f"POST {flexible}/subscribe", **USDT, amount="1000")
    await tour.ask(f"POST {flexible}/setAutoSubscribe", **USDT, autoSubscribe="false")


async def locked_products(tour: Tour) -> str:
    """Lock something twice, and return the position to be given up."""
    locked = f"{EARN}/locked"
    await tour.ask(f"GET {locked}/list")
    await tour.ask(f"GET {locked}/personalLeftQuota", **BNB)
    await tour.ask(f"GET {locked}/subscriptionPreview", **BNB, amount="10")
    for _ in range(2):
        bought = await tour.ask(f"POST {locked}/subscribe", **BNB, amount="10")
    position: str = bought["positionId"]
    await tour.ask(f"POST {locked}/setAutoSubscribe", positionId=position, autoSubscribe="false")
    await tour.ask(f"POST {locked}/setRedeemOption", positionId=position, redeemTo="FLEXIBLE")
    return position


async def looking_back(tour: Tour) -> None:
    await tour.ask(f"GET {EARN}/account")
    for kind in ("flexible", "locked"):
        await tour.ask(f"GET {EARN}/{kind}/position")
        for record in ("subscription", "redemption", "rewards"):
            await tour.ask(f"GET {EARN}/{kind}/history/{record}Record")
