"""The sandbox's exchange with a live market; it prints its port."""

import asyncio

from sandbox.exchange import Exchange
from sandbox.server import serving


async def main() -> None:
    exchange = Exchange(seed=7)
    async with serving(exchange.app()) as port:
        print(port, flush=True)
        await exchange.run()


if __name__ == "__main__":
    asyncio.run(main())
