"""Which perpetuals there are, of which alone there is funding."""

import asyncio
import logging
from collections.abc import Callable
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
        self._known: frozenset[str] | None = None
        self._asked_at: datetime | None = None

    async def known(self) -> frozenset[str] | None:
        """Their symbols; what was known before if Binance does not answer, perhaps nothing."""
        if self._asked_at is None or self._now() - self._asked_at > KEPT:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._flights.join("all", self._ask)
            except (BinanceError, TimeoutError) as error:
                log.warning("the perpetuals are not known: %r", error)
        return self._known

    async def _ask(self) -> None:
        info = await self._binance.send(futures.ExchangeInfo())
        self._known = frozenset(
            one.symbol
            for one in info.symbols
            if one.contract_type in _ENDLESS and one.status is ContractStatus.TRADING
        )
        self._asked_at = self._now()
