"""What goes to Telegram in one call: a message, or a digest of the alerts that piled up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from bot.i18n import Say
from bot.notices import button
from storage import Message

FEWEST, MOST = 3, 10  # alerts in a digest
ROOM = 4_000  # UTF-16 units; Telegram takes 4,096, and what is repeated says so at its end
BETWEEN = "\n\n"


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

    @property
    def text(self) -> str:
        return BETWEEN.join(one.text for one in self.messages)

    @property
    def silent(self) -> bool:
        return all(one.silent for one in self.messages)

    def keyboard(self, say: Say) -> list[Any] | None:
        if not self.is_digest:
            return self.first.keyboard
        return [[button(say("🔔 Alerts"), "go:alerts")]]


def packed(queue: Sequence[Message], now: datetime) -> Parcel:
    """Take the first message of a chat's queue, or several if it begins with many alerts.

    Those that may have arrived before are not mixed with those that did not.
    """
    alike = takewhile(lambda one: _goes_with(one, queue[0], now), queue[:MOST])
    together = _fitting([*alike])
    return Parcel(together if len(together) >= FEWEST else (queue[0],))


def _goes_with(one: Message, first: Message, now: datetime) -> bool:
    return (
        (one.kind, one.state, one.edits) == ("alert", "pending", None)
        and (one.user_id, one.repeated) == (first.user_id, first.repeated)
        and one.not_before <= now
    )


def _fitting(messages: list[Message]) -> tuple[Message, ...]:
    """As many as Telegram takes in one message; markup counts here and does not there."""
    while messages and _length(Parcel((*messages,)).text) > ROOM:
        messages.pop()
    return (*messages,)


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
