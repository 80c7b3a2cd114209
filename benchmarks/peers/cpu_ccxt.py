# /// script
# requires-python = ">=3.11"
# dependencies = ["ccxt==4.5.90"]
# ///
"""ccxt, its limiter off so that nothing waits, unchanged but for its address."""

import asyncio

import ccxt.async_support as ccxt
from measuring import TOLD, measure

API = f"http://127.0.0.1:{TOLD['port']}/api/v3"


async def main() -> None:
    client = ccxt.binance({"apiKey": "key", "secret": "secret", "enableRateLimit": False})
    client.urls["api"] = client.urls["api"] | {"public": API, "private": API}
    client.options |= {"fetchMarkets": {"types": ["spot"]}, "fetchCurrencies": False}
    client.options["fetchMargins"] = False

    async def symbols() -> None:
        markets = await client.load_markets(reload=True)
        assert markets["BTC/USDT"]["limits"]

    await measure(
        public=lambda: client.public_get_ticker_price({"symbol": "BTCUSDT"}),
        signed=client.private_get_account,
        symbols=symbols,
    )
    await client.close()


asyncio.run(main())
