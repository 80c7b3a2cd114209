"""How long to keep silent after a 429 or 418, and where that is remembered."""

import re
from collections.abc import Mapping
from typing import Protocol

# "Way too much request weight used; IP banned until 1700000000000. Please use ..."
_BANNED_UNTIL = re.compile(r"banned until (\d{13})")
_A_WINDOW = 60.0
_SHORTEST_BAN = 120.0


class BanStore(Protocol):
    """Remembers bans over a restart: the end of each, in server seconds, by the pool's name."""

    async def load(self) -> Mapping[str, float]: ...

    async def save(self, pool: str, until: float) -> None: ...


class MemoryBans:
    """Remembers bans for as long as the process lives."""

    def __init__(self) -> None:
        self._ends: dict[str, float] = {}

    async def load(self) -> Mapping[str, float]:
        return dict(self._ends)

    async def save(self, pool: str, until: float) -> None:
        self._ends[pool] = until


def is_ban(status: int, msg: str) -> bool:
    """Tell a ban of the whole address from a limit that was merely reached."""
    return status == 418 or _BANNED_UNTIL.search(msg) is not None


def silent_until(status: int, retry_after: str | None, msg: str, now: float) -> float:
    """Find the end of a ban: the header counts seconds, the message names the millisecond."""
    ends = [now + _SHORTEST_BAN if status == 418 else now + _A_WINDOW]
    if retry_after is not None and retry_after.isdigit():
        ends = [now + int(retry_after)]
    if named := _BANNED_UNTIL.search(msg):
        ends.append(int(named[1]) / 1000)
    return max(ends)
