"""Real fills of futures and margin accounts: heard, missed in a gap, and found by REST."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from binance import Binance, HmacKey
from binance.hosts import Hosts
from binance.models.events import ExecutionReport
from binance.models.events.contract_orders import OrderTradeUpdate
from binance.models.futures.terms import OrderType as ContractOrderType
from binance.models.orders import OrderType, Side
from binance.models.wallet.terms import TransferType
from binance.private import asset, coin_futures, futures, margin
from binance.streams.events import Resumed
from binance.streams.users import ContractUserStreams, MarginUserStreams
from sandbox.exchange import Exchange
from tests.sandbox.exchange.conftest import Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from binance.streams.connection import SocketPolicy

MONEY = {"USDT": "10000", "BTC": "1"}
RIGHTS = {"enableFutures": True, "enableMargin": True, "permitsUniversalTransfer": True}


def usdm(binance: Binance, policy: SocketPolicy) -> ContractUserStreams:
    return ContractUserStreams(binance.hosts, binance.account, "fapi", policy=policy)


def coinm(binance: Binance, policy: SocketPolicy) -> ContractUserStreams:
    return ContractUserStreams(binance.hosts, binance.account, "dapi", policy=policy)


def cross(binance: Binance, policy: SocketPolicy) -> MarginUserStreams:
    parts = (binance.hosts, binance.account, binance.clock, binance.limits)
    return MarginUserStreams(*parts, policy=policy)


@dataclass
class Market:
    """Where money is moved, what is traded with it, where that is heard, and asked for."""

    streams: Any
    way: TransferType
    asset: str
    order: Any
    trades: Any
    path: str


BUY = {"side": Side.BUY, "type": ContractOrderType.MARKET}
MARKETS = {
    "usdm": Market(
        usdm,
        TransferType.MAIN_UMFUTURE,
        "USDT",
        futures.NewOrder(symbol="BTCUSDT", quantity=Decimal("0.01"), **BUY),
        futures.UserTrades(symbol="BTCUSDT"),
        "/private/ws",
    ),
    "coinm": Market(
        coinm,
        TransferType.MAIN_CMFUTURE,
        "BTC",
        coin_futures.NewOrder(symbol="BTCUSD_PERP", quantity=Decimal(2), **BUY),
        coin_futures.UserTrades(symbol="BTCUSD_PERP"),
        "/ws/*",
    ),
    "margin": Market(
        cross,
        TransferType.MAIN_MARGIN,
        "USDT",
        margin.NewOrder(
            symbol="BTCUSDT", quantity=Decimal("0.01"), side=Side.BUY, type=OrderType.MARKET
        ),
        margin.MyTrades(symbol="BTCUSDT"),
        "/ws-api/v3",
    ),
}


@asynccontextmanager
async def running(streams: Any) -> AsyncIterator[Any]:
    task = asyncio.ensure_future(streams.run())
    try:
        yield streams.events()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("name", MARKETS)
async def test_a_real_fill_arrives_and_one_in_a_gap_is_found_by_rest(
    name: str, policy: SocketPolicy
) -> None:
    market = MARKETS[name]
    async with (
        Site.open(Exchange(seed=7)) as site,
        Binance(Hosts.sandbox(site.port)) as binance,
        asyncio.timeout(30),
    ):
        wish = {"balances": MONEY, "permissions": RIGHTS}
        made = (await site.http.post("/sandbox/accounts", json=wish)).json()
        signer = HmacKey(made["api_key"], made["secret"])
        dora = binance.account(signer)
        move = {"type": market.way, "asset": market.asset, "amount": Decimal(MONEY[market.asset])}
        await dora.send(asset.UniversalTransfer(**move))
        streams = market.streams(binance, policy)
        streams.follow(1, signer)
        async with running(streams) as events:
            assert (await anext(events)).event == Resumed()
            await dora.send(market.order)
            heard = await _trade(events)
            await site.fault("cut", market.path)
            await dora.send(_another(market.order, "in-the-gap"))
            while (await anext(events)).event != Resumed():
                pass
            found = [trade.id for trade in await dora.send(market.trades)]
            await dora.send(_another(market.order, "afterwards"))
            last = await _trade(events)

    assert heard in found
    assert max(found) > heard
    assert last > max(found)


def _another(order: Any, name: str) -> Any:
    return order.model_copy(update={"new_client_order_id": name})


async def _trade(events: Any) -> int:
    """Wait until an order is filled, and return the number of its last trade."""
    async for told in events:
        event = told.event
        order = event.order if isinstance(event, OrderTradeUpdate) else event
        if isinstance(event, OrderTradeUpdate | ExecutionReport) and order.status == "FILLED":
            return int(order.trade_id)
    raise AssertionError("the stream has ended")
