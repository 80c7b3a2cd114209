"""Questions that may wait: little weight in a while, behind everybody who waits for something."""

from math import ceil
from typing import TypeVar

from binance import Priority
from binance.request import Request
from binance.streams.pace import Pace, Pacing
from bot.accounts import Connected

T = TypeVar("T")

UNIT = 5  # the weight of one step of the pace


def slices() -> Pacing:
    """120 of weight every six seconds: half of the 2,400 of a futures minute is left to others."""
    return Pace(24, 6.0)


class SlowQuestions:
    """Asks at the lowest priority, at a pace that all who share this have in common."""

    def __init__(self, pace: Pacing | None = None) -> None:
        self._pace = pace or slices()

    async def send(self, connected: Connected, request: Request[T]) -> T:
        for _ in range(ceil(request.cost / UNIT)):
            await self._pace.wait()
        return await connected.account.send(request, priority=Priority.LOW)
