"""The alerts' sentences, read back into what they claim."""

import re
from typing import NamedTuple

from schedules import words

from alert_world.history import Wanted
from alert_world.telegram import Seen
from bot.alerts import telling

_FIRED = re.compile(
    r"\A🔔 (?P<title>.+)\n"
    r"(?:(?:Traded at|It was) (?P<value>\S+)|True) at (?P<clock>\d\d:\d\d:\d\d) UTC\.\n"
    r"(?:That was .+ ago.*\.\n)?"
    r"📝 (?P<note>\d+)"
)
_OVER = re.compile(r"\A⌛ The alert (?P<title>.+) is over\.")


class Claim(NamedTuple):
    """What a message says: of which alert, what it saw when, and whether it may be a repeat."""

    title: str
    update: int
    what: str
    clock: str
    marked: bool

    def about(self, wanted: Wanted) -> bool:
        return (self.update, self.title) == (wanted.update, telling.title(wanted.wish))

    @property
    def event(self) -> tuple[str, str]:
        return self.what, self.clock


def claims(text: str) -> list[Claim]:
    """Read a message, or a digest of several; nothing when it is not of alerts."""
    marked = words.is_repeat(text)
    found = (_FIRED.search(part) for part in text.split("\n\n"))
    return [
        Claim(one["title"], int(one["note"]), one["value"] or "", one["clock"], marked=marked)
        for one in found
        if one
    ]


def over(seen: Seen) -> str | None:
    """The alert whose time is over, according to a message."""
    found = _OVER.search(seen.text)
    return found["title"] if found else None
