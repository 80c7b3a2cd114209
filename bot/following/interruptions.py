"""Accounts of which something may be missing: looked at a few at a time until that worked.

What Binance answers may be out of date (it reads "Memory => Database"). So an account that was
looked at too soon is looked at once more, behind all that nobody has looked at yet.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, TypeVar

from binance.streams.pace import Pauses
from storage import ApiKey

AT_ONCE = 4  # accounts
SETTLED = 1.0  # seconds until Binance's answers mostly show what its streams would have told
LAG = 10.0  # seconds after which they surely do; an answer from before may lack something


@dataclass(eq=False)
class Interrupted:
    """An account of which something may be missing, and how often its stream was interrupted.

    It was `resumed` at a moment of the loop's clock; `looked` says that all is answered since, and
    only what was out of date may still be missing. Its `turn` is the number of its place in line.
    """

    key: ApiKey
    gaps: int = 0
    resumed: float = 0.0
    looked: bool = False
    turn: int | None = None
    backoff: Pauses = field(default_factory=Pauses)


Case = TypeVar("Case", bound=Interrupted)


class Interruptions(Generic[Case]):
    """Has each account that was interrupted looked at; `begin` makes a case of one.

    `look` says whether Binance could be asked; else it is called again after a while, and also
    when there was another gap while it was looking. It is called once more when it was begun less
    than `lag` after the last gap; a newer gap takes the place of that second look.
    """

    def __init__(
        self,
        begin: Callable[[ApiKey], Case],
        look: Callable[[Case], Awaitable[bool]],
        *,
        settled: float = SETTLED,
        lag: float = LAG,
    ) -> None:
        self._begin, self._look, self._settled, self._lag = begin, look, settled, lag
        self._cases: dict[int, Case] = {}
        self._numbers = count()
        self._queue: asyncio.PriorityQueue[tuple[bool, int, int, Case]] = asyncio.PriorityQueue()

    async def run(self) -> None:
        """Work through the accounts; never returns."""
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._work())

    def behind(self, key: ApiKey) -> Case:
        """Look at an account soon, after a gap."""
        case = self._cases.get(key.id)
        if case is None:
            case, at_rest = self._begin(key), True
            self._cases[key.id] = case
        else:
            at_rest = case.looked and case.turn is not None
        case.gaps, case.resumed, case.looked = case.gaps + 1, _time(), False
        if at_rest:
            self._later(case, self._settled)
        return case

    def of(self, key_id: int) -> Case | None:
        """The case of an account, if something of it may be missing."""
        return self._cases.get(key_id)

    def forget(self, key_id: int) -> None:
        """Look at it no more: its key is another one, or gone."""
        self._cases.pop(key_id, None)

    async def _work(self) -> None:
        while True:
            _, _, turn, case = await self._queue.get()
            if self.of(case.key.id) is not case or case.turn != turn:
                continue  # it is known no more, or has another place in line
            case.turn, gaps, begun = None, case.gaps, _time()
            if not await self._look(case):
                self._later(case, case.backoff.next())
            elif case.gaps > gaps:
                case.looked = False
                self._later(case, self._settled)
            elif not case.looked and begun < (due := case.resumed + self._lag):
                case.looked = True
                self._later(case, due - _time())
            elif self.of(case.key.id) is case:
                self.forget(case.key.id)

    def _later(self, case: Case, pause: float) -> None:
        turn = case.turn = next(self._numbers)
        asyncio.get_running_loop().call_later(pause, self._line_up, case, turn)

    def _line_up(self, case: Case, turn: int) -> None:
        """Whoever was looked at goes behind all others."""
        self._queue.put_nowait((case.looked, next(self._numbers), turn, case))


def _time() -> float:
    return asyncio.get_running_loop().time()
