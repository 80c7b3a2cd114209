"""CPU time of this process for each call; what the server takes does not count."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

TOLD: dict[str, Any] = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
Ask = Callable[[], Awaitable[Any]]

_WARM, _CALLS, _BIG, _ABREAST = 100, 1_000, 4, 64


async def measure(
    *, public: Ask | None = None, signed: Ask | None = None, symbols: Ask | None = None
) -> None:
    """Print microseconds of CPU a call, and for `symbols` how long the loop was held."""
    figures: dict[str, float] = {}
    if public is not None:
        figures["public"] = await _one_by_one(public, _WARM, _CALLS)
        figures["public, 64 in flight"] = await _abreast(public)
    if signed is not None:
        figures["signed"] = await _one_by_one(signed, _WARM, _CALLS)
    if symbols is not None:
        figures |= await _large(symbols)
    report(figures)


def report(figures: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(figures) + "\n")


async def _one_by_one(ask: Ask, warm: int, calls: int) -> float:
    for _ in range(warm):
        await ask()
    begun = time.process_time()
    for _ in range(calls):
        await ask()
    return (time.process_time() - begun) / calls * 1e6


async def _abreast(ask: Ask) -> float:
    numbers = iter(range(_CALLS))

    async def work() -> None:
        for _ in numbers:
            await ask()

    begun = time.process_time()
    await asyncio.gather(*(work() for _ in range(_ABREAST)))
    return (time.process_time() - begun) / _CALLS * 1e6


async def _large(ask: Ask) -> dict[str, float]:
    await ask()
    begun = time.process_time()
    held = 0.0
    for _ in range(_BIG):
        held = max(held, await _longest_stall(ask))
    spent = (time.process_time() - begun) / _BIG
    return {"exchangeInfo, ms": spent * 1e3, "exchangeInfo holds the loop, ms": held * 1e3}


async def _longest_stall(ask: Ask) -> float:
    """Return the longest work, in CPU time, in which nothing else of the loop had its turn."""
    longest, last = 0.0, time.thread_time()

    def turn() -> None:
        nonlocal longest, last
        now = time.thread_time()
        longest, last = max(longest, now - last), now
        handles[0] = loop.call_later(0.001, turn)

    loop = asyncio.get_running_loop()
    handles = [loop.call_later(0.001, turn)]
    await ask()
    handles[0].cancel()
    return max(longest, time.thread_time() - last)
