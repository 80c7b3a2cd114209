"""Which perpetuals there are, of which alone there is funding."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from binance.errors import BinanceError
from binance.flights import Flights
from binance.models.futures.terms import ContractStatus, ContractType
from binance.public import futures
from bot.alerts.backfill import Sends

log = logging.getLogger(__name__)

KEPT = timedelta(hours=1)
PATIENCE = 5.0  # seconds
_ENDLESS = (ContractType.PERPETUAL, ContractType.TRADIFI_PERPETUAL)


class Perpetuals:
    """The USD-M perpetuals that are traded, asked for at most once an hour."""

    def __init__(self, binance: Sends, *, now: Callable[[], datetime]) -> None:
        self._binance, self._now = binance, now
        self._flights = Flights()
        self._statuses: Mapping[str, ContractStatus] | None = None
        self._asked_at: datetime | None = None

    async def known(self) -> frozenset[str] | None:
        """Their symbols; what was known before if Binance does not answer, perhaps nothing."""
        statuses = await self.statuses()
        if statuses is None:
            return None
        return frozenset(
            symbol for symbol, status in statuses.items() if status is ContractStatus.TRADING
        )

    async def statuses(self) -> Mapping[str, ContractStatus] | None:
        """As `known`, with those that are not traded just now, or no more."""
        if self._asked_at is None or self._now() - self._asked_at > KEPT:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._flights.join("all", self._ask)
            except (BinanceError, TimeoutError) as error:
                log.warning("the perpetuals are not known: %r", error)
        return self._statuses

    async def _ask(self) -> None:
        info = await self._binance.send(futures.ExchangeInfo())
        self._statuses = {
            one.symbol: one.status for one in info.symbols if one.contract_type in _ENDLESS
        }
        self._asked_at = self._now()
