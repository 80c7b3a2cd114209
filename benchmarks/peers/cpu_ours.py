"""This project's client, with everything on: limits, breaker, hooks, models."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from measuring import TOLD, measure

from binance import Binance, HmacKey, Hosts
from binance.models.exchange import RateLimit, RateLimitType
from binance.private.spot import GetAccount
from binance.public.spot import Price

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"

WIDE = RateLimit(
    rate_limit_type=RateLimitType.REQUEST_WEIGHT, interval="MINUTE", interval_num=1, limit=10**9
)


async def main() -> None:
    seen: list[object] = []
    async with Binance(Hosts.sandbox(TOLD["port"]), hooks=[seen.append]) as binance:
        binance.limits.adopt([WIDE])
        account = binance.account(HmacKey(KEY, "secret"))

        async def symbols() -> None:
            rules = (await binance._fetch_symbols())["BTCUSDT"]  # noqa: SLF001 - past the cache
            assert rules.filters

        await measure(
            public=lambda: binance.send(Price(symbol="BTCUSDT")),
            signed=lambda: account.send(GetAccount()),
            symbols=symbols,
        )


asyncio.run(main())
