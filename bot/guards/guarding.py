"""The one place where a request is looked at before it is signed."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from binance.errors import BinanceError
from binance.request import Request
from bot.care import SETTINGS, Care, care_of
from bot.guards import ceilings, checks
from bot.guards.catalogue import name_of, stake_of
from bot.guards.scales import Scales
from bot.guards.stakes import Change, Harmless, Leverage, Orders, Stake
from bot.guards.succession import counted_for, given_way
from bot.guards.terms import Terms, terms_of
from bot.i18n import note
from bot.refusals import Refused
from storage import Standing, Storage, Turnover, Unit

log = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds that may pass until all is known that must be


class Guards:
    """Lets a request pass, or raises `Refused` with one line that names the guard.

    It counts what a request comes to before it is sent, once for each name of ours: with the
    intent (`note`), or else just before signing (`allow`). What was counted survives a restart.
    """

    def __init__(
        self, storage: Storage, scales: Scales, *, environment: str, now: Callable[[], datetime]
    ) -> None:
        self._storage, self._scales = storage, scales
        self._environment, self._now = environment, now

    async def allow(self, user_id: int, key_id: int, request: Request[Any]) -> None:
        """Return if it may be signed and sent now; never raises anything but `Refused`."""
        stake = _known(request)
        if isinstance(stake, Harmless):
            return
        name = name_of(request)
        async with self._storage.read() as unit:
            terms = await self._open_for(unit, user_id)
            counted = name is not None and await self._counted(unit, user_id, name)
        worth = await self._weighed(user_id, key_id, stake, terms, fresh=True)
        if not counted:
            async with self._storage.begin() as unit:
                await self._count(unit, user_id, request, worth, self._now())
            return
        async with self._storage.read() as unit:  # the panic button, while the world was asked
            checks.running((await self._standing(unit, user_id)).stopped_by)

    async def weigh(
        self, user_id: int, key_id: int, request: Request[Any], *, leverage: int | None = None
    ) -> Decimal:
        """Check what can be checked beforehand; what it comes to in USDT at worst.

        For a preview, and as the `notional` of `note`. `leverage` is the one that it will have,
        where that is changed first; `allow` asks the account again.
        """
        stake = _known(request)
        if isinstance(stake, Harmless):
            return Decimal(0)
        async with self._storage.read() as unit:
            terms, counted = await self._limits(unit, user_id, self._now())
            old = await given_way(unit, user_id, self._environment, request, counted)
        worth = await self._weighed(user_id, key_id, stake, terms, leverage)
        more = _more(worth, counted_for(old, counted))
        _within(terms, stake, more, counted, self._now())
        return worth

    async def note(
        self, unit: Unit, user_id: int, request: Request[Any], notional: Decimal, at: datetime
    ) -> None:
        """Count it in the transaction that writes its intent; raising undoes that transaction.

        What bears no name of ours is checked here, and counted just before it is signed.
        """
        if isinstance(_known(request), Harmless):
            return
        if name_of(request) is None:
            terms, counted = await self._limits(unit, user_id, at)
            checks.in_earnest(terms)
            _within(terms, _known(request), notional, counted, at)
        else:
            await self._count(unit, user_id, request, notional, at)

    async def release(self, unit: Unit, user_id: int, request: Request[Any]) -> None:
        """Give back the money of what was certainly not carried out; the try stays counted."""
        if (name := name_of(request)) is not None:
            await unit.turnovers.release(user_id, self._environment, name)

    async def care(self, unit: Unit, user_id: int) -> Care:
        """How careful the person is with a tap."""
        standing = await unit.guards.standing(user_id, self._environment, SETTINGS)
        return care_of(standing.settings, dry=terms_of(self._environment, standing.chosen).dry)

    async def terms(self, user_id: int) -> Terms:
        """The person's guards as they hold now, under the administrator's ceiling."""
        async with self._storage.read() as unit:
            return self._terms(await self._standing(unit, user_id))

    async def dry(self, user_id: int) -> bool:
        """Whether what the person orders is only tried out."""
        return (await self.terms(user_id)).dry

    async def stopped(self, user_id: int) -> bool:
        """Whether trading is stopped, by the person or for everybody."""
        async with self._storage.read() as unit:
            return bool((await self._standing(unit, user_id)).stopped_by)

    async def spent(self, user_id: int) -> Decimal:
        """What was counted in the last 24 hours, in USDT."""
        async with self._storage.read() as unit:
            counted = await self._lately(unit, user_id, self._now())
        return sum((one.notional for one in counted), Decimal(0))

    async def _weighed(
        self,
        user_id: int,
        key_id: int,
        stake: Stake,
        terms: Terms,
        leverage: int | None = None,
        *,
        fresh: bool = False,
    ) -> Decimal:
        """Ask the world, as briefly as can be; without an answer nothing is let out."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._weigh(user_id, key_id, stake, terms, leverage, fresh=fresh)
        except (BinanceError, TimeoutError) as error:
            log.info("a request could not be weighed: %r", error)
            raise Refused(
                note("Your guards cannot be checked because Binance does not answer: not sent.")
            ) from None

    async def _weigh(
        self,
        user_id: int,
        key_id: int,
        stake: Stake,
        terms: Terms,
        leverage: int | None,
        *,
        fresh: bool,
    ) -> Decimal:
        match stake:
            case Orders():
                return await self._scales.weigh(
                    user_id, key_id, stake, terms, leverage, fresh=fresh
                )
            case Leverage():
                self._scales.leverage(key_id, stake, terms)
                return Decimal(0)
            case Change() | Harmless():
                return Decimal(0)

    async def _count(
        self, unit: Unit, user_id: int, request: Request[Any], worth: Decimal, at: datetime
    ) -> None:
        name, stake = name_of(request), _known(request)
        counted = await self._lately(unit, user_id, at)
        if name is not None and any(one.name == name for one in counted):
            return
        terms = await self._open_for(unit, user_id)
        checks.in_earnest(terms)
        old = await given_way(unit, user_id, self._environment, request, counted)
        before = counted_for(old, counted)
        more = _more(worth, before)
        _within(terms, stake, more, counted, at)
        if old:
            await self._carry_over(unit, user_id, old, before, at)
        await unit.turnovers.note(
            user_id, self._environment, name=name, notional=more, orders=_orders(stake), at=at
        )

    async def _carry_over(
        self, unit: Unit, user_id: int, old: Sequence[str], worth: Decimal, at: datetime
    ) -> None:
        """Let what orders were counted for hold from now on, as if the last of them were new.

        It stays with that one: if the new order is refused, nothing of it is given back.
        """
        place = (user_id, self._environment)
        for name in old:
            await unit.turnovers.release(*place, name)
        await unit.turnovers.note(*place, name=old[0], notional=worth, orders=0, at=at)

    async def _limits(self, unit: Unit, user_id: int, at: datetime) -> tuple[Terms, list[Turnover]]:
        """What a person may do, if anything, and what they did lately."""
        return await self._open_for(unit, user_id), await self._lately(unit, user_id, at)

    async def _lately(self, unit: Unit, user_id: int, at: datetime) -> list[Turnover]:
        return await unit.turnovers.since(user_id, self._environment, at - checks.DAY)

    async def _open_for(self, unit: Unit, user_id: int) -> Terms:
        """Trading goes on, and the person may do more than look."""
        standing = await self._standing(unit, user_id)
        checks.running(standing.stopped_by)
        terms = self._terms(standing)
        checks.writable(terms)
        return terms

    async def _standing(self, unit: Unit, user_id: int) -> Standing:
        return await unit.guards.standing(user_id, self._environment, (ceilings.ORDER,))

    def _terms(self, standing: Standing) -> Terms:
        return ceilings.capped(terms_of(self._environment, standing.chosen), standing.settings)

    async def _counted(self, unit: Unit, user_id: int, name: str) -> bool:
        return await unit.turnovers.noted(user_id, self._environment, name) is not None


def _known(request: Request[Any]) -> Stake:
    stake = stake_of(request)
    if stake is None:
        raise checks.unknown()
    return stake


def _within(
    terms: Terms, stake: Stake, worth: Decimal, counted: list[Turnover], at: datetime
) -> None:
    """With what was counted lately it is neither too many nor too much."""
    checks.within_rate(terms, _orders(stake), counted, at)
    checks.within_day(terms, worth, counted, at)


def _more(worth: Decimal, before: Decimal) -> Decimal:
    """What an order adds at worst to what those were counted for that give way to it."""
    return max(worth - before, Decimal(0))


def _orders(stake: Stake) -> int:
    return stake.count if isinstance(stake, Orders) else 1
