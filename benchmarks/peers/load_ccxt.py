"""ccxt with enableRateLimit, one instance for all users. It runs in cpu_ccxt.py's environment."""

import asyncio

import ccxt.async_support as ccxt
from loading import load
from measuring import TOLD

API = f"http://127.0.0.1:{TOLD['port']}/api/v3"


async def main() -> None:
    keys = {"apiKey": TOLD["api_key"], "secret": TOLD["secret"]}
    client = ccxt.binance(keys | {"enableRateLimit": True})
    client.urls["api"] = client.urls["api"] | {"public": API, "private": API}
    asks = {
        "price": lambda symbol: client.public_get_ticker_price({"symbol": symbol}),
        "klines": lambda symbol: client.public_get_klines({"symbol": symbol, "interval": "1m"}),
        "depth": lambda symbol: client.public_get_depth({"symbol": symbol, "limit": 1000}),
        "exchange_info": lambda _symbol: client.public_get_exchangeinfo(),
        "account": lambda _symbol: client.private_get_account(),
    }
    await load(lambda _user: asks)
    await client.close()


asyncio.run(main())
