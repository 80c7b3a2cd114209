"""This project's market streams, everything on: watchdog, gaps, shared subscriptions, types."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from hearing import Stopwatch
from measuring import TOLD

from binance import Hosts
from binance.models.events import AggTrade
from binance.streams import spot
from binance.streams.market import MarketStreams, TradeRange


async def consume(streams: MarketStreams) -> None:
    watch = Stopwatch()
    async for event in streams.subscribe(spot.AggTrade(symbol="BTCUSDT")):
        assert not isinstance(event, TradeRange), "what was summed up does not count"
        if isinstance(event, AggTrade):
            watch.heard()


async def main() -> None:
    streams = MarketStreams(Hosts.sandbox(TOLD["port"]))
    await asyncio.gather(streams.run(), consume(streams))


asyncio.run(main())
