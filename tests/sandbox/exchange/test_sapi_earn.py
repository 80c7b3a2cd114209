"""Simple Earn: money that works by the minute, by the day, or locked for a month."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire, Trader

FLEXIBLE, LOCKED = "/sapi/v1/simple-earn/flexible", "/sapi/v1/simple-earn/locked"
DAY = 86_400
USDT = {"productId": "USDT001"}


@pytest.fixture
async def saver(http: httpx.AsyncClient, hire: Hire) -> Trader:
    return await hire(http, label="saver", balances={"USDT": "10000", "BNB": "20"})


async def done(who: Trader, path: str, **params: Any) -> Any:
    answer = await who.send("POST", path, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def free(who: Trader, asset: str) -> Decimal:
    return (await who.balances())[asset][0]


async def total(who: Trader, path: str, field: str, **params: Any) -> Decimal:
    rows = (await who.get(path, **params, size=100))["rows"]
    return sum((Decimal(row[field]) for row in rows), start=Decimal(0))


async def test_a_flexible_position_grows_day_by_day_and_can_be_redeemed(
    saver: Trader, clock: Hand
) -> None:
    bought = await done(saver, f"{FLEXIBLE}/subscribe", **USDT, amount="4000")
    clock.at += 10 * DAY
    (position,) = (await saver.get(f"{FLEXIBLE}/position"))["rows"]
    await done(saver, f"{FLEXIBLE}/redeem", **USDT, redeemAll="true")

    realtime, bonus = [
        await total(saver, f"{FLEXIBLE}/history/rewardsRecord", "rewards", type=kind)
        for kind in ("REALTIME", "BONUS")
    ]
    assert Decimal("4.0") < realtime < Decimal("5.2")  # about 4.2 % of 4000 in ten days
    assert Decimal(position["totalAmount"]) == 4_000 + realtime
    assert await free(saver, "USDT") == 10_000 + realtime + bonus
    assert (await saver.get(f"{FLEXIBLE}/position"))["total"] == 0
    subscribed = (await saver.get(f"{FLEXIBLE}/history/subscriptionRecord"))["rows"]
    assert [row["purchaseId"] for row in subscribed] == [bought["purchaseId"]]
    redeemed = await total(saver, f"{FLEXIBLE}/history/redemptionRecord", "amount")
    assert redeemed == 4_000 + realtime


async def test_bonuses_are_dividends(saver: Trader, clock: Hand) -> None:
    await done(saver, f"{FLEXIBLE}/subscribe", **USDT, amount="100")
    clock.at += 2 * DAY

    dividends = (await saver.get("/sapi/v1/asset/assetDividend", asset="USDT"))["rows"]
    bonus = await total(saver, f"{FLEXIBLE}/history/rewardsRecord", "rewards", type="BONUS")

    assert len(dividends) == 2
    assert sum(Decimal(row["amount"]) for row in dividends) == bonus
    assert await free(saver, "USDT") == 9_900 + bonus


async def test_looking_often_earns_as_much_as_looking_once(
    http: httpx.AsyncClient, hire: Hire, clock: Hand
) -> None:
    often, once = [await hire(http, balances={"USDT": "1000"}) for _ in range(2)]
    for who in (often, once):
        await done(who, f"{FLEXIBLE}/subscribe", **USDT, amount="1000")

    for _ in range(30):
        clock.at += DAY / 10
        await often.get(f"{FLEXIBLE}/position")

    amounts = [
        (await who.get(f"{FLEXIBLE}/position"))["rows"][0]["totalAmount"] for who in (often, once)
    ]
    assert amounts[0] == amounts[1]


async def test_money_can_come_from_the_funding_wallet_and_go_there(
    http: httpx.AsyncClient, hire: Hire
) -> None:
    rights = {"permitsUniversalTransfer": True}
    bob = await hire(http, balances={"USDT": "100"}, permissions=rights)
    moved = {"type": "MAIN_FUNDING", "asset": "USDT", "amount": "60"}
    await done(bob, "/sapi/v1/asset/transfer", **moved)

    await done(bob, f"{FLEXIBLE}/subscribe", **USDT, amount="90", sourceAccount="ALL")
    await done(bob, f"{FLEXIBLE}/redeem", **USDT, amount="50", destAccount="FUND")

    (record,) = (await bob.get(f"{FLEXIBLE}/history/subscriptionRecord"))["rows"]
    assert (record["amtFromSpot"], record["amtFromFunding"]) == ("40", "50")
    (funds,) = await done(bob, "/sapi/v1/asset/get-funding-asset")
    assert (funds["free"], await free(bob, "USDT")) == ("60", 0)


async def test_what_is_locked_pays_daily_and_comes_back_when_it_matures(
    saver: Trader, clock: Hand
) -> None:
    asked = {"projectId": "Bnb*30", "amount": "10", "autoSubscribe": "false"}
    bought = await done(saver, f"{LOCKED}/subscribe", **asked)
    clock.at += 20 * DAY
    (position,) = (await saver.get(f"{LOCKED}/position"))["rows"]
    clock.at += 11 * DAY

    rewards = await total(saver, f"{LOCKED}/history/rewardsRecord", "amount")
    (redeemed,) = (await saver.get(f"{LOCKED}/history/redemptionRecord"))["rows"]
    assert position["positionId"] == int(bought["positionId"])
    assert position["accrualDays"] == "19"
    assert (redeemed["type"], redeemed["amount"], redeemed["status"]) == ("MATURE", "10", "PAID")
    assert rewards == 30 * Decimal("0.00026027")  # 10 BNB at 0.95 %, rounded down each day
    assert await free(saver, "BNB") == 20 + rewards


async def test_who_does_not_wait_loses_the_rewards(saver: Trader, clock: Hand) -> None:
    asked = {"projectId": "Bnb*30", "amount": "10"}
    bought = await done(saver, f"{LOCKED}/subscribe", **asked)
    clock.at += 5 * DAY
    await done(saver, f"{LOCKED}/redeem", positionId=bought["positionId"])
    meanwhile = await free(saver, "BNB")
    clock.at += DAY

    (redeemed,) = (await saver.get(f"{LOCKED}/history/redemptionRecord"))["rows"]
    assert meanwhile == 10 + Decimal(redeemed["lossAmount"])
    assert await free(saver, "BNB") == 20
    assert redeemed["isComplete"]


async def test_a_renewed_position_begins_again(saver: Trader, clock: Hand) -> None:
    await done(saver, f"{LOCKED}/subscribe", projectId="Bnb*30", amount="10")
    clock.at += 32 * DAY

    (position,) = (await saver.get(f"{LOCKED}/position"))["rows"]

    assert (position["type"], position["accrualDays"], position["amount"]) == (
        "AUTO",
        "1",
        "10.00000000",
    )


async def test_subscriptions_have_their_limits(saver: Trader) -> None:
    path = f"{FLEXIBLE}/subscribe"

    assert (await saver.refused("POST", path, **USDT, amount="0.01"))[0] == -6005
    assert (await saver.refused("POST", path, **USDT, amount="2000000"))[0] == -6014
    assert (await saver.refused("POST", path, **USDT, amount="10001"))[0] == -6012
    assert (await saver.refused("POST", path, productId="NO001", amount="1"))[0] == -6003
    assert (await saver.refused("POST", f"{FLEXIBLE}/redeem", **USDT, amount="1"))[0] == -6006
