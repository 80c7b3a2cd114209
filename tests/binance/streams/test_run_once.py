"""What owns sockets runs once: a second run would share them, or begin with what is gone."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from binance import Hosts
from binance.streams.books import Books
from binance.streams.market import MarketStreams
from binance.streams.users import UserStreams
from binance.streams.users.following import Following

HOSTS = Hosts.sandbox(port=1)


async def _nobody(_follower: Any) -> float:
    return 1.0


def runs() -> dict[str, Callable[[], Coroutine[Any, Any, None]]]:
    nobody: Any = None
    streams = MarketStreams(HOSTS)
    following: Following[Any] = Following("margin", _nobody, 10)
    return {
        "MarketStreams": streams.run,
        "UserStreams": UserStreams(HOSTS, nobody, nobody).run,
        "Books": Books(nobody, streams).run,
        "streams of margin": following.run,
    }


@pytest.mark.parametrize("name", ["MarketStreams", "UserStreams", "Books", "streams of margin"])
@pytest.mark.parametrize("over", [True, False])
async def test_a_second_run_is_refused_whether_or_not_the_first_is_over(
    name: str, over: bool
) -> None:
    run = runs()[name]
    first = asyncio.create_task(run())
    await asyncio.sleep(0)
    if over:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)

    with pytest.raises(RuntimeError, match=f"{name}.*make new ones"):
        await run()

    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
