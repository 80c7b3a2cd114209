"""How things stand with Binance, and what observers see of it.

    BINANCE_ENVIRONMENT=sandbox python examples/health.py

Every attempt, wait and stop is an event; here they are counted. `binance.observers` has an
observer that logs them and one for Prometheus.
"""

import asyncio
from collections import Counter

from binance.config import BinanceConfig
from binance.hooks import HookEvent
from binance.public.spot import Ping


async def main() -> None:
    seen: Counter[str] = Counter()

    def count(event: HookEvent) -> None:
        seen[type(event).__name__] += 1

    async with BinanceConfig.from_env().open(hooks=[count]) as binance:
        await binance.resync()
        await binance.gather([Ping()] * 5)
        health, metrics = binance.health(), binance.metrics()
    print(f"our clock is {-health.clock_offset * 1000:+.1f} ms off")
    for pool in health.pools:
        print(f"{pool.name}: {pool.used} of {pool.limit} used")
    for api, family in metrics.families.items():
        print(f"/{api}: {family.requests} requests, half of them within {family.p50 * 1000:.1f} ms")
    print("events:", ", ".join(f"{name} {times}" for name, times in seen.items()))


if __name__ == "__main__":
    asyncio.run(main())
