"""What somebody has open on futures is swept away with the rest."""

import time
from collections.abc import AsyncIterator

import httpx
import pytest
from world import Person, World

from tests.sandbox.exchange.conftest import Trader

RIGHTS = {"enableFutures": True, "permitsUniversalTransfer": True}
TRANSFERS = {"MAIN_UMFUTURE": ("USDT", "4000"), "MAIN_CMFUTURE": ("BTC", "0.5")}


@pytest.fixture
async def trader(world: World, alice: Person) -> AsyncIterator[Trader]:
    """Alice's account, opened with another key as the exchange's app would."""
    made = await alice.connects(
        balances={"USDT": "10000", "BTC": "1"}, permissions={"enableFutures": True}
    )
    other = await world.account(uid=made["uid"], permissions=RIGHTS)
    async with httpx.AsyncClient(base_url=world.exchange_url, trust_env=False) as http:
        trader = Trader(http, time.time, other["api_key"], other["secret"], made["uid"])
        for way, (coin, amount) in TRANSFERS.items():
            transfer = {"type": way, "asset": coin, "amount": amount}
            await trader.done("POST", "/sapi/v1/asset/transfer", **transfer)
        yield trader


async def open_everything(trader: Trader) -> None:
    for family, symbol, quantity in (
        ("fapi", "BTCUSDT", "0.010"), ("dapi", "BTCUSD_PERP", "2"),
    ):  # fmt: skip
        order = {"symbol": symbol, "side": "BUY", "quantity": quantity}
        path = f"/{family}/v1/order"
        await trader.done("POST", path, **order, type="MARKET")
        await trader.done("POST", path, **order, type="LIMIT", timeInForce="GTC", price="30000")
        await trader.done(
            "POST", f"/{family}/v1/algoOrder", symbol=symbol, side="SELL", quantity=quantity,
            algoType="CONDITIONAL", type="STOP_MARKET", triggerPrice="30000",
        )  # fmt: skip


async def held(trader: Trader) -> list[float]:
    found = [
        *await trader.done("GET", "/fapi/v3/positionRisk"),
        *await trader.done("GET", "/dapi/v1/positionRisk"),
    ]
    return [amount for one in found if (amount := float(one["positionAmt"]))]


async def waiting(trader: Trader) -> int:
    count = 0
    for family in ("fapi", "dapi"):
        for what in ("openOrders", "openAlgoOrders"):
            count += len(await trader.done("GET", f"/{family}/v1/{what}"))
    return count


async def test_orders_are_cancelled_first_and_positions_closed_when_asked(
    alice: Person, trader: Trader
) -> None:
    await open_everything(trader)
    asked = await alice.says("/panic")
    assert "positions that stay open have no stop then" in asked["text"]
    await alice.taps(asked, "Cancel all and stop")
    stopped = await alice.reads("Trading is stopped.")
    told = (await alice.reads("No order of yours"))["text"]
    assert "4 orders were cancelled" in told
    assert "Still open: LONG 0.01 BTCUSDT, LONG 2 BTCUSD_PERP, all without a stop" in told
    assert await waiting(trader) == 0
    assert len(await held(trader)) == 2

    await alice.taps(stopped, "Close all positions")

    closed = (await alice.reads("2 positions were closed"))["text"]
    assert "Nothing of yours is open" in closed
    assert "Still open" not in closed
    assert await held(trader) == []
