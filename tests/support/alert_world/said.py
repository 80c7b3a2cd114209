"""The alerts' sentences, read back into what they claim."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from schedules import words

from alert_world.history import Wanted
from alert_world.telegram import Seen
from bot.alerts import telling

_FIRED = re.compile(
    r"\A🔔 (?P<title>.+?)(?: · #\d+)?\n"
    r"(?:(?:Traded at|It was) (?P<value>\S+)|True) at (?P<clock>\d\d:\d\d:\d\d) UTC\.\n"
    r"(?:That was .+ ago.*\.\n)?"
    r"📝 (?P<note>\d+)"
)
_LISTED = re.compile(
    r"\A🔔 New listing: (?P<symbol>\S+)(?: · #\d+)?\n"
    r"(?:Its first trade was about (?P<clock>\d\d:\d\d:\d\d) UTC|It began to trade [^.\n]+)\.\n"
    r"📝 (?P<note>\d+)"
)
_OVER = re.compile(r"\A⌛ The alert (?P<title>.+) is over\.")


class Claim(NamedTuple):
    """What a message says: of which alert, what it saw when, and whether it may be a repeat.

    Of a new listing `what` is the symbol, and there is no title.
    """

    title: str | None
    update: int
    what: str
    clock: str
    marked: bool

    def about(self, wanted: Wanted) -> bool:
        title = telling.title(wanted.wish) if wanted.wish.terms else None
        return (self.update, self.title) == (wanted.update, title)

    @property
    def event(self) -> tuple[str, str]:
        """What is told once; about when a symbol was listed does not make it another one."""
        return self.what, self.clock if self.title is not None else ""


def claims(text: str) -> list[Claim]:
    """Read a message, or a digest of several; nothing when it is not of alerts."""
    marked = words.is_repeat(text)
    return [claim for part in text.split("\n\n") for claim in _read(part, marked=marked)]


def _read(part: str, *, marked: bool) -> Iterator[Claim]:
    if one := _FIRED.search(part):
        note = int(one["note"])
        yield Claim(one["title"], note, one["value"] or "", one["clock"], marked=marked)
    elif one := _LISTED.search(part):
        yield Claim(None, int(one["note"]), one["symbol"], one["clock"] or "", marked=marked)


def over(seen: Seen) -> str | None:
    """The alert whose time is over, according to a message."""
    found = _OVER.search(seen.text)
    return found["title"] if found else None
