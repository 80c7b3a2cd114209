"""Mining: a farm whose statistics agree with one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Trader

MINING = "/sapi/v1/mining"
OWN = {"algo": "sha256", "userName": "alice"}
DAY = 86_400


async def test_the_machines_add_up_to_the_farm(alice: Trader) -> None:
    status = (await alice.get(f"{MINING}/statistics/user/status", **OWN))["data"]
    workers = (await alice.get(f"{MINING}/worker/list", **OWN))["data"]["workerDatas"]

    assert status["validNum"] == len(workers)
    assert float(status["dayHashRate"]) == pytest.approx(sum(row["dayHashRate"] for row in workers))


async def test_every_day_that_is_over_has_its_profit(alice: Trader, clock: Hand) -> None:
    clock.at += 3 * DAY

    yesterday = await alice.get(f"{MINING}/statistics/user/status", **OWN)
    payments = (await alice.get(f"{MINING}/payment/list", **OWN))["data"]["accountProfits"]

    assert len(payments) == 2  # the first full day began after the account was opened
    profit = float(yesterday["data"]["profitYesterday"]["BTC"])
    assert payments[0]["profitAmount"] == pytest.approx(profit)


async def test_hash_rate_that_was_given_away_earns_for_somebody_else(
    alice: Trader, clock: Hand
) -> None:
    now = clock.milliseconds
    days = {"startDate": now, "endDate": now + 10 * DAY * 1000}
    given = {"toPoolUser": "bob", "hashRate": 10**12}
    answer = await alice.send("POST", f"{MINING}/hash-transfer/config", **OWN, **days, **given)
    clock.at += 3 * DAY

    config = {"configId": answer.json()["data"]}
    sold = (await alice.get(f"{MINING}/hash-transfer/profit/details", **config))["data"]
    paid = (await alice.get(f"{MINING}/payment/list", **OWN))["data"]["accountProfits"]

    transfers = {row["amount"] for row in sold["profitTransferDetails"]}
    assert {row["transferAmount"] for row in paid} == transfers
    assert {row["hashTransfer"] for row in paid} == {10**12}


async def test_only_the_own_farm_can_be_looked_at(alice: Trader) -> None:
    path = f"{MINING}/statistics/user/status"

    assert (await alice.refused("GET", path, **OWN | {"userName": "bob"}))[0] == -1130
