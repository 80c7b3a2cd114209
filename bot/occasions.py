"""Which alert fired, and when: the key by which its message is put once says it."""

import re
from typing import NamedTuple

_KEY = re.compile(r"alert:([0-9]+):([0-9]+):([0-9]+)", re.ASCII)


class Occasion(NamedTuple):
    """An alert at the event that fired it; in the order of time."""

    ms: int
    position: int
    alert_id: int

    @property
    def key(self) -> str:
        return f"alert:{self.alert_id}:{self.position}:{self.ms}"

    @classmethod
    def of(cls, key: str | None) -> "Occasion | None":
        """Read a message's key; None when it is about something else."""
        found = _KEY.fullmatch(key or "")
        if found is None:
            return None
        alert_id, position, ms = map(int, found.groups())
        return cls(ms, position, alert_id)
