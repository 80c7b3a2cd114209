"""The same event, heard a second time."""

from collections.abc import Hashable, Mapping
from typing import Any

import msgspec

_EXECUTION = ("s", "i", "I", "t", "x", "X", "T")


class Echoes:
    """Remembers what was told lately, and by which carrier first.

    An execution is told once, whoever says it again: it has an id, and its trade another. Of all
    else an echo is what another carrier says too; what the same one repeats, Binance means twice.
    At least the last `limit` events are remembered, and never more than twice as many.
    """

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._recent: dict[int, Hashable] = {}
        self._older: dict[int, Hashable] = {}

    def __len__(self) -> int:
        return len(self._recent) + len(self._older)

    def echo(self, whose: Hashable, carrier: Hashable, event: Mapping[str, Any]) -> bool:
        """Tell whether somebody was told this event already; if not, note it."""
        execution = _execution(event)
        number = hash((whose, execution or _content(event)))
        first = self._recent.get(number, self._older.get(number))
        if first is not None:
            return execution is not None or first != carrier
        if len(self._recent) >= self._limit:
            self._recent, self._older = {}, self._recent
        self._recent[number] = carrier
        return False


def _execution(event: Mapping[str, Any]) -> tuple[Any, ...] | None:
    if event.get("e") != "executionReport":
        return None
    return tuple(event.get(name) for name in _EXECUTION)


def _content(event: Mapping[str, Any]) -> bytes:
    """Spell what an event says, but for its time of sending: each connection may have its own."""
    return msgspec.json.encode({name: value for name, value in event.items() if name != "E"})
