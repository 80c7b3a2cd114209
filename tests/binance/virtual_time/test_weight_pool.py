"""The pool in virtual time: the event loop's clock is the server's."""

import asyncio
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binance.errors import RateLimited
from binance.limits import Priority, Reservation, WeightPool
from binance.limits.pool import GRACE

MINUTE = 60.0
START = 1_700_000_040.0  # a full minute


@pytest.fixture
def loop_clock() -> Callable[[], float]:
    return lambda: START + GRACE + asyncio.get_running_loop().time()


def make(clock: Callable[[], float], limit: int = 100, max_wait: float = 120.0) -> WeightPool:
    return WeightPool("spot", limit, now=clock, max_wait=max_wait, reserve_share=0.1)


async def test_what_fits_is_granted_at_once(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock)

    await pool.reserve(90)

    assert pool.state().used == 90
    assert asyncio.get_running_loop().time() == 0


async def test_what_does_not_fit_waits_for_the_servers_next_minute(
    loop_clock: Callable[[], float],
) -> None:
    pool = make(loop_clock)
    await asyncio.sleep(20)
    pool.settle(await pool.reserve(90))

    await pool.reserve(1)

    assert asyncio.get_running_loop().time() == pytest.approx(MINUTE)
    assert pool.state().used == 1


async def test_who_would_wait_too_long_is_told_at_once(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock, max_wait=10)
    await pool.reserve(90)

    with pytest.raises(RateLimited) as refused:
        await pool.reserve(1)

    assert refused.value.retry_after == pytest.approx(MINUTE)
    assert refused.value.until == pytest.approx(START + MINUTE + GRACE)
    assert asyncio.get_running_loop().time() == 0


async def test_a_request_larger_than_the_limit_is_refused(
    loop_clock: Callable[[], float],
) -> None:
    with pytest.raises(RateLimited):
        await make(loop_clock).reserve(91)


async def test_the_reserve_is_for_orders_and_cancellations(
    loop_clock: Callable[[], float],
) -> None:
    pool = make(loop_clock, max_wait=1)
    await pool.reserve(90, Priority.LOW)

    with pytest.raises(RateLimited):
        await pool.reserve(1, Priority.NORMAL)
    await pool.reserve(5, Priority.HIGH)
    await pool.reserve(5, Priority.CRITICAL)

    assert pool.state().used == 100


async def test_the_more_urgent_go_first(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock)
    pool.settle(await pool.reserve(100, Priority.CRITICAL))
    served: list[Priority] = []

    async def ask(priority: Priority) -> None:
        await pool.reserve(10, priority)
        served.append(priority)

    async with asyncio.TaskGroup() as group:
        for priority in reversed(Priority):
            group.create_task(ask(priority))

    assert served == list(Priority)


async def test_what_is_out_is_carried_into_the_next_minute(
    loop_clock: Callable[[], float],
) -> None:
    pool = make(loop_clock)
    slow = await pool.reserve(40)
    pool.settle(await pool.reserve(50))

    await asyncio.sleep(MINUTE)

    assert pool.state().used == 40
    pool.settle(slow, 7)
    assert pool.state().used == 40


async def test_the_header_is_believed_upward_only(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock)

    pool.settle(await pool.reserve(10), 50)
    assert pool.state().used == 50
    pool.settle(await pool.reserve(10), 20)
    assert pool.state().used == 60


async def test_a_header_of_the_last_minute_says_nothing_about_this_one(
    loop_clock: Callable[[], float],
) -> None:
    pool = make(loop_clock)
    late = await pool.reserve(1)
    await asyncio.sleep(MINUTE)

    pool.settle(late, 95)

    assert pool.state().used == 1


async def test_a_successful_order_costs_nothing(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock)

    pool.settle(await pool.reserve(1, Priority.HIGH), 0, free=True)

    assert pool.state().used == 0


async def test_a_reservation_is_settled_once(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock)
    reservation = await pool.reserve(10)

    pool.release(reservation)
    pool.settle(reservation, 80)
    pool.release(reservation)

    assert pool.state().used == 0


async def test_returned_weight_wakes_who_waits(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock)
    first = await pool.reserve(90)
    waiting = asyncio.ensure_future(pool.reserve(50))
    await asyncio.sleep(1)

    pool.release(first)
    await waiting

    assert asyncio.get_running_loop().time() == 1


