"""Faults that let a request or an event through, but not under the usual conditions."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.exchange.core import Core
    from sandbox.exchange.wire.pools import Pool

    Tell = Callable[[Any, dict[str, Any]], None]

FOREIGN_WEIGHT = frozenset({"foreign_weight"})
CLOCK_SKEW = frozenset({"clock_skew"})
OF_EVENTS = frozenset({"duplicate", "reorder"})


@contextmanager
def disturbed(core: Core, method: str, path: str, ip: str, pool: Pool) -> Iterator[None]:
    """Carry a request out after others have used weight at its address, or by a wrong clock."""
    foreign = core.faults.take(method, path, kinds=FOREIGN_WEIGHT)
    if foreign is not None and foreign.weight:
        core.weights.add(ip, pool, foreign.weight)
    skew = core.faults.take(method, path, kinds=CLOCK_SKEW)
    core.skew = int(skew.seconds * 1_000) if skew else 0
    try:
        yield
    finally:
        core.skew = 0


class Mishaps:
    """Lets user events arrive twice, or after the ones that followed them.

    A fault's method is the type of the event, such as executionReport, its path that of the
    connections at which the events arrive. `tell` is also given whose event it is.
    """

    def __init__(self, core: Core, path: str, tell: Tell) -> None:
        self._core = core
        self._path = path
        self._tell = tell
        self._held: list[tuple[Any, dict[str, Any]]] = []

    def tell(self, whose: Any, event: dict[str, Any]) -> None:
        """Pass an event on; one that is held back follows the next, or comes when time is up."""
        fault = self._core.faults.take(event["e"], self._path, kinds=OF_EVENTS)
        if fault is not None and fault.kind == "reorder":
            self._held.append((whose, event))
            asyncio.get_running_loop().call_later(fault.seconds, self._release)
            return
        self._tell(whose, event)
        if fault is not None:
            self._tell(whose, event)
        self._release()

    def _release(self) -> None:
        held, self._held = self._held, []
        for whose, event in held:
            self._tell(whose, event)
