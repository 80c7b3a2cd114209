"""What an account pays for trades of contracts: its rates, and BNB's discount."""

import asyncio
import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from binance.clock import Clock
from binance.errors import BinanceError
from binance.models.futures.settings import CommissionRate
from binance.private import coin_futures, futures
from bot.accounts import Connected
from bot.guards.recent import Recent
from bot.positions.wishes import Place, Venue

log = logging.getLogger(__name__)

KNOWN_FOR = 3600.0  # seconds: fees weigh 20 to ask for, and change once a day at most
MOST_TOGETHER = 10  # contracts: with BNB's discount a tenth of what a minute has for everybody
_PATIENCE = 3.0  # seconds that closing waits for them
IN_BNB = Decimal("0.9")
"""What is left of a USD-M commission that is paid in BNB; on COIN-M there is no such discount."""


@dataclass(frozen=True)
class Charges:
    """The shares of what is traded that go to Binance, and whether BNB pays them."""

    maker: Decimal
    taker: Decimal
    in_bnb: bool = False

    def of(self, *, maker: bool) -> Decimal:
        """The share that is paid in the end; the rates themselves are what may be needed."""
        rate = self.maker if maker else self.taker
        return rate * IN_BNB if self.in_bnb else rate

    @property
    def paid_in(self) -> str | None:
        return "BNB" if self.in_bnb else None


class ChargeTable:
    """The charges of each account and contract, asked for once an hour."""

    def __init__(self, *, now: Clock = time.time) -> None:
        self._rates = Recent[tuple[int, str], CommissionRate](now, seconds=KNOWN_FOR)
        self._burns = Recent[int, bool](now, seconds=KNOWN_FOR)

    async def of(self, connected: Connected, symbol: str, venue: Venue = "usdm") -> Charges:
        return (await self._together(connected, [(venue, symbol)]))[venue, symbol]

    async def known(
        self, connected: Connected, places: Collection[Place]
    ) -> Mapping[Place, Charges]:
        """Those of all these contracts, or none: who closes positions is not held up.

        None of too many, which would weigh too much, nor where Binance does not tell them soon.
        """
        if len(places) > MOST_TOGETHER:
            return {}
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._together(connected, places)
        except (BinanceError, TimeoutError) as error:
            log.info("no fees for a preview: %r", error)
            return {}

    async def _together(
        self, connected: Connected, places: Collection[Place]
    ) -> Mapping[Place, Charges]:
        told = await asyncio.gather(*(self._rate(connected, place) for place in places))
        on_usdm = any(venue == "usdm" for venue, _ in places)
        in_bnb = on_usdm and await self._in_bnb(connected)
        return {
            (venue, symbol): Charges(
                rates.maker_commission_rate, rates.taker_commission_rate,
                in_bnb and venue == "usdm",
            )
            for (venue, symbol), rates in zip(places, told, strict=True)
        }  # fmt: skip

    async def _rate(self, connected: Connected, place: Place) -> CommissionRate:
        venue, symbol = place
        kind = futures.CommissionRate if venue == "usdm" else coin_futures.CommissionRate
        ask = partial(connected.account.send, kind(symbol=symbol))
        return await self._rates.get((connected.key.id, symbol), ask)

    async def _in_bnb(self, connected: Connected) -> bool:
        """Whether the account lets BNB pay; as long as that is not known, the whole fee is told."""

        async def ask() -> bool:
            return (await connected.account.send(futures.GetFeeBurn())).fee_burn

        try:
            return await self._burns.get(connected.key.id, ask)
        except BinanceError as error:
            log.info("not known whether BNB pays: %r", error)
            return False
