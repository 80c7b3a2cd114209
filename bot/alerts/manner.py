"""The words after a condition: how often it fires, until when, with or without a sound."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from bot.alerts import quantities
from bot.alerts.conditions import Options
from bot.alerts.words import Words
from bot.i18n import note
from bot.reading import quoted
from bot.refusals import Misunderstood

OPTIONS = ("once", "every", "cooldown", "until", "silent")
LONGEST_NOTE = 200

_DATE = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


def read(words: Words, remark: str, *, now: datetime, tz: tzinfo) -> Options:
    """`every cooldown 30m until 2026-12-31 silent`, in any order, each once at most."""
    said: dict[str, Any] = {}
    while option := words.accept(*OPTIONS):
        words.like(_example(now))
        if option in said:
            raise _twice(option)
        match option:
            case "cooldown":
                said[option] = quantities.span(words, quantities.COOLDOWNS)
            case "until":
                said[option] = _until(words, now, tz)
            case _:
                said[option] = True
    words.finish()
    again = "every" if "every" in said else "cooldown" if "cooldown" in said else ""
    if again and "once" in said:
        raise words.apart("once", again)
    return Options(
        every=bool(again),
        cooldown=said.get("cooldown"),
        until=said.get("until"),
        silent="silent" in said,
        note=_short(remark),
    )


def _until(words: Words, now: datetime, tz: tzinfo) -> datetime:
    """A moment, or the end of a day."""
    day = words.take()
    try:
        at = datetime.combine(date.fromisoformat(day if _DATE.fullmatch(day) else ""), time())
    except ValueError:
        raise words.odd(day) from None
    clock = words.take() if _TIME.fullmatch(words.peek()) else ""
    at += timedelta(hours=int(clock[:2]), minutes=int(clock[3:])) if clock else timedelta(days=1)
    until = at.replace(tzinfo=UTC if words.accept("utc") else tz).astimezone(UTC)
    if until <= now:
        raise Misunderstood(
            note("“{word}” has passed. Write it like this: <code>{form}</code>"),
            word=f"{day} {clock}".strip(), form=words.form,
        )  # fmt: skip
    return until


def _example(now: datetime) -> str:
    return f"BTCUSDT > 70000 every cooldown 30m until {now + timedelta(days=30):%Y-%m-%d} silent"


def _twice(option: str) -> Misunderstood:
    return Misunderstood(note("“{word}” may be written only once."), word=quoted(option))


def _short(remark: str) -> str:
    if len(remark) > LONGEST_NOTE:
        raise Misunderstood(
            note("A note has at most {most} characters, and yours has {n}."),
            most=LONGEST_NOTE, n=len(remark),
        )  # fmt: skip
    return remark
