import asyncio

import pytest

from binance.backoff import Adaptive, Fixed, exponential, fibonacci, linear
from binance.clock import Clocks, Reading, ServerClock
from binance.errors import BinanceError, Busy, RateLimited, Unknown, Unreachable
from binance.retry import Retry, RetryBudget


class Flaky:
    """Fails so many times, then answers."""

    def __init__(self, failures: int, error: Exception | None = None) -> None:
        self.left = failures
        self.error = error or Unknown("HTTP 503")
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.left > 0:
            self.left -= 1
            raise self.error
        return "answer"


def eager(**changes: object) -> Retry:
    return Retry(Fixed(first=0), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error", [Unknown("HTTP 503"), Unreachable("no connection"), Busy(0, "Service Unavailable.")]
)
async def test_a_passing_failure_of_a_read_is_tried_again(error: Exception) -> None:
    flaky = Flaky(2, error)

    assert await eager().run(flaky, reads=True) == "answer"
    assert flaky.calls == 3


async def test_after_the_last_attempt_the_failure_is_told() -> None:
    flaky = Flaky(9)

    with pytest.raises(Unknown):
        await eager().run(flaky, reads=True)

    assert flaky.calls == 3


@pytest.mark.parametrize("error", [Unknown("HTTP 503"), Unreachable("no connection")])
async def test_a_deed_is_not_repeated(error: Exception) -> None:
    flaky = Flaky(1, error)

    with pytest.raises(type(error)):
        await eager().run(flaky, reads=False)

    assert flaky.calls == 1


async def test_a_deed_of_which_binance_says_that_it_was_not_done_is_repeated() -> None:
    flaky = Flaky(2, Busy(0, "Service Unavailable."))

    assert await eager().run(flaky, reads=False) == "answer"


async def test_a_limit_is_no_reason_to_try_again() -> None:
    flaky = Flaky(1, RateLimited(1, 2))

    with pytest.raises(RateLimited):
        await eager().run(flaky, reads=True)

    assert flaky.calls == 1


async def test_an_outage_is_not_answered_with_three_times_the_load() -> None:
    flaky = Flaky(10_000)
    retry = eager(budget=RetryBudget(share=0.2, floor=0, saved=10))

    for _ in range(1000):
        with pytest.raises(Unknown):
            await retry.run(flaky, reads=True)

    assert 1000 + 190 <= flaky.calls <= 1000 + 10 + 200


def test_the_budget_of_a_quiet_client_fills_by_itself() -> None:
    budget = RetryBudget(share=0.2, floor=0.5, saved=2)
    budget.earn(1000.0)
    assert [budget.spend() for _ in range(3)] == [True, True, False]

    budget.earn(1002.0)  # a second and a call later there is one, and a bit

    assert [budget.spend() for _ in range(2)] == [True, False]


async def test_each_retry_is_told() -> None:
    told: list[tuple[int, float, str]] = []

    def tell(number: int, pause: float, error: BinanceError) -> None:
        told.append((number, pause, str(error)))

    await eager().run(Flaky(2), reads=True, told=tell)

    assert told == [(1, 0.0, "HTTP 503"), (2, 0.0, "HTTP 503")]


@pytest.mark.parametrize(
    ("growth", "ceilings"),
    [
        (exponential, [1, 2, 4, 8, 16, 20]),
        (linear, [1, 2, 3, 4, 5, 6]),
        (fibonacci, [1, 2, 3, 5, 8, 13]),
    ],
)
def test_pauses_grow_as_they_are_told_to_and_have_a_ceiling(
    growth: object, ceilings: list[float]
) -> None:
    backoff = Fixed(growth, first=1, longest=20)  # type: ignore[arg-type]

    assert [backoff.ceiling(retry) for retry in range(1, 7)] == ceilings
    assert backoff.ceiling(10_000) == 20


def test_adaptive_pauses_lengthen_with_failure_and_shorten_with_success() -> None:
    backoff = Adaptive(first=0.1, longest=60, stretch=10, memory=20)
    assert backoff.ceiling(1) == pytest.approx(0.1)

    for _ in range(200):
        backoff.learn(ok=False)

    assert backoff.ceiling(1) == pytest.approx(1.0, rel=0.01)
    assert backoff.ceiling(3) == pytest.approx(4.0, rel=0.01)
    for _ in range(200):
        backoff.learn(ok=True)
    assert backoff.ceiling(1) == pytest.approx(0.1, rel=0.01)


def test_the_server_looked_at_its_clock_halfway() -> None:
    clock = ServerClock(lambda: 1000.0)

    clock.observe(Reading(sent_at=999.0, server_ms=1_005_500, received_at=1000.0))

    assert clock.offset == 6.0
    assert clock.ms() == 1_006_000
    assert clock.synced_at == 1000.0


async def test_readings_held_up_on_their_way_move_nothing() -> None:
    clock = ServerClock(lambda: 1000.0)
    held_up = [Reading(1000.0, 1_000_100, 1001.0), Reading(1000.0, 1_000_100, 1004.0)]
    readings = iter([*held_up, Reading(1000.0, 1_000_100, 1000.2)])

    async def ask() -> Reading:
        return next(readings)

    await clock.resync(ask)

    assert clock.offset == pytest.approx(0.0)


async def test_all_who_find_the_clock_wrong_share_one_question() -> None:
    at = 1000.0
    clock = ServerClock(lambda: at)
    asked = 0

    async def ask() -> Reading:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return Reading(at, 2_000_000, at)

    await asyncio.gather(*(clock.resync(ask) for _ in range(10)))

    assert asked == 3
    assert clock.time() == 2000.0


async def test_who_is_cancelled_while_asking_leaves_the_question_to_the_next() -> None:
    clock = ServerClock(lambda: 1000.0)
    asked = asyncio.Event()

    async def never() -> Reading:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def ask() -> Reading:
        return Reading(1000.0, 1_001_000, 1000.0)

    first = asyncio.ensure_future(clock.resync(never))
    await asked.wait()
    second = asyncio.ensure_future(clock.resync(ask))
    first.cancel()
    await second

    assert clock.offset == 1.0


@pytest.mark.parametrize("seconds", [3600.0, -3600.0])
def test_a_clock_that_was_set_is_noticed_until_the_next_reading(seconds: float) -> None:
    wall, ticks = [1000.0], [50.0]
    clock = ServerClock(lambda: wall[0], lambda: ticks[0])
    wall[0] += 900.0
    ticks[0] += 900.2
    assert not clock.jumped

    wall[0] += seconds

    assert clock.jumped
    clock.observe(Reading(wall[0], int(wall[0] * 1000), wall[0]))
    assert not clock.jumped


def test_the_futures_have_a_clock_of_their_own() -> None:
    clocks = Clocks(lambda: 1000.0)

    assert clocks.of("api") is clocks.of("sapi") is clocks.spot
    assert clocks.of("fapi") is clocks.of("dapi") is clocks.futures
    assert clocks.spot is not clocks.futures
