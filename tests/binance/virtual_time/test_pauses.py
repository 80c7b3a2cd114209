import asyncio
import random

import pytest

from binance.backoff import Fixed, exponential
from binance.errors import Unknown
from binance.retry import Retry
from binance.streams.pace import Pace, Pauses


async def fail() -> None:
    raise Unknown("HTTP 503")


async def test_pauses_are_spread_and_bounded() -> None:
    loop = asyncio.get_running_loop()
    backoff = Fixed(exponential, first=0.4, longest=2.0)
    retry = Retry(backoff, attempts=9, within=60, rng=random.Random(1))

    with pytest.raises(Unknown):
        await retry.run(fail, reads=True)

    assert 1 < loop.time() <= 0.4 + 0.8 + 1.6 + 5 * 2.0


async def test_trying_again_has_an_end_in_time_too() -> None:
    loop = asyncio.get_running_loop()
    attempts = 0

    async def fail_slowly() -> None:
        nonlocal attempts
        attempts += 1
        await asyncio.sleep(4)
        raise Unknown("a timeout")

    with pytest.raises(Unknown):
        await Retry(attempts=100, within=10).run(fail_slowly, reads=True)

    assert attempts == 3
    assert loop.time() < 10 + 4


async def test_sockets_are_opened_no_faster_than_allowed() -> None:
    loop = asyncio.get_running_loop()
    pace = Pace(3, 10.0, now=loop.time)
    opened: list[float] = []

    async def open_many() -> None:
        for _ in range(6):
            await pace.wait()
            opened.append(loop.time())

    async with asyncio.TaskGroup() as group:
        group.create_task(open_many())
        group.create_task(open_many())

    opened.sort()
    assert opened[:3] == [0, 0, 0]
    assert all(later - earlier >= 10 for earlier, later in zip(opened, opened[3:], strict=False))
    assert opened[-1] == pytest.approx(30)


def test_backing_off_grows_has_a_floor_and_a_ceiling_and_starts_over() -> None:
    backoff = Pauses(floor=0.5, first=1.0, longest=8.0, rng=random.Random(1))

    pauses = [backoff.next() for _ in range(1000)]

    assert pauses[0] <= 1.0
    assert all(0.5 <= pause <= 8.0 for pause in pauses)
    assert max(pauses) > 7
    backoff.reset()
    assert backoff.next() <= 1.0
