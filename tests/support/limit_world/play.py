"""A schedule is played: the client lives, is killed and lives again, until everything is over."""

import asyncio
from collections.abc import Coroutine
from random import Random
from typing import Any, TypeAlias

from virtual_time import VirtualLoop

from limit_world.call import Call, Ending
from limit_world.client import Client
from limit_world.fares import request
from limit_world.history import History
from limit_world.ledger import WatchedLedger
from limit_world.schedule import Banned, Greedy, Happening, Others, Restart, Resync, Schedule, Wish
from limit_world.world import World

# Whoever is not answered so long after the last deadline is lost.
_SETTLED = 15.0

ClientClass: TypeAlias = type[Client]


def play(schedule: Schedule, client: ClientClass = Client) -> History:
    """Play a schedule in virtual time, on a loop of its own so that its floats are the same too."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(_Play(schedule, client).run())


class _Play:
    def __init__(self, schedule: Schedule, client: ClientClass) -> None:
        self._schedule, self._class = schedule, client
        self._tasks: set[asyncio.Task[None]] = set()
        self._longest = max((greedy.patience for greedy in schedule.greedy), default=0.0)

    async def run(self) -> History:
        self._world = World(self._schedule)
        self._bans = self._class.new_bans()
        self._began = self._world.history.began = self._world.now()
        await self._start()
        for happening in self._schedule.happenings(Random(f"load {self._schedule.seed}")):
            await self._until(happening.at)
            await self._happen(happening)
        await self._until(self._schedule.seconds)
        self._world.history.ended = self._world.now()
        await self._finish()
        return self._world.history

    async def _until(self, at: float) -> None:
        pause = self._began + at - self._world.now()
        if pause > 0:
            await asyncio.sleep(pause)

    async def _happen(self, happening: Happening) -> None:
        match happening:
            case Wish():
                self._wish(happening)
            case Others():
                self._world.exchange.charge_others(happening.meter, happening.amount)
            case Resync():
                self._world.synced(self._client.clock)
            case Banned():
                self._world.ban(happening.host)
            case Restart():
                await self._restart()

    def _wish(self, wish: Wish) -> None:
        call = Call(
            wish.label,
            wish.user,
            request(wish.kind, wish.rows),
            wish.priority,
            self._world.now(),
            wish.patience,
            wish.fails,
            wish.filled,
        )
        task = self._spawn(self._client.call(self._noted(call)))
        if wish.give_up is not None:
            asyncio.get_running_loop().call_later(wish.give_up, task.cancel)

    def _noted(self, call: Call) -> Call:
        self._world.history.calls.append(call)
        self._longest = max(self._longest, call.patience)
        return call

    async def _start(self) -> None:
        self._client = self._class(self._world, self._bans)
        await self._client.limits.restore()
        for greedy in self._schedule.greedy:
            for _ in range(greedy.together):
                self._spawn(self._ask_again_and_again(greedy, self._client))

    async def _ask_again_and_again(self, greedy: Greedy, client: Client) -> None:
        await self._until(greedy.since)
        while self._world.now() < self._began + self._schedule.seconds:
            wanted = request(greedy.kind, greedy.rows)
            now = self._world.now()
            call = Call(greedy.label, greedy.user, wanted, greedy.priority, now, greedy.patience)
            await client.call(self._noted(call))
            if call.ending is Ending.REFUSED:
                await asyncio.sleep(2.0)

    async def _restart(self) -> None:
        self._world.killed()
        await self._end_all()
        await self._start()

    async def _finish(self) -> None:
        """Give everybody the time he has, and see what is left then."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._longest + _SETTLED)
        self._look_at_what_is_left()
        await self._end_all()

    def _look_at_what_is_left(self) -> None:
        history, limits = self._world.history, self._client.limits
        if limits.unsettled:
            history.left_over.append(f"{limits.unsettled} never settled")
        for state in limits.states():
            if any(state.waiting.values()):
                history.left_over.append(f"{state.name}: {state.waiting} waiting")
        if isinstance(self._client.ledger, WatchedLedger):
            history.left_over += self._client.ledger.out(self._client.clock.time())
        for name in ("spot", "futures", "coins"):
            history.windows[name] = self._world.exchange.closed(name)

    async def _end_all(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._world.history.left_over.append(f"failed with {error!r}")
