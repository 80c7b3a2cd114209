"""Whose orders and executions can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.futures_trading import FuturesTrader

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire

PERPETUAL, PAIR = "BTCUSD_PERP", "BTCUSD"


@pytest.fixture
async def dora(http: httpx.AsyncClient, hire: Hire) -> FuturesTrader:
    return await FuturesTrader.begin(http, hire, BTC="1")


@pytest.mark.parametrize("name", ["allOrders", "userTrades"])
async def test_coin_m_has_histories_of_a_symbol_or_of_a_pair(
    dora: FuturesTrader, name: str
) -> None:
    path = f"/dapi/v1/{name}"
    made = await dora.market("BUY", "2", PERPETUAL)

    assert await dora.get(path, pair=PAIR) == await dora.get(path, symbol=PERPETUAL) != []
    assert await dora.get(path, symbol=PERPETUAL, orderId=made["orderId"]) != []
    assert await dora.refused(path, "GET") == -1102
    assert await dora.refused(path, "GET", pair=PAIR, symbol=PERPETUAL) == -1128
    assert await dora.refused(path, "GET", pair=PAIR, orderId=made["orderId"]) == -1128


async def test_usd_m_has_orders_of_everything_but_executions_of_a_symbol(
    dora: FuturesTrader,
) -> None:
    await dora.market("BUY", "0.01")
    await dora.market("BUY", "0.1", "ETHUSDT")

    orders = await dora.get("/fapi/v1/allOrders")

    assert [order["symbol"] for order in orders] == ["BTCUSDT", "ETHUSDT"]
    assert await dora.refused("/fapi/v1/userTrades", "GET") == -1102


@pytest.mark.parametrize(
    ("venue", "symbol", "quantity"), [("fapi", "BTCUSDT", "0.01"), ("dapi", PERPETUAL, "2")]
)
async def test_what_only_opens_realizes_nothing(
    dora: FuturesTrader, venue: str, symbol: str, quantity: str
) -> None:
    await dora.market("BUY", quantity, symbol)

    [fill] = await dora.get(f"/{venue}/v1/userTrades", symbol=symbol)
    assert fill["realizedPnl"] == "0"


@pytest.mark.parametrize(
    ("venue", "symbol", "quantity"), [("fapi", "BTCUSDT", "0.01"), ("dapi", PERPETUAL, "2")]
)
async def test_executions_are_told_of_the_last_week_unless_times_are_sent_and_of_three_months(
    dora: FuturesTrader, clock: Hand, venue: str, symbol: str, quantity: str
) -> None:
    path, day = f"/{venue}/v1/userTrades", 86_400
    await dora.market("BUY", quantity, symbol)
    [fill] = await dora.get(path, symbol=symbol)
    numbered, timed = {"fromId": fill["id"]}, {"startTime": fill["time"]}

    clock.at += 7 * day - 1
    assert await dora.get(path, symbol=symbol, **numbered) == [fill]
    clock.at += 2
    assert await dora.get(path, symbol=symbol) == []
    assert await dora.get(path, symbol=symbol, **numbered) == []
    assert await dora.get(path, symbol=symbol, **timed) == [fill]
    clock.at += 83 * day
    assert await dora.get(path, symbol=symbol, **timed) == []
