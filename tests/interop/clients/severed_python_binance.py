"""python-binance listens; where its socket gives up for good, another one is opened.

It runs in with_python_binance.py's environment.
"""

import asyncio
import logging
from typing import Any

from hearsay import TOLD, Hearsay

from binance import AsyncClient, BinanceSocketManager
from binance.exceptions import ReadLoopClosed

logging.disable(logging.CRITICAL)
HTTP, WS = TOLD["url"], TOLD["url"].replace("http", "ws")
hearsay = Hearsay("python-binance")


class Client(AsyncClient):
    API_URL = f"{HTTP}/api"
    WS_API_URL = f"{WS}/ws-api/v3"


class Sockets(BinanceSocketManager):
    STREAM_URL = f"{WS}/"


async def listen(opens: Any, take: Any) -> None:
    while True:
        try:
            async with opens() as socket:
                while True:
                    take(await socket.recv())
        except ReadLoopClosed:
            await asyncio.sleep(1)


def take_trade(message: dict[str, Any]) -> None:
    if message["e"] == "aggTrade":  # else an error that it reports and goes on from
        hearsay.trade(message["a"])


async def main() -> None:
    sockets = Sockets(await Client.create(TOLD["api_key"], TOLD["secret"]))
    async with asyncio.TaskGroup() as group:
        group.create_task(listen(lambda: sockets.aggtrade_socket("BTCUSDT"), take_trade))
        group.create_task(listen(sockets.user_socket, lambda m: hearsay.event(m.get("event", m))))
        await asyncio.sleep(4)
        hearsay.ready()


asyncio.run(main())
