"""Accounts of which something may be missing: looked at a few at a time until that worked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from binance.streams.pace import Pauses
from storage import ApiKey

AT_ONCE = 4  # accounts
SETTLED = 1.0  # seconds until Binance's answers show what its streams would have told


@dataclass(eq=False)
class Interrupted:
    """An account of which something may be missing, and how often its stream was interrupted."""

    key: ApiKey
    gaps: int = 1
    backoff: Pauses = field(default_factory=Pauses)


Case = TypeVar("Case", bound=Interrupted)


class Interruptions(Generic[Case]):
    """Has each account that was interrupted looked at; `begin` makes a case of one.

    `look` says whether Binance could be asked; else it is called again after a while, and also
    when there was another gap while it was looking.
    """

    def __init__(
        self,
        begin: Callable[[ApiKey], Case],
        look: Callable[[Case], Awaitable[bool]],
        *,
        settled: float = SETTLED,
    ) -> None:
        self._begin, self._look, self._settled = begin, look, settled
        self._cases: dict[int, Case] = {}
        self._queue: asyncio.Queue[Case] = asyncio.Queue()

    async def run(self) -> None:
        """Work through the accounts; never returns."""
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._work())

    def behind(self, key: ApiKey) -> Case:
        """Look at an account soon, after a gap."""
        case = self._cases.get(key.id)
        if case is None:
            case = self._cases[key.id] = self._begin(key)
            self._later(case, self._settled)
        else:
            case.gaps += 1
        return case

    def of(self, key_id: int) -> Case | None:
        """The case of an account, if something of it may be missing."""
        return self._cases.get(key_id)

    def forget(self, key_id: int) -> None:
        """Look at it no more: its key is another one, or gone."""
        self._cases.pop(key_id, None)

    async def _work(self) -> None:
        while True:
            case = await self._queue.get()
            gaps = case.gaps
            if self.of(case.key.id) is not case:
                continue
            if not await self._look(case):
                self._later(case, case.backoff.next())
            elif case.gaps > gaps:
                self._later(case, self._settled)
            elif self.of(case.key.id) is case:
                self.forget(case.key.id)

    def _later(self, case: Case, pause: float) -> None:
        asyncio.get_running_loop().call_later(pause, self._queue.put_nowait, case)
