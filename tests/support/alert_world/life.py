"""The bot from its start to its crash, put together as it puts itself together.

What the engine's doors are called is known here and in `said`, and nowhere else.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from pretend_market import BEGUN, Wire, loop_time

from alert_world.disk import Disk
from alert_world.exchange import Exchange
from alert_world.history import Span, Wanted
from alert_world.schedule import Conditions
from alert_world.steps import Steps
from alert_world.telegram import Line, Telegram
from binance.hosts import Hosts
from binance.streams.connection import SocketPolicy
from binance.streams.market import MarketStreams, TradeHistory
from binance.streams.pace import Pace as ConnectPace
from binance.streams.pace import Pauses
from bot.alerts import AlertEngine
from bot.alerts.listings import SETTING
from bot.notifications import Sender
from bot.refusals import Refused
from bot.telegram_limits import Pace
from storage import EVERYBODY, Storage

_ENVIRONMENT = "sandbox"
_IDLE = 20.0  # seconds; the shorter, the more a schedule costs


def now() -> datetime:
    return datetime.fromtimestamp(BEGUN + loop_time(), UTC)


@dataclass(frozen=True)
class Parts:
    """What the bot is made of; a planted bug is one part exchanged."""

    storage: type[Storage] = Storage
    streams: type[MarketStreams] = MarketStreams
    engine: type[AlertEngine] = AlertEngine
    sender: type[Sender] = Sender
    pace: type[Pace] = Pace


@dataclass(frozen=True)
class World:
    """What outlives the process."""

    conditions: Conditions
    exchange: Exchange
    telegram: Telegram
    disk: Disk
    rng: Random


class Life:
    """One process."""

    def __init__(self, world: World, parts: Parts, steps: Steps, number: int) -> None:
        conditions, rng = world.conditions, world.rng
        self.steps, self._world, self.number = steps, world, number
        world.exchange.steps = steps
        self._storage = world.disk.storage(
            now, steps, rng, slowness=conditions.disk_takes, door=parts.storage
        )
        self.streams = parts.streams(
            Hosts.sandbox(),
            now=loop_time,
            policy=SocketPolicy(
                dial=self._dial,
                pace=ConnectPace(200, 300.0, now=loop_time),
                backoff=lambda: Pauses(rng=rng),
                lifetime=conditions.lifetime,
                overlap=conditions.overlap,
            ),
            history=TradeHistory(world.exchange) if conditions.mended else None,
            backlog=conditions.backlog,
        )
        telegram: Any = Line(world.telegram, steps, rng, parts.pace(now=loop_time), life=number)
        self._sender = parts.sender(self._storage, telegram, now=now, idle=_IDLE)
        binance: Any = world.exchange
        self._engine = parts.engine(
            self._storage,
            self.streams,
            binance,
            self._sender,
            environment=_ENVIRONMENT,
            now=now,
            places=conditions.places,
        )

    async def run(self) -> None:
        """Work until killed; never returns."""
        async with asyncio.TaskGroup() as group:
            for work in (self.streams.run, self._engine.run, self._sender.run):
                group.create_task(work())

    def sever(self) -> None:
        """End as a process ends: whatever still runs of it reaches nobody."""
        self.steps.crashed.set()
        self._world.disk.sever()
        for wire in self._world.exchange.open:
            wire.end()

    @asynccontextmanager
    async def _dial(self, url: str, timeout: float) -> AsyncIterator[Wire]:
        await self.steps.take("socket asked for")
        async with self._world.exchange.dial(url, timeout) as wire:
            yield wire

    # what people do

    async def meet(self, user: int) -> None:
        async with self._storage.begin() as unit:
            await unit.users.meet(user, name="somebody", language="en", active=True)

    async def remember(self, symbols: Collection[str]) -> None:
        """Know what is listed, as if it had been looked at before."""
        setting = SETTING.format(environment=_ENVIRONMENT)
        async with self._storage.begin() as unit:
            if await unit.settings.get(EVERYBODY, setting) is None:
                await unit.settings.set(EVERYBODY, setting, sorted(symbols))

    async def arm(self, wanted: Wanted, span: Span) -> None:
        """Let an alert wait, unless the update was taken up before."""
        armed = await self._engine.arm(wanted.update, wanted.user, wanted.wish)
        if armed is not None:
            wanted.number, span.exactly = armed.alert.id, armed.alert.position

    async def edit(self, old: Wanted, wanted: Wanted, span: Span) -> None:
        """Let another alert wait in place of an old one."""
        number = _number(old)
        armed = await self._engine.edit(wanted.update, wanted.user, number, wanted.wish)
        if armed is not None:
            wanted.number, span.exactly = armed.alert.id, armed.alert.position

    async def rearm(self, wanted: Wanted, span: Span, *, exactly: bool) -> bool:
        """Let an alert wait anew; False when it waits already, or may not any more."""
        try:
            armed = await self._engine.rearm(wanted.user, _number(wanted))
        except Refused:
            return False
        if armed is None or armed.alert.armed_at.timestamp() < BEGUN + span.asked_at - 1e-3:
            return False
        span.exactly = armed.alert.position if exactly else None
        return True

    async def rest(self, wanted: Wanted, deed: str) -> None:
        """Delete or pause an alert."""
        await getattr(self._engine, deed)(wanted.user, _number(wanted))

    async def snooze(self, wanted: Wanted, seconds: float) -> None:
        await self._engine.snooze(wanted.user, _number(wanted), timedelta(seconds=seconds))

    async def reachable(self, user: int, *, yes: bool) -> None:
        """What handlers do when somebody blocks the bot or comes back."""
        async with self._storage.begin() as unit:
            await unit.users.set_reachable(user, yes)
        self._sender.nudge()


def _number(wanted: Wanted) -> int:
    assert wanted.number is not None, "only what people have seen is changed"
    return wanted.number
