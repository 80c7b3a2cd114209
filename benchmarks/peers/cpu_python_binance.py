# /// script
# requires-python = ">=3.11"
# dependencies = ["python-binance==1.0.37"]
# ///
"""python-binance, unchanged but for its address."""

import asyncio

from measuring import TOLD, measure

from binance import AsyncClient


class Client(AsyncClient):
    API_URL = f"http://127.0.0.1:{TOLD['port']}/api"


async def main() -> None:
    client = await Client.create("key", "secret")

    async def symbols() -> None:
        info = await client.get_exchange_info()
        assert {each["symbol"]: each for each in info["symbols"]}["BTCUSDT"]["filters"]

    await measure(
        public=lambda: client.get_symbol_ticker(symbol="BTCUSDT"),
        signed=client.get_account,
        symbols=symbols,
    )
    await client.close_connection()


asyncio.run(main())
