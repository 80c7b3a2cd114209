"""This project's client with its defaults: every caller says on whose behalf it asks."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from loading import Ask, load
from measuring import TOLD

from binance import Binance, HmacKey, Hosts
from binance.models.market import Interval
from binance.private.spot import GetAccount
from binance.public.spot import Depth, ExchangeInfo, Klines, Price


async def main() -> None:
    signer = HmacKey(TOLD["api_key"], TOLD["secret"])
    async with Binance(Hosts.sandbox(TOLD["port"])) as binance:

        def asks_of(user: str) -> Mapping[str, Ask]:
            account, send = binance.account(signer, owner=user), binance.send
            return {
                "price": lambda symbol: send(Price(symbol=symbol), owner=user),
                "klines": lambda s: send(Klines(symbol=s, interval=Interval.M1), owner=user),
                "depth": lambda symbol: send(Depth(symbol=symbol, limit=1000), owner=user),
                "exchange_info": lambda _symbol: send(ExchangeInfo(), owner=user),
                "account": lambda _symbol: account.send(GetAccount()),
            }

        upkeep = asyncio.create_task(binance.run())
        await load(asks_of)
        upkeep.cancel()


asyncio.run(main())
