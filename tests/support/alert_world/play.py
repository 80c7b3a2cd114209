"""A schedule is played: the bot lives, is killed and lives again, until nothing is left to tell."""

import asyncio
import random
from collections.abc import Coroutine, Iterator
from decimal import Decimal
from typing import Any

from pretend_market import BEGUN, loop_time
from virtual_time import VirtualLoop

from alert_world.checker import is_missing_something
from alert_world.disk import Disk
from alert_world.exchange import Exchange
from alert_world.history import History
from alert_world.life import Life, Parts, World
from alert_world.people import Deed, People
from alert_world.schedule import (
    Act,
    Ask,
    Block,
    Crash,
    Happening,
    Listing,
    Rate,
    Schedule,
    Strike,
    Trade,
)
from alert_world.steps import Steps
from alert_world.telegram import Telegram

_LOOK = 5.0  # seconds between looks whether everything was told
_PATIENCE = 1_500.0  # seconds until what was not told is lost: silence takes a while to be noticed
_REST = 1.0  # seconds until a process that fell is started again
_STROLL = 60.0  # seconds in which prices still move
_QUIET = 8  # seconds without news, in which a late repeat would still come


def play(schedule: Schedule, disk: Disk, parts: Parts | None = None) -> History:
    """Play a schedule in virtual time, on a loop of its own so that its floats are the same too."""
    state = random.getstate()
    random.seed(schedule.seed)
    try:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            playing = _Play(schedule, disk, parts or Parts())
            runner.run(playing.run())
            return playing.history
    finally:
        random.setstate(state)


