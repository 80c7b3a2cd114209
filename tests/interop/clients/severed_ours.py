"""This client listens, with the defaults; at `Resumed` it asks for the fills it may have missed.

Those are the ones since it last asked, and not since the last one told: when a new connection has
taken over from a silent one, `Resumed` comes after the first that the new one brought.
"""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from hearsay import TOLD, Hearsay

from binance import Binance, HmacKey, Hosts
from binance.errors import BinanceError
from binance.models.events import AggTrade, ExecutionReport, ExecutionType
from binance.private.spot import MyTrades
from binance.streams import spot
from binance.streams.events import Resumed
from binance.streams.market import MarketStreams, TradeHistory
from binance.streams.users import UserStreams

SIGNER = HmacKey(TOLD["api_key"], TOLD["secret"])
hearsay = Hearsay()


async def hear_trades(streams: MarketStreams) -> None:
    async for event in streams.subscribe(spot.AggTrade(symbol="BTCUSDT")):
        if isinstance(event, AggTrade):
            hearsay.trade(event.agg_trade_id)


async def hear_fills(binance: Binance, streams: UserStreams) -> None:
    known: set[int] = set()
    asked_up_to = 0
    async for told in streams.events():
        match told.event:
            case Resumed():
                fills = await since(binance, asked_up_to)
                asked_up_to = max(fills, default=asked_up_to)
            case ExecutionReport(execution_type=ExecutionType.TRADE, trade_id=fill):
                fills = [fill]
            case _:
                continue
        for fill in fills:
            if fill not in known:
                known.add(fill)
                hearsay.fill(fill)


async def since(binance: Binance, fill: int) -> list[int]:
    account = binance.account(SIGNER)
    while True:
        try:
            trades = await account.send(MyTrades(symbol="BTCUSDT", from_id=fill, limit=1000))
        except BinanceError:
            await asyncio.sleep(1)
        else:
            return [trade.id for trade in trades]


async def main() -> None:
    hosts = Hosts.sandbox(int(TOLD["url"].rpartition(":")[2]))
    async with Binance(hosts) as binance:
        market = MarketStreams(hosts, history=TradeHistory(binance))
        users = UserStreams(hosts, binance.clock, binance.limits)
        users.follow(1, SIGNER)
        async with asyncio.TaskGroup() as group:
            for each in (market.run(), users.run(), hear_trades(market)):
                group.create_task(each)
            group.create_task(hear_fills(binance, users))
            await asyncio.sleep(4)
            hearsay.ready()


asyncio.run(main())
