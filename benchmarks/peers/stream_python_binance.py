"""python-binance's BinanceSocketManager; it runs in cpu_python_binance.py's environment.

Its queue is made larger than it comes, because a hundred messages that wait end its reading.
"""

import asyncio

from hearing import Stopwatch
from measuring import TOLD

from binance import AsyncClient, BinanceSocketManager


class Sockets(BinanceSocketManager):
    STREAM_URL = f"ws://127.0.0.1:{TOLD['port']}/"


async def main() -> None:
    sockets = Sockets(AsyncClient(), max_queue_size=10**6)
    watch = Stopwatch()
    async with sockets.aggtrade_socket("BTCUSDT") as socket:
        while True:
            event = await socket.recv()
            assert event["e"] == "aggTrade", event
            watch.heard()


asyncio.run(main())
