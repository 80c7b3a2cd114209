"""One flooder must not be felt by quiet users, and greedy ones must get the same."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from limited_requests import spot

from binance.errors import RateLimited
from binance.limits import Priority
from binance.limits.shares import Shares

pytestmark = pytest.mark.virtual_time

MINUTE = 60.0
Benches = Callable[..., Any]


class Street:
    """Users who come and go, and what became of their requests."""

    def __init__(self, world: Any, seed: int = 1) -> None:
        self.world = world
        self.rng = random.Random(seed)
        self.patience = 20.0
        self.waits: dict[str, list[float]] = {}
        self.had: dict[str, int] = {}
        world.size("REQUEST_WEIGHT", 6000)

    async def call(
        self, kind: str, user: str, weight: int, priority: Priority = Priority.NORMAL
    ) -> None:
        """Send one request; the budget of a minute is 6000."""
        loop = asyncio.get_running_loop()
        asked = loop.time()
        try:
            admission = await self.world.take(spot(weight), user, priority, self.patience)
        except RateLimited:
            self.waits.setdefault(kind, []).append(loop.time() - asked)
            return
        self.waits.setdefault(kind, []).append(loop.time() - asked)
        self.had[user] = self.had.get(user, 0) + weight
        await asyncio.sleep(self.rng.uniform(0.02, 0.3))
        await admission.settle({}, ok=True)

    async def arrivals(
        self, rate: float, until: float, call: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            while loop.time() < until:
                await asyncio.sleep(self.rng.expovariate(rate))
                group.create_task(call())

    def p99(self, kind: str) -> float:
        waits = sorted(self.waits[kind])
        return waits[int(len(waits) * 0.99)]


@pytest.mark.parametrize("load", [10, 35])
async def test_quiet_users_do_not_feel_a_flood(bench: Benches, load: int) -> None:
    street = Street(bench())
    rng = street.rng

    async with asyncio.TaskGroup() as group:
        until = 3 * MINUTE
        group.create_task(street.arrivals(18, until, lambda: street.call("flood", "flood", 50)))
        group.create_task(
            street.arrivals(
                load, until, lambda: street.call("quiet", f"user {rng.randrange(999)}", 2)
            )
        )
        group.create_task(
            street.arrivals(
                5, until, lambda: street.call("order", f"user {rng.randrange(9)}", 1, Priority.HIGH)
            )
        )

    assert street.p99("quiet") < 0.05
    assert street.p99("order") < 0.05
    assert sum(street.had.values()) >= 0.97 * 6000 * 3


async def test_equally_greedy_users_get_the_same(bench: Benches) -> None:
    street = Street(bench())
    street.patience = 120.0

    async def greedy(user: str) -> None:
        while asyncio.get_running_loop().time() < 5 * MINUTE:
            await street.call("greedy", user, 2)

    async with asyncio.TaskGroup() as group:
        for number in range(150):
            group.create_task(greedy(f"user {number}"))

    had = list(street.had.values())
    assert len(had) == 150
    assert sum(had) ** 2 / (150 * sum(one * one for one in had)) >= 0.99
    assert sum(had) >= 0.97 * 6000 * 5


async def test_whoever_is_alone_may_take_everything_at_once(bench: Benches) -> None:
    world = bench()

    for _ in range(3):
        for _ in range(30):
            assert await world.spend(spot(3), "alone") == 0
        await asyncio.sleep(MINUTE)


def test_large_requests_come_out_even_over_the_windows() -> None:
    shares = Shares()
    for window in range(3):
        shares.roll(window, 90)
        shares.want("large", 500)
        shares.want("small", 500)
    shares.have("large", 80)

    shares.roll(3, 90)

    assert shares.heavy("large")
    assert not shares.heavy("small")


def wanting(shares: Shares, windows: int, **wants: int) -> Shares:
    """Let every window see the same wishes, each of requests that cost 10."""
    for window in range(windows):
        shares.roll(window, 1000)
        for user, amount in wants.items():
            for _ in range(amount // 10):
                shares.want(user, 10)
    return shares


def test_room_is_kept_for_what_others_wanted_the_last_time() -> None:
    others = {f"user_{number}": 30 for number in range(25)}
    shares = wanting(Shares(), 4, flood=10_000, **others)
    shares.have("flood", 200)

    assert shares.level == 60  # twice what the others want; more would be at their cost
    assert shares.heavy("flood")
    assert 800 <= shares.kept("flood", 1.0) <= 1200
    assert 400 <= shares.kept("flood", 0.5) <= 700
    assert shares.kept("flood", 0.0) == 0


def test_half_of_what_is_to_come_is_kept_for_sudden_wishes_of_others() -> None:
    shares = wanting(Shares(), 9, flood=10_000, other=10)
    shares.have("flood", 600)

    assert 500 <= shares.kept("flood", 1.0) < 550
    assert 250 <= shares.kept("flood", 0.5) < 300


def test_whoever_has_had_his_share_waits_for_answers_to_what_is_out() -> None:
    shares = wanting(Shares(), 3, flood=10_000, other=2_000)
    shares.have("flood", 400)
    assert shares.crowds("flood", 10)

    shares.settle("flood", 390, returned=False)

    assert shares.heavy("flood")
    assert not shares.crowds("flood", 10)


def test_what_is_out_at_the_turn_is_had_in_the_next_window() -> None:
    shares = wanting(Shares(), 3, flood=10_000, other=2_000)
    shares.have("flood", 350)

    shares.roll(3, 1000)

    assert shares.heavy("flood")


def test_nobody_waits_for_anybody_when_he_is_alone() -> None:
    shares = wanting(Shares(), 3, alone=10_000)
    shares.have("alone", 900)

    assert shares.kept("alone", 1.0) == 0
    assert not shares.crowds("alone", 100)
