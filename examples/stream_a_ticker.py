"""A symbol's price as it moves; the connection mends itself.

    BINANCE_ENVIRONMENT=sandbox python examples/stream_a_ticker.py BTCUSDT 5

Ends after so many prices.
"""

import asyncio
import sys

from binance.config import BinanceConfig
from binance.facade import BinanceClient
from binance.models.events import MiniTicker


class Enough(Exception):
    """So many prices were asked for."""


async def main(symbol: str = "BTCUSDT", count: str = "5") -> None:
    left = int(count)

    def show(tick: MiniTicker) -> None:
        nonlocal left
        print(f"{tick.event_time:%H:%M:%S} {tick.symbol} {tick.close:f}", flush=True)
        left -= 1
        if left == 0:
            raise Enough

    async with BinanceClient(config=BinanceConfig.from_env()) as client:
        try:
            await client.ws_ticker(symbol, show)
        except Enough:
            print("enough")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
