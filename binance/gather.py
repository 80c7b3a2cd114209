"""Many requests side by side, with their answers in order."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import TypeVar

from binance.errors import BinanceError

R = TypeVar("R")
T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Hears how many of how many are done."""


async def gather(
    send: Callable[[R], Awaitable[T]],
    requests: Iterable[R],
    *,
    limit: int,
    progress: Progress | None = None,
) -> list[T | BinanceError]:
    """Send up to `limit` at a time; what Binance refuses is a value among the others.

    Any other exception ends the rest and is raised.
    """
    if limit < 1:
        raise ValueError("limit is how many are sent at a time: at least 1")
    wanted = list(requests)
    answers: dict[int, T | BinanceError] = {}

    async def work(left: Iterator[tuple[int, R]]) -> None:
        for place, request in left:
            try:
                answers[place] = await send(request)
            except BinanceError as error:
                answers[place] = error
            if progress is not None:
                progress(len(answers), len(wanted))

    left = enumerate(wanted)  # one for all workers: each takes the next
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(limit, len(wanted))):
                group.create_task(work(left))
    except BaseExceptionGroup as failed:
        failure = failed.exceptions[0]
    else:
        return [answers[place] for place in range(len(wanted))]
    raise failure
