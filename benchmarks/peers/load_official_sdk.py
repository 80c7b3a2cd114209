"""Binance's own SDK in threads. It runs in cpu_official_sdk.py's environment."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from binance_common.configuration import ConfigurationRestAPI
from binance_sdk_spot.spot import Spot
from loading import Ask, load
from measuring import TOLD

ORIGIN = f"http://127.0.0.1:{TOLD['port']}"
THREADS = 64  # with many more, answers come later than the second for which the SDK waits
rest = Spot(
    ConfigurationRestAPI(
        api_key=TOLD["api_key"], api_secret=TOLD["secret"], base_path=ORIGIN
    )
).rest_api  # fmt: skip
CALLS: dict[str, Callable[[str], object]] = {
    "price": lambda symbol: rest.ticker_price(symbol=symbol).data(),
    "klines": lambda symbol: rest.klines(symbol=symbol, interval="1m").data(),
    "depth": lambda symbol: rest.depth(symbol=symbol, limit=1000).data(),
    "exchange_info": lambda _symbol: rest.exchange_info().data(),
    "account": lambda _symbol: rest.get_account().data(),
}


async def main() -> None:
    with ThreadPoolExecutor(THREADS) as threads:

        def in_a_thread(call: Callable[[str], object]) -> Ask:
            loop = asyncio.get_running_loop()
            return lambda symbol: loop.run_in_executor(threads, call, symbol)

        asks = {kind: in_a_thread(call) for kind, call in CALLS.items()}
        await load(lambda _user: asks)


asyncio.run(main())