async def test_who_gives_up_leaves_nothing_behind(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock)
    first = await pool.reserve(90)
    waiting = asyncio.ensure_future(pool.reserve(50))
    await asyncio.sleep(1)

    pool.release(first)  # grants, and in the same instant
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert pool.state().used == 0


async def test_nothing_is_sent_before_a_ban_ends(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock)
    pool.stop(loop_clock() + 100)

    await pool.reserve(1, Priority.CRITICAL)

    assert asyncio.get_running_loop().time() == pytest.approx(100)


async def test_a_ban_that_is_too_long_is_told_to_all_who_wait(
    loop_clock: Callable[[], float],
) -> None:
    pool = make(loop_clock)
    await pool.reserve(90)
    waiting = [asyncio.ensure_future(pool.reserve(1)) for _ in range(3)]
    await asyncio.sleep(1)

    pool.stop(loop_clock() + 3600)
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)

    assert all(isinstance(outcome, RateLimited) for outcome in outcomes)
    assert asyncio.get_running_loop().time() == 1
    assert pool.state().stopped_until == loop_clock() + 3600


async def test_a_shorter_ban_does_not_end_a_longer_one(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock)

    pool.stop(loop_clock() + 100)
    pool.stop(loop_clock() + 10)

    assert pool.state().stopped_until == loop_clock() + 100


async def test_a_larger_limit_wakes_who_waits(loop_clock: Callable[[], float]) -> None:
    pool = make(loop_clock)
    await pool.reserve(90)
    waiting = asyncio.ensure_future(pool.reserve(50))
    await asyncio.sleep(1)

    pool.resize(1000)
    await waiting

    assert pool.state().used == 140


async def test_a_clock_set_back_forgives_nothing() -> None:
    at = START + 3600.0
    pool = make(lambda: at)
    pool.settle(await pool.reserve(80))

    at = START

    assert pool.state().used == 80
    at = START + MINUTE + GRACE
    assert pool.state().used == 0


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), users=st.integers(1, 40), limit=st.integers(20, 200))
def test_no_waiter_is_lost_and_no_limit_passed(
    new_loop: Callable[[], asyncio.AbstractEventLoop], seed: int, users: int, limit: int
) -> None:
    checker = _Checker(seed, limit)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(checker.storm(users))

    assert checker.answered == users
    assert checker.lowest >= 0
    assert not checker.overdrawn


class _Checker:
    """Users who reserve, linger, give up, fail and come back; a server that counts by minutes."""

    def __init__(self, seed: int, limit: int) -> None:
        self.rng = random.Random(seed)
        self.pool: WeightPool
        self.lowest = 0
        self.limit = limit
        self.counted: dict[int, int] = {}
        self.answered = 0
        self.overdrawn = False

    def clock(self) -> float:
        return START + asyncio.get_running_loop().time()

    async def storm(self, users: int) -> None:
        self.pool = WeightPool("spot", self.limit, now=self.clock, max_wait=150)
        async with asyncio.TaskGroup() as group:
            for _ in range(users):
                group.create_task(self.user())

    async def user(self) -> None:
        await asyncio.sleep(self.rng.uniform(0, 100))
        cost, priority = self.rng.randint(1, 18), self.rng.choice(list(Priority))
        try:
            async with asyncio.timeout(self.rng.choice([0.5, 30, 1000])):
                reservation = await self.pool.reserve(cost, priority)
                await self.use(reservation)
        except (RateLimited, TimeoutError):
            pass
        self.answered += 1

    async def use(self, reservation: Reservation) -> None:
        if self.rng.random() < 0.2:
            self.pool.release(reservation)
            return
        try:
            await asyncio.sleep(self.rng.uniform(0, 2))
            used = self.count(reservation.cost)
            await asyncio.sleep(self.rng.uniform(0, 2))
            self.pool.settle(reservation, used)
        finally:
            self.pool.settle(reservation)
            self.lowest = min(self.lowest, self.pool.used)

    def count(self, cost: int) -> int:
        minute = int(self.clock() // MINUTE)
        self.counted[minute] = self.counted.get(minute, 0) + cost
        self.overdrawn |= self.counted[minute] > self.limit
        return self.counted[minute]
