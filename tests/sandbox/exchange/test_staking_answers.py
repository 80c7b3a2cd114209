"""Every answer of ETH and SOL staking, next to the documented one."""

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

ETHER, SOLANA = "/sapi/v1/eth-staking", "/sapi/v1/sol-staking"
EXCUSED = {
    f"GET {ETHER}/wbeth/history/unwrapHistory": {".rows[]": "nothing can be unwrapped any more"}
}
"""Fields that differ, and why."""


async def test_staking_answers_as_documented(
    http: httpx.AsyncClient, hire: Hire, clock: Hand
) -> None:
    tour = Tour(await hire(http, **CAROL), "staking")
    await tour.ask("POST /sapi/v2/eth-staking/eth/stake", amount="10")
    await tour.ask(f"POST {ETHER}/wbeth/wrap", amount="1")
    await tour.ask(f"POST {SOLANA}/sol/stake", amount="100")
    clock.at += 3 * DAY
    await tour.ask(f"POST {ETHER}/eth/redeem", amount="1", asset="WBETH")
    await tour.ask(f"POST {SOLANA}/sol/redeem", amount="1")
    await tour.ask(f"GET {SOLANA}/sol/history/unclaimedRewards")
    await tour.ask(f"POST {SOLANA}/sol/claim")
    await looking_back(tour)

    assert problems(tour, EXCUSED) == []


async def looking_back(tour: Tour) -> None:
    await tour.ask("GET /sapi/v2/eth-staking/account")
    await tour.ask(f"GET {SOLANA}/account")
    for root in (f"{ETHER}/eth", f"{SOLANA}/sol"):
        await tour.ask(f"GET {root}/quota")
        for name in ("staking", "redemption", "rate"):
            await tour.ask(f"GET {root}/history/{name}History")
    await tour.ask(f"GET {ETHER}/eth/history/wbethRewardsHistory")
    await tour.ask(f"GET {SOLANA}/sol/history/bnsolRewardsHistory")
    for type_ in ("CLAIM", "DISTRIBUTE"):
        await tour.ask(f"GET {SOLANA}/sol/history/boostRewardsHistory", type=type_)
    for name in ("wrap", "unwrap"):
        await tour.ask(f"GET {ETHER}/wbeth/history/{name}History")
