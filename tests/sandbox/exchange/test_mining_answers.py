"""Every answer of the mining pool, next to the documented one."""

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

MINING = "/sapi/v1/mining"
CAROLS = {"algo": "sha256", "userName": "carol"}
EXCUSED = {f"GET {MINING}/payment/other": {".data.otherProfits[]": "nobody is given a bonus"}}
"""Fields that differ, and why."""


async def test_mining_answers_as_documented(
    http: httpx.AsyncClient, hire: Hire, clock: Hand
) -> None:
    tour = Tour(await hire(http, **CAROL), "mining")
    for name in ("algoList", "coinList"):
        await tour.ask(f"GET {MINING}/pub/{name}")
    for path in ("statistics/user/status", "statistics/user/list", "worker/list"):
        await tour.ask(f"GET {MINING}/{path}", **CAROLS)
    await tour.ask(f"GET {MINING}/worker/detail", **CAROLS, workerName="m001")
    await resale(tour, clock)
    for path in ("payment/list", "payment/other"):
        await tour.ask(f"GET {MINING}/{path}", **CAROLS)
    await tour.ask(f"GET {MINING}/payment/uid", algo="sha256")

    assert problems(tour, EXCUSED) == []


async def resale(tour: Tour, clock: Hand) -> None:
    """Let hash rate be sold on for a few days, then end that."""
    transfer = f"{MINING}/hash-transfer"
    days = {"startDate": clock.milliseconds, "endDate": clock.milliseconds + 12 * DAY * 1000}
    asked = CAROLS | days | {"toPoolUser": "bob", "hashRate": 10**12}
    made = await tour.ask(f"POST {transfer}/config", **asked)
    config = {"configId": made["data"]}
    clock.at += 3 * DAY
    await tour.ask(f"GET {transfer}/config/details/list")
    await tour.ask(f"GET {transfer}/profit/details", **config)
    await tour.ask(f"POST {transfer}/config/cancel", **config, userName="carol")
