"""How much a contract of COIN-M is worth."""

import time

from binance import Binance
from binance.cache import Kept
from binance.errors import NoSuchSymbol
from binance.public import coin_futures

FRESH = 3600.0  # seconds


class ContractSizes:
    """Dollars a contract stands for, asked for at most once an hour."""

    def __init__(self, binance: Binance) -> None:
        self._binance = binance
        self._kept = Kept(self._fetch, time.time, ttl=FRESH)

    async def of(self, symbol: str) -> int:
        sizes = await self._kept.get()
        if symbol not in sizes:
            raise NoSuchSymbol(0, f"the size of {symbol} is not known yet")
        return sizes[symbol]

    async def _fetch(self) -> dict[str, int]:
        info = await self._binance.send(coin_futures.ExchangeInfo())
        return {one.symbol: one.contract_size for one in info.symbols}
