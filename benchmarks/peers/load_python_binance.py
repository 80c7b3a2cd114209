"""python-binance as it comes: it has no limiter. It runs in cpu_python_binance.py's environment."""

import asyncio

from loading import load
from measuring import TOLD

from binance import AsyncClient


class Client(AsyncClient):
    API_URL = f"http://127.0.0.1:{TOLD['port']}/api"


async def main() -> None:
    client = await Client.create(TOLD["api_key"], TOLD["secret"])
    asks = {
        "price": lambda symbol: client.get_symbol_ticker(symbol=symbol),
        "klines": lambda symbol: client.get_klines(symbol=symbol, interval="1m"),
        "depth": lambda symbol: client.get_order_book(symbol=symbol, limit=1000),
        "exchange_info": lambda _symbol: client.get_exchange_info(),
        "account": lambda _symbol: client.get_account(),
    }
    await load(lambda _user: asks)
    await client.close_connection()


asyncio.run(main())
