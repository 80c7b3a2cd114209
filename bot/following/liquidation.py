"""How near positions are to their liquidation: looked at every minute, told in time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from binance import Binance
from binance.errors import BadKey, BinanceError, NotAvailable
from binance.models.futures.terms import PositionSide
from binance.private import coin_futures, futures
from binance.public import coin_futures as coin_market
from binance.public import futures as usd_market
from bot.accounts import Accounts
from bot.following import market_notices as notices
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from bot.refusals import NoKey
from storage import ApiKey, Market

log = logging.getLogger(__name__)

NEAR = Decimal("0.1")  # of the mark price
AGAIN = timedelta(hours=1)
LOOK = 60.0  # seconds
LAG = timedelta(seconds=20)  # by which what is read may be behind what the stream told
READ_ANEW = timedelta(minutes=15)  # margin moves the price of liquidation without an event


class Position(Protocol):
    """What both venues tell of a position."""

    @property
    def symbol(self) -> str: ...
    @property
    def position_side(self) -> PositionSide: ...
    @property
    def position_amt(self) -> Decimal: ...
    @property
    def liquidation_price(self) -> Decimal: ...


@dataclass
class _Watched:
    """An account with positions; `told` is how near each was, and when that was said."""

    key: ApiKey
    changed_at: datetime  # or it was not known whether they had
    read_at: datetime | None = None
    positions: Sequence[Position] = ()
    told: dict[tuple[str, str], tuple[datetime, Decimal]] = field(default_factory=dict)


class LiquidationWatch:
    """Warns people of one market; `exposed` says of whom it has to know."""

    def __init__(
        self,
        market: Market,
        binance: Binance,
        accounts: Accounts,
        pushing: Pushing,
        slow: SlowQuestions,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._market, self._binance, self._accounts = market, binance, accounts
        self._pushing, self._slow, self._now, self._sleep = pushing, slow, now, sleep
        self._watched: dict[int, _Watched] = {}

    def exposed(self, key: ApiKey) -> None:
        """Positions of the account have changed, or are not known."""
        now = self._now()
        one = self._watched.setdefault(key.id, _Watched(key, now))
        one.changed_at, one.read_at = now, None

    def forget(self, key_id: int) -> None:
        self._watched.pop(key_id, None)

    async def run(self) -> None:
        """Look every minute; never returns."""
        while True:
            await self._sleep(LOOK)
            await self.look()

    async def look(self) -> None:
        """Look once at all accounts that have positions."""
        for one in [*self._watched.values()]:
            await self._read(one)
        if not self._watched:
            return
        try:
            marks = await self._marks()
        except BinanceError as error:
            log.warning("mark prices cannot be read now: %r", error)
            return
        for one in [*self._watched.values()]:
            await self._weigh(one, marks)

    async def _read(self, one: _Watched) -> None:
        """Ask for the positions of an account, unless they are known; without any it is left.

        An answer too soon after a change may show what was before it: the next look asks again.
        """
        now = self._now()
        if one.read_at is not None and now - one.read_at < READ_ANEW:
            return
        one.read_at = now
        try:
            connected = await self._accounts.by_key(one.key.user_id, one.key.id)
            rows: Sequence[Any] = await self._slow.send(connected, self._question())
        except (NoKey, BadKey, NotAvailable):
            self.forget(one.key.id)
        except BinanceError as error:
            log.warning("positions cannot be read now: %r", error)
            one.read_at = None
        else:
            one.positions = [each for each in rows if each.position_amt]
            if now - one.changed_at < LAG:
                one.read_at = None
            if not one.positions and one.read_at is not None:
                self.forget(one.key.id)

    def _question(self) -> Any:
        venue = futures if self._market == "usdm" else coin_futures
        return venue.PositionInformation()

    async def _marks(self) -> Mapping[str, Decimal]:
        told: Sequence[Any]
        if self._market == "usdm":
            told = await self._binance.send(usd_market.PremiumIndices())
        else:
            told = await self._binance.send(coin_market.PremiumIndex())
        return {one.symbol: one.mark_price for one in told}

    async def _weigh(self, one: _Watched, marks: Mapping[str, Decimal]) -> None:
        for position in one.positions:
            mark = marks.get(position.symbol)
            if not mark or position.liquidation_price <= 0:
                continue  # a position that nothing can liquidate has no such price
            side = position.position_side
            danger = notices.Exposed(
                position.symbol, "" if side is PositionSide.BOTH else str(side),
                mark, position.liquidation_price,
            )  # fmt: skip
            if danger.distance < NEAR and self._is_news(one, danger):
                await self._warn(one, danger)

    def _is_news(self, one: _Watched, danger: notices.Exposed) -> bool:
        """Whether nothing was said for an hour, and it is nearer than it was then."""
        before = one.told.get((danger.symbol, danger.position))
        if before is None:
            return True
        at, distance = before
        return self._now() - at >= AGAIN and danger.distance < distance

    async def _warn(self, one: _Watched, danger: notices.Exposed) -> None:
        now = self._now()
        one.told[danger.symbol, danger.position] = now, danger.distance
        hour = int(now.timestamp() // AGAIN.total_seconds())  # not again after a restart
        await self._pushing.tell(
            one.key,
            f"{self._market}:liquidation:{danger.symbol}:{danger.position}:{hour}",
            lambda say: notices.liquidation_near(say, self._market, danger),
        )
