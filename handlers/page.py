"""What a person gets to see: a text and the buttons under it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo

from bot.i18n import Html


@dataclass(frozen=True)
class Button:
    """One button: `data` comes back when it is tapped, `copies` goes to the clipboard.

    `url` opens in a browser, `app` as a Mini App, which Telegram tells who taps.
    """

    label: str
    data: str = ""
    copies: str = ""
    url: str = field(default="", repr=False)
    app: str = field(default="", repr=False)
    style: str | None = None

    @property
    def plain(self) -> str:
        """The label without escapes: Telegram reads no HTML on buttons."""
        return unescape(self.label)

    def raw(self) -> dict[str, Any]:
        """As Telegram's inline keyboard has it, for a message that waits in the outbox."""
        return {"text": self.plain, "callback_data": self.data}

    def draw(self) -> InlineKeyboardButton:
        if self.copies:
            return InlineKeyboardButton(self.plain, copy_text=CopyTextButton(self.copies))
        if self.app:
            return InlineKeyboardButton(self.plain, web_app=WebAppInfo(self.app))
        if self.url:
            return InlineKeyboardButton(self.plain, url=self.url)
        return InlineKeyboardButton(self.plain, callback_data=self.data, style=self.style)


Rows = Sequence[Sequence[Button]]


@dataclass(frozen=True)
class Question:
    """What makes a page a question: the tickets behind its buttons, and how it ends.

    `over` is what it shows once nobody has answered in time.
    """

    tickets: tuple[str, ...]
    over: "Page"


@dataclass(frozen=True)
class Page:
    """A message as a view makes it."""

    text: Html
    buttons: Rows = ()
    question: Question | None = None

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        return keyboard(self.buttons)

    @property
    def raw(self) -> list[list[dict[str, Any]]]:
        return [[button.raw() for button in row] for row in self.buttons]


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    drawn = [[button.draw() for button in row] for row in rows if row]
    return InlineKeyboardMarkup(drawn) if drawn else None
