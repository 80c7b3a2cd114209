"""Hourly candles of many symbols at once, with errors among the answers.

    BINANCE_ENVIRONMENT=sandbox python examples/candles_in_parallel.py

Eight requests are under way at a time, and all wait their turn in the same limits. A symbol that
does not exist costs its own answer and nobody else's.
"""

import asyncio

from binance import BinanceError
from binance.config import BinanceConfig
from binance.models.market import Interval
from binance.public import spot

SYMBOLS = ("BTCUSDT", "ETHUSDT", "BNBUSDT", "ETHBTC", "NOSUCHTHING")


async def main() -> None:
    wanted = [spot.Klines(symbol=symbol, interval=Interval.H1, limit=24) for symbol in SYMBOLS]
    async with BinanceConfig.from_env().open() as binance:
        answers = await binance.gather(wanted, limit=8, progress=show_progress)
    for symbol, answer in zip(SYMBOLS, answers, strict=True):
        if isinstance(answer, BinanceError):
            print(f"{symbol}: {answer}")
        else:
            change = answer[-1].close / answer[0].open - 1
            print(f"{symbol}: {answer[-1].close:f}, {change:+.2%} in {len(answer)} hours")


def show_progress(done: int, wanted: int) -> None:
    print(f"{done} of {wanted}", end="\r" if done < wanted else "\n")


if __name__ == "__main__":
    asyncio.run(main())
