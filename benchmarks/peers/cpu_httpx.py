"""Bare httpx: no limits, no models, no signature."""

import asyncio

import httpx
from measuring import TOLD, measure

ORIGIN = f"http://127.0.0.1:{TOLD['port']}"


async def main() -> None:
    limits = httpx.Limits(max_connections=10)
    async with httpx.AsyncClient(base_url=ORIGIN, limits=limits, trust_env=False) as client:

        async def price() -> None:
            (await client.get("/api/v3/ticker/price?symbol=BTCUSDT")).json()

        async def account() -> None:
            (await client.get("/api/v3/account?timestamp=1&signature=1")).json()

        async def symbols() -> None:
            info = (await client.get("/api/v3/exchangeInfo?showPermissionSets=false")).json()
            assert {each["symbol"]: each for each in info["symbols"]}["BTCUSDT"]["filters"]

        await measure(public=price, signed=account, symbols=symbols)


asyncio.run(main())
