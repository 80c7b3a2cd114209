"""The price of a symbol, without a key.

    BINANCE_ENVIRONMENT=sandbox python examples/price.py BTCUSDT

Without a setting it asks live Binance: prices are public.
"""

import asyncio
import sys

from binance.config import BinanceConfig
from binance.facade import BinanceClient


async def main(symbol: str) -> None:
    async with BinanceClient(config=BinanceConfig.from_env()) as client:
        price = await client.get_symbol_price(symbol)
        print(f"{symbol} {price:,f}")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:] or ["BTCUSDT"]))
