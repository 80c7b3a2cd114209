"""What goes to Telegram in one call: a message, or a digest of the alerts that piled up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from bot.i18n import Html, Say, lines
from bot.notices import button
from bot.occasions import Occasion
from bot.text import day_and_clock, lasting
from storage import Message

FEWEST, MOST = 3, 10  # alerts in a digest
ROOM = 3_700  # UTF-16 units; Telegram takes 4,096, and a digest has a heading and perhaps a mark
BETWEEN = "\n\n"
LATE = timedelta(minutes=1)  # after which an alert says when it was written
LATE_ROOM = 100  # for the line that says so


@dataclass(frozen=True)
class Parcel:
    """Messages that share their fate: sent together, or not yet."""

    messages: tuple[Message, ...]

    @property
    def first(self) -> Message:
        """The one whose place in the chat's order it takes, and by whose number it is called."""
        return self.messages[0]

    @property
    def is_digest(self) -> bool:
        return len(self.messages) > 1

    def is_late(self, now: datetime) -> bool:
        return any(_is_late(one, now) for one in self.messages)

    def text(self, say: Say, now: datetime) -> str:
        """What it says; a digest in the order of time, with a line on top that names the alerts."""
        if not self.is_digest:
            return _told(say, self.first, now)
        told = sorted(self.messages, key=_when)
        return BETWEEN.join([*_heading(say, told), *(_told(say, one, now) for one in told)])

    @property
    def silent(self) -> bool:
        return all(one.silent for one in self.messages)

    def keyboard(self, say: Say) -> list[Any] | None:
        if not self.is_digest:
            return self.first.keyboard
        return [[button(say("🔔 Alerts"), "go:alerts")]]


def _is_late(message: Message, now: datetime) -> bool:
    return message.kind == "alert" and now - message.created_at > LATE


def _told(say: Say, message: Message, now: datetime) -> str:
    """Its words; an alert that had to wait would look like one of just now."""
    if not _is_late(message, now):
        return message.text
    at = message.created_at
    ago = lasting(say, (now - at).total_seconds())
    written = say("<i>Written {ago} ago, at {time}.</i>", ago=ago, time=day_and_clock(at))
    return lines(message.text, written)


def _heading(say: Say, told: Sequence[Message]) -> list[Html]:
    known = [one for one in map(_occasion, told) if one is not None]
    numbers = dict.fromkeys(f"#{one.alert_id}" for one in known)
    if not numbers:
        return []
    head = say.many("<b>{n} alert has fired</b>", "<b>{n} alerts have fired</b>", len(numbers))
    return [say("🔔 {alerts}: {numbers}", alerts=head, numbers=", ".join(numbers))]


def _when(message: Message) -> int:
    """The moment it tells of, in milliseconds."""
    occasion = _occasion(message)
    return occasion.ms if occasion else round(message.created_at.timestamp() * 1000)


def _occasion(message: Message) -> Occasion | None:
    return Occasion.of(message.key)


def packed(queue: Sequence[Message], now: datetime) -> Parcel:
    """Take the first message of a chat's queue, or several if it begins with many alerts.

    Those that may have arrived before are not mixed with those that did not.
    """
    alike = takewhile(lambda one: _goes_with(one, queue[0], now), queue[:MOST])
    together = _fitting([*alike], now)
    return Parcel(together if len(together) >= FEWEST else (queue[0],))


def _goes_with(one: Message, first: Message, now: datetime) -> bool:
    return (
        (one.kind, one.state, one.edits) == ("alert", "pending", None)
        and (one.user_id, one.repeated) == (first.user_id, first.repeated)
        and one.not_before <= now
    )


def _fitting(messages: list[Message], now: datetime) -> tuple[Message, ...]:
    """As many as Telegram takes in one message; markup counts here and does not there."""
    while messages and _needs(messages, now) > ROOM:
        messages.pop()
    return (*messages,)


def _needs(messages: list[Message], now: datetime) -> int:
    late = sum(_is_late(one, now) for one in messages)
    return _length(BETWEEN.join(one.text for one in messages)) + late * LATE_ROOM


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
