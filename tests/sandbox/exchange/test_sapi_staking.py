"""Staking: tokens whose worth grows, and coins that come back after some days."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire, Trader

ETHER, SOLANA = "/sapi/v1/eth-staking", "/sapi/v1/sol-staking"
STAKE_ETHER = "/sapi/v2/eth-staking/eth/stake"
DAY = 86_400


@pytest.fixture
async def staker(http: httpx.AsyncClient, hire: Hire) -> Trader:
    return await hire(http, balances={"ETH": "10", "BETH": "2", "SOL": "100"})


async def done(who: Trader, path: str, **params: Any) -> Any:
    answer = await who.send("POST", path, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def free(who: Trader, asset: str) -> Decimal:
    return (await who.balances())[asset][0]


async def test_staked_ether_grows_and_comes_back(staker: Trader, clock: Hand) -> None:
    staked = await done(staker, STAKE_ETHER, amount="8")
    clock.at += 100 * DAY
    redeemed = await done(
        staker, f"{ETHER}/eth/redeem", amount=staked["wbethAmount"], asset="WBETH"
    )
    before = await free(staker, "ETH")
    clock.at += 5 * DAY

    gain = Decimal(redeemed["ethAmount"]) - 8
    assert Decimal("0.056") < gain < Decimal("0.060")  # 2.6 % a year
    assert (before, await free(staker, "ETH")) == (2, 10 + gain)
    assert await free(staker, "WBETH") == 0
    (record,) = (await staker.get(f"{ETHER}/eth/history/redemptionHistory"))["rows"]
    assert (record["status"], record["distributeAsset"]) == ("SUCCESS", "ETH")


async def test_the_profit_is_the_sum_of_the_daily_rewards(staker: Trader, clock: Hand) -> None:
    await done(staker, STAKE_ETHER, amount="8")
    clock.at += 10 * DAY

    history = await staker.get(f"{ETHER}/eth/history/wbethRewardsHistory", size=100)
    account = await staker.get("/sapi/v2/eth-staking/account")

    total = sum(Decimal(row["amountInETH"]) for row in history["rows"])
    assert len(history["rows"]) == 10
    assert total == Decimal(account["thirtyDaysProfitInETH"]) == Decimal(history["estRewardsInETH"])
    grown = Decimal(account["holdingInETH"]) - 2 - 8  # the BETH earns nothing
    assert abs(grown - total) < Decimal("0.0006")  # the day of staking had begun


async def test_beth_is_wrapped_at_the_days_rate(staker: Trader) -> None:
    (today,) = (await staker.get(f"{ETHER}/eth/history/rateHistory", size=1))["rows"]
    wrapped = await done(staker, f"{ETHER}/wbeth/wrap", amount="2")

    assert wrapped["exchangeRate"] == today["exchangeRate"]
    assert await free(staker, "BETH") == 0
    assert await free(staker, "WBETH") == Decimal(wrapped["wbethAmount"])
    assert (await staker.get(f"{ETHER}/wbeth/history/wrapHistory"))["total"] == 1


async def test_boost_rewards_of_solana_are_claimed(staker: Trader, clock: Hand) -> None:
    await done(staker, f"{SOLANA}/sol/stake", amount="100")
    clock.at += 4 * DAY
    (waiting,) = await staker.get(f"{SOLANA}/sol/history/unclaimedRewards")
    await done(staker, f"{SOLANA}/sol/claim")
    paths = [f"{SOLANA}/sol/history/boostRewardsHistory"] * 2
    given, claimed = [
        (await staker.get(path, type=kind))["rows"]
        for path, kind in zip(paths, ("DISTRIBUTE", "CLAIM"), strict=True)
    ]

    assert await free(staker, "SOL") == Decimal(waiting["amount"]) > 0
    assert sum(Decimal(row["amount"]) for row in given) == Decimal(claimed[0]["amount"])
    assert (await staker.get(f"{SOLANA}/sol/history/unclaimedRewards"))[0]["amount"] == "0.00000000"


async def test_nobody_stakes_what_he_does_not_have(staker: Trader) -> None:
    assert (await staker.refused("POST", STAKE_ETHER, amount="11"))[0] == -5002
    assert (await staker.refused("POST", STAKE_ETHER, amount="0.00001"))[0] == -1111
    assert (await staker.refused("POST", f"{SOLANA}/sol/redeem", amount="1"))[0] == -5002
