import asyncio

import pytest

from binance.clock import Reading, ServerClock
from binance.errors import RateLimited, Unknown, Unreachable
from binance.retry import Retry


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


@pytest.mark.parametrize("error", [Unknown("HTTP 503"), Unreachable("no connection")])
async def test_a_passing_failure_is_tried_again(error: Exception) -> None:
    flaky = Flaky(2, error)

    assert await Retry(pause=0).read(flaky) == "answer"
    assert flaky.calls == 3


async def test_after_the_last_attempt_the_failure_is_told() -> None:
    flaky = Flaky(9)

    with pytest.raises(Unknown):
        await Retry(pause=0).read(flaky)

    assert flaky.calls == 3


async def test_a_limit_is_no_reason_to_try_again() -> None:
    flaky = Flaky(1, RateLimited(1, 2))

    with pytest.raises(RateLimited):
        await Retry(pause=0).read(flaky)

    assert flaky.calls == 1


async def test_an_outage_is_not_answered_with_three_times_the_load() -> None:
    retry, flaky = Retry(pause=0, share=0.2, saved=10), Flaky(10_000)

    for _ in range(1000):
        with pytest.raises(Unknown):
            await retry.read(flaky)

    assert 1000 <= flaky.calls <= 1000 + 10 + 200


def test_the_server_looked_at_its_clock_halfway() -> None:
    clock = ServerClock(lambda: 1000.0)

    clock.observe(Reading(sent_at=999.0, server_ms=1_005_500, received_at=1000.0))

    assert clock.offset == 6.0
    assert clock.ms() == 1_006_000
    assert clock.synced_at == 1000.0


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

    assert asked == 1
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
