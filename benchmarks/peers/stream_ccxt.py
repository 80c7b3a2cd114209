"""ccxt.pro, told to watch aggregate trades; it runs in cpu_ccxt.py's environment.

What it hands out is the trades since the last time, at most a thousand: so ids are counted.
"""

import asyncio

import ccxt.pro
from hearing import Stopwatch
from measuring import TOLD

API = f"http://127.0.0.1:{TOLD['rest']}/api/v3"


async def main() -> None:
    exchange = ccxt.pro.binance(
        {"options": {"fetchMarkets": {"types": ["spot"]}, "watchTrades": {"name": "aggTrade"}}}
    )
    api = exchange.urls["api"]
    # ccxt knows spot's events by these letters in the address
    here = f"ws://stream@127.0.0.1:{TOLD['port']}/ws"
    exchange.urls["api"] = api | {"public": API, "ws": api["ws"] | {"spot": here}}
    exchange.options["fetchMargins"] = False
    await exchange.load_markets()
    watch, last = Stopwatch(), 0
    while True:
        trades = await exchange.watch_trades("BTC/USDT")
        newest = int(trades[-1]["id"])
        watch.heard(newest - last if last else 1)
        last = newest


asyncio.run(main())