class _Play:
    def __init__(self, schedule: Schedule, disk: Disk, parts: Parts) -> None:
        self._schedule, self._parts = schedule, parts
        conditions = schedule.conditions
        rng = random.Random(f"world {schedule.seed}")
        self._rng = rng
        self._exchange = Exchange(
            rng=rng,
            lags=conditions.lags,
            duplicated=conditions.duplicated,
            reordered=conditions.reordered,
            rest_lag=conditions.rest_lag,
            rest_fails=conditions.rest_fails,
            tells_quiet=conditions.tells_quiet,
        )
        self._telegram = Telegram(rng, faults=conditions.telegram_fails)
        self._world = World(conditions, self._exchange, self._telegram, disk, rng)
        self.history = History(
            self._exchange.tape,
            self._exchange.rates,
            self._exchange.listed,
            seen=self._telegram.seen,
            attempts=self._telegram.attempts,
            broken_silences=self._telegram.broken_silences,
        )
        self._people = People(self._exchange, self._telegram, self.history, rng, self._do)
        self._fatal = iter(schedule.fatal)
        self._life: Life | None = None
        self._lives = 0
        self._rest: float | None = None
        self._tasks: dict[asyncio.Task[None], Deed] = {}
        self._undone: list[Deed] = []
        self._calm = asyncio.Event()

    async def run(self) -> None:
        self._world.disk.blank()
        living = asyncio.create_task(self._live())
        telling = [asyncio.create_task(one) for one in self._telling()]
        for user in self._schedule.users:
            self._people.meet(user)
        for happening in self._schedule.happenings:
            await asyncio.sleep(max(happening.at - loop_time(), 0))
            self._happen(happening)
        await self._come_to_rest()
        self.history.connections = len(self._exchange.tried_at)
        for task in (living, *telling):
            task.cancel()
        await asyncio.gather(living, *telling, return_exceptions=True)
        self._world.disk.forget()

    def _telling(self) -> Iterator[Coroutine[Any, Any, None]]:
        """What the market tells beside its trades."""
        yield self._exchange.tell_tickers()
        if self._schedule.past:
            self._put_past()
            yield self._exchange.tell_candles()
            yield self._exchange.tell_rates()

    def _put_past(self) -> None:
        """Let the market have been there before the bot, which knew its symbols."""
        exchange = self._exchange
        for one in self._schedule.past:
            ms = int((BEGUN + one.at) * 1000)
            if isinstance(one, Rate):
                exchange.rates[one.symbol].append((ms, one.rate))
                continue
            exchange.traded(one.symbol, str(one.price), str(one.qty), ms)
            exchange.listed.setdefault(one.symbol, (ms, "USDT"))
        self._people.remember(exchange.tape.keys())

    # the bot

    async def _live(self) -> None:
        """One process after another; a killed one is started again after its rest."""
        while True:
            fatal = next(self._fatal, None)
            self._lives += 1
            life = Life(self._world, self._parts, Steps(fatal), self._lives)
            work = asyncio.create_task(life.run())
            self._life = life
            again, self._undone = self._undone, []
            for deed in again:
                self._do(deed)
            try:
                await self._until_it_ends(life, work)
            finally:
                self._life = None
                await self._end(life, work)
            rest, self._rest = self._rest, None
            await asyncio.sleep(_REST if rest is None else rest)

    async def _until_it_ends(self, life: Life, work: asyncio.Task[None]) -> None:
        crashed = asyncio.create_task(life.steps.crashed.wait())
        try:
            await asyncio.wait((crashed, work), return_when=asyncio.FIRST_COMPLETED)
        finally:
            crashed.cancel()
        self.history.crashed_at.append(loop_time())
        if not life.steps.crashed.is_set():
            self.history.failures.append(repr(work.exception()))

    async def _end(self, life: Life, work: asyncio.Task[None]) -> None:
        life.sever()
        tasks = [work, *self._tasks]
        self._undone += self._tasks.values()
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._world.disk.forget()

    def _do(self, deed: Deed) -> None:
        """Let the bot handle an update; one that it did not handle comes again."""
        if self._life is None:
            self._undone.append(deed)
            return

        async def handle(life: Life) -> None:
            await deed(life)

        task = asyncio.create_task(handle(self._life))
        self._tasks[task] = deed
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        deed = self._tasks.pop(task, None)
        if deed is None or task.cancelled() or (error := task.exception()) is None:
            return
        if self._severed:
            self._undone.append(deed)
        else:
            self.history.failures.append(f"an update failed with {error!r}")

    @property
    def _severed(self) -> bool:
        return self._life is None or self._life.steps.crashed.is_set()

    # what happens

    def _happen(self, happening: Happening) -> None:
        match happening:
            case Trade():
                qty = str(happening.qty)
                self._exchange.trade(happening.symbol, str(happening.price), qty)
            case Rate():
                now = int((BEGUN + loop_time()) * 1000)
                self._exchange.rates[happening.symbol].append((now, happening.rate))
            case Listing():
                self._exchange.list_symbol(happening.symbol, happening.quote)
            case Ask():
                self._people.ask(happening)
            case Act():
                self._people.act(happening)
            case Strike():
                self._strike(happening)
            case Block():
                self._people.block(happening)
            case Crash():
                self._crash(happening)

    def _crash(self, crash: Crash) -> None:
        if self._life is not None and not self._severed:
            self._rest = crash.rest
            self._life.sever()

    def _strike(self, strike: Strike) -> None:
        exchange, wires = self._exchange, self._exchange.open
        later = asyncio.get_running_loop().call_later
        match strike.what:
            case "cut" if wires:
                self._rng.choice(wires).end()
            case "mute" if wires:
                self._rng.choice(wires).mute = True
            case "mute one" if wires:
                wire = self._rng.choice(wires)
                wire.muted |= {*sorted(wire.names)[:1]}
            case "shut down" if wires:
                wire = self._rng.choice(wires)
                exchange.shut_down(wire)
                later(strike.seconds, wire.end)
            case "outage":
                exchange.down = True
                for wire in wires:
                    wire.end()
                later(strike.seconds, setattr, exchange, "down", False)
            case "REST away":
                exchange.rest_down = True
                later(strike.seconds, setattr, exchange, "rest_down", False)
            case "silence":
                self._telegram.silence(strike.seconds)

    # the end

    async def _come_to_rest(self) -> None:
        """All is well again, and trade goes on, until all that is due was told."""
        self._exchange.reordered = self._exchange.duplicated = self._exchange.rest_fails = 0.0
        self._telegram.faults = 0.0
        self._people.unblock_all()
        began, quiet = loop_time(), 0
        while quiet < _QUIET and loop_time() < began + _PATIENCE:
            for symbol in sorted(self._exchange.tape):
                await asyncio.sleep(_LOOK / 2)
                self._trade_on(symbol, stroll=loop_time() < began + _STROLL)
            await asyncio.sleep(_LOOK / 2)
            self._look()
            quiet = 0 if self._is_busy or is_missing_something(self.history) else quiet + 1

    def _trade_on(self, symbol: str, *, stroll: bool) -> None:
        step = self._rng.choice((-1, 0, 1)) if stroll else 0
        self._exchange.trade(symbol, str(self._exchange.tape[symbol][-1].price + Decimal(step)))

    @property
    def _is_busy(self) -> bool:
        """Whether something is under way, or to begin."""
        if self._tasks or self._undone or self._life is None:
            return True
        return any(one.state == "snoozed" for one in self.history.wanted)

    def _look(self) -> None:
        """See what became of the alerts that may have ended, or begun anew."""
        self.history.until_ms = (BEGUN + loop_time()) * 1000
        changing = [one for one in self.history.wanted if one.number and one.changes_by_itself]
        alerts = self._world.disk.alerts() if changing else {}
        for one in changing:
            one.state, armed_at = alerts[one.number or 0]
            one.armed_at = armed_at - BEGUN
