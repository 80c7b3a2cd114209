"""What somebody has open on futures and on margin is swept away with the rest."""

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


async def test_orders_on_margin_are_cancelled_too(alice: Person, trader: Trader) -> None:
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    order |= {"quantity": "0.01", "price": "30000"}
    cross: dict[str, str] = {}
    isolated = {"isIsolated": "TRUE", "symbol": "BTCUSDT"}
    await trader.done("POST", "/sapi/v1/margin/isolated/account", symbol="BTCUSDT")
    for way, amount, into in (
        ("MAIN_MARGIN", "2000", {}),
        ("MARGIN_ISOLATEDMARGIN", "1000", {"toSymbol": "BTCUSDT"}),
    ):
        transfer = {"type": way, "asset": "USDT", "amount": amount} | into
        await trader.done("POST", "/sapi/v1/asset/transfer", **transfer)
    for place in (cross, isolated):
        await trader.done("POST", "/sapi/v1/margin/order", **order | place)

    await alice.taps(await alice.says("/panic"), "Cancel all and stop")

    told = (await alice.reads("No order of yours is open at Binance any more"))["text"]
    assert "2 orders were cancelled" in told
    for place in (cross, isolated):
        assert await trader.done("GET", "/sapi/v1/margin/openOrders", **place) == []


async def test_what_cannot_be_looked_at_is_named_and_spares_nothing_else(
    world: World, alice: Person, trader: Trader
) -> None:
    await open_everything(trader)
    await world.fault("status", path="/dapi/v1/openAlgoOrders", status=401, code=-2015, times=99)

    await alice.taps(await alice.says("/panic"), "close all positions")

    told = (await alice.reads("Nothing of yours is open any more where I can look"))["text"]
    assert "I could not look at stops and targets of COIN-M futures" in told
    assert "2 positions were closed" in told
    assert await held(trader) == []
