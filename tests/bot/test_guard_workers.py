"""What goes on by itself, in virtual time: raises that fall due, and sweeps that are tried on."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from guarded_world import ALICE, KEY, Market, buy, guards, scales

from binance.errors import Unreachable
from binance.private import margin, spot
from bot.door import Door
from bot.guards import GuardChanges, Stopping, Tap
from bot.guards.guarding import PATIENCE
from bot.guards.references import Reference
from bot.guards.stakes import Venue
from bot.refusals import Refused
from storage import Storage

pytestmark = pytest.mark.virtual_time
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
updates = count(1)


class LoopClock:
    """Noon, and the seconds of the loop since."""

    def __call__(self) -> datetime:
        return NOON + timedelta(seconds=asyncio.get_running_loop().time())


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """What the storage goes by, too."""
    return LoopClock()


class Bell:
    """Rings when there is something to send."""

    def __init__(self) -> None:
        self.rung = asyncio.Event()

    def nudge(self) -> None:
        self.rung.set()


async def until(happens: asyncio.Event, working: Callable[[], Coroutine[Any, Any, None]]) -> float:
    """Work until it happens; the loop's seconds then. A worker that fails is not waited for."""
    worker, waiter = asyncio.create_task(working()), asyncio.create_task(happens.wait())
    await asyncio.wait({worker, waiter}, return_when=asyncio.FIRST_COMPLETED)
    at = asyncio.get_running_loop().time()
    for task in (worker, waiter):
        task.cancel()
    ended, _ = await asyncio.gather(worker, waiter, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError)
    return at


@pytest.mark.parametrize("seconds", [30.0, 60.05, 200.0])
async def test_a_raise_is_told_as_soon_as_it_is_due(
    storage: Storage, clock: LoopClock, seconds: float
) -> None:
    bell = Bell()
    watch = guards(storage, Market(), clock)
    changes = GuardChanges(
        storage, watch, scales(Market()), bell, environment="live", now=clock
    )  # fmt: skip
    due = clock() + timedelta(seconds=seconds)
    async with storage.begin() as unit:
        await unit.guards.raise_later(ALICE, "live", "order", "2000", due)

    await until(bell.rung, changes.run)

    assert timedelta(0) <= clock() - due <= timedelta(seconds=0.2)


async def test_an_order_waits_for_binance_only_so_long(storage: Storage, clock: LoopClock) -> None:
    class Silent(Market):
        async def of(self, venue: Venue, symbol: str) -> Reference:
            await asyncio.Event().wait()
            return await super().of(venue, symbol)

    with pytest.raises(Refused, match="not sent"):
        await guards(storage, Silent(), clock).allow(ALICE, KEY, buy("1", "100"))

    assert asyncio.get_running_loop().time() == PATIENCE


class Away:
    """An account that answers after so many tries."""

    def __init__(self, tries: int) -> None:
        self.tries = tries

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        del priority
        if isinstance(request, spot.OpenOrders) and self.tries > 0:
            self.tries -= 1
            raise Unreachable("no")
        if isinstance(request, margin.GetIsolatedAccounts):
            return SimpleNamespace(assets=[])
        return []

    async def by_key(self, user_id: int, key_id: int) -> Any:
        return SimpleNamespace(account=self, key=SimpleNamespace(user_id=user_id, id=key_id))


class Watched(Stopping):
    """Notes when it looks, and rings after so many looks; what happens `before` one is awaited."""

    looks: list[float]
    enough: asyncio.Event
    most: int
    before: dict[int, Callable[[], Coroutine[Any, Any, None]]]

    async def advance(self) -> int:
        self.looks.append(asyncio.get_running_loop().time())
        if (happens := self.before.get(len(self.looks))) is not None:
            await happens()
        left = await super().advance()
        if len(self.looks) == self.most:
            self.enough.set()
        return left


def watched(storage: Storage, clock: LoopClock, account: Away, most: int) -> Watched:
    door = Door(guards(storage, Market(), clock))
    stopping = Watched(storage, account, door, Bell(), environment="live", now=clock)
    stopping.looks, stopping.enough, stopping.most = [], asyncio.Event(), most
    stopping.before = {}
    return stopping


async def connect(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.keys.add(
            ALICE, "live", "hmac", "key", "secret",
            account_uid=1, can_trade=True, ip_restricted=True,
        )  # fmt: skip


async def stop(stopping: Stopping) -> None:
    (ticket,) = await stopping.ask(ALICE, ALICE, "stop")
    await stopping.act(Tap(next(updates), ALICE, ALICE, 7, ticket), admin=False)


async def test_while_binance_is_away_it_is_tried_less_and_less_often_but_always_again(
    storage: Storage, clock: LoopClock
) -> None:
    stopping = watched(storage, clock, Away(tries=99), most=9)
    await connect(storage)
    await stop(stopping)

    await until(stopping.enough, stopping.run)

    pauses = [round(after - before, 2) for before, after in pairwise(stopping.looks)]
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]


async def test_where_nobody_is_stopped_it_looks_now_and_then(
    storage: Storage, clock: LoopClock
) -> None:
    stopping = watched(storage, clock, Away(tries=0), most=1)
    await until(stopping.enough, stopping.run)
    assert stopping.looks == [0]

    stopping.most, stopping.enough = 3, asyncio.Event()
    await until(stopping.enough, stopping.run)
    assert stopping.looks[1:] == [0, 60]


async def test_the_next_time_it_begins_with_short_pauses_again(
    storage: Storage, clock: LoopClock
) -> None:
    away = Away(tries=4)
    stopping = watched(storage, clock, away, most=9)

    async def again() -> None:
        away.tries = 99
        await stop(stopping)

    stopping.before = {7: again}
    await connect(storage)
    await stop(stopping)

    await until(stopping.enough, stopping.run)

    pauses = [round(after - before, 2) for before, after in pairwise(stopping.looks)]
    assert pauses == [1, 2, 4, 8, 16, 60, 0, 2]  # the new stop wakes it
