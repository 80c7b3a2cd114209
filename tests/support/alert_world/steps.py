"""Where time may pass, and where the process may end: each call to the world outside."""

import asyncio
from collections import Counter
from typing import NamedTuple


class Crashed(Exception):
    """The process that did this is gone."""


class Fatal(NamedTuple):
    """The end of a process: when it does a thing for the nth time."""

    what: str
    times: int


class Steps:
    """Counts what is done, and ends the process at the step that is fatal.

    `crashed` is set when that happens, and from then on nothing is done any more.
    """

    def __init__(self, fatal: Fatal | None = None) -> None:
        self._fatal = fatal
        self._done: Counter[str] = Counter()
        self.crashed = asyncio.Event()

    async def take(self, what: str, seconds: float = 0.0) -> None:
        """Do something that takes so much time, and after which the process may be gone."""
        if seconds:
            await asyncio.sleep(seconds)
        self._done[what] += 1
        if self.crashed.is_set() or (what, self._done[what]) == self._fatal:
            self.crashed.set()
            raise Crashed(what)
