"""The load that every client carries: people who ask now and then, and one who never stops.

Everybody sits behind the same client and wants the same mix. The quiet users are there before
the minutes that count; the flooder comes in the first of them, but not at its turn, when the
exchange's clock and a client's may not agree which minute it is. An error is no answer; whoever
got one goes on with the next wish. Only what is answered before the end counts as useful.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from measuring import TOLD, report

Ask = Callable[[str], Awaitable[object]]

MIX = ("price", "klines", "depth", "exchange_info", "account")
"""As likely as one another; they weigh 2, 2, 50, 20 and 20."""

BEGIN, END = TOLD["begin"], TOLD["end"]
"""Seconds since the epoch: whole minutes, as the exchange counts in them."""

_RUN_IN = 45.0
_FLOOD_AFTER = 5.0
_QUIET = 49
_BETWEEN = 30.0  # seconds from an answer to a quiet user's next wish, on average
_AT_ONCE = 320  # wishes that the flooder has open at any time: a minute's whole budget
_AFTER_AN_ERROR = 3.0
_LAST_ANSWERS = 15.0
_SYMBOLS = ("BTCUSDT", "ETHUSDT", "BNBUSDT", "SOLUSDT", "XRPUSDT")


@dataclass
class Diary:
    """What became of some users' wishes in the minutes that count; waits in seconds."""

    asked: int = 0
    useful: int = 0
    waits: list[float] = field(default_factory=list)

    async def follow(self, wish: Awaitable[object]) -> bool:
        """Wait for an answer; tell whether one came."""
        since = time.time()
        self.asked += since >= BEGIN
        try:
            await wish
        except Exception:  # noqa: BLE001 - every client has errors of its own
            return False
        if since >= BEGIN:
            self.waits.append(time.time() - since)
            self.useful += time.time() < END
        return True

    def figures(self) -> dict[str, float]:
        return {
            "asked": self.asked,
            "answered": len(self.waits),
            "useful": self.useful,
            "p50": self._percentile(0.50),
            "p99": self._percentile(0.99),
        }

    def _percentile(self, share: float) -> float:
        waits = sorted(self.waits)
        return waits[int(share * (len(waits) - 1))] if waits else float("nan")


async def load(asks_of: Callable[[str], Mapping[str, Ask]]) -> None:
    """Ask in everybody's name until the end, and report; `asks_of` is given a user's name."""
    quiet, flooder = Diary(), Diary()
    await asyncio.sleep(BEGIN - _RUN_IN - time.time())
    people = [_now_and_then(asks_of(f"quiet {n}"), n, quiet) for n in range(_QUIET)]
    people += [_without_end(asks_of("flooder"), n, flooder) for n in range(_AT_ONCE)]
    tasks = [asyncio.create_task(each) for each in people]
    await asyncio.wait(tasks, timeout=END - time.time() + _LAST_ANSWERS)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    report({"quiet": quiet.figures(), "flooder": flooder.figures()})


async def _now_and_then(asks: Mapping[str, Ask], number: int, diary: Diary) -> None:
    chance = random.Random(number)
    while True:
        pause = chance.expovariate(1 / _BETWEEN)
        if time.time() + pause >= END:
            return
        await asyncio.sleep(pause)
        await diary.follow(_wish(asks, chance))


async def _without_end(asks: Mapping[str, Ask], number: int, diary: Diary) -> None:
    chance = random.Random(-1 - number)
    await asyncio.sleep(BEGIN + _FLOOD_AFTER - time.time())
    while time.time() < END:
        if not await diary.follow(_wish(asks, chance)):
            await asyncio.sleep(_AFTER_AN_ERROR)


def _wish(asks: Mapping[str, Ask], chance: random.Random) -> Awaitable[object]:
    return asks[chance.choice(MIX)](chance.choice(_SYMBOLS))
