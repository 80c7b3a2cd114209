"""Telegram's MarkdownV2 parse mode, as strict as Telegram is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.telegram.text.formatted import Formatted, in_order
from sandbox.telegram.text.html import is_time_format
from sandbox.telegram.text.links import link_entity
from sandbox.telegram.text.scanning import Scanner, refused

_RESERVED = "_*[]()~`>#+-=|{}.!\n"
_QUOTE = "blockquote"
_NAMES = {  # as Telegram calls them in its complaints
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    _QUOTE: "BlockQuote",
}
_MARKS = {  # how an entity begins, the longer marks first
    "```": "pre",
    "__": "underline",
    "||": "spoiler",
    "![": "custom_emoji",
    "_": "italic",
    "*": "bold",
    "~": "strikethrough",
    "`": "code",
    "[": "text_link",
}
_ENDS = {kind: mark for mark, kind in _MARKS.items()} | {"text_link": "]", "custom_emoji": "]"}
_VERBATIM = ("code", "pre")


@dataclass
class _Open:
    kind: str
    offset: int  # in UTF-16 units of the visible text
    start: int  # in bytes of the source
    piece: int  # index into the pieces of visible text
    details: dict[str, Any] = field(default_factory=dict)


def parse_markdown_v2(source: str) -> Formatted:
    """Split MarkdownV2 into the visible text and its entities; refuse what Telegram refuses."""
    return _Parser(source).run()


class _Parser(Scanner):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._open: list[_Open] = []
        self._quoting = False
        self._line_begins = True

    def run(self) -> Formatted:
        while character := self.peek():
            if character == "\\" and "\0" < self.peek(2)[1:] <= "~":
                self._write_escaped()
            elif character not in self._reserved():
                self._write_plain(character)
            elif self._ends_quote(character):
                self._end_quoted_line()
            elif self._open and self._ends(self._open[-1].kind):
                self._end(self._open.pop())
            else:
                self._begin(character)
        if self._quoting:
            self._end_last_quote()
        if self._open:
            raise _unfinished(self._open[-1])
        return Formatted(self.text, in_order(self.entities))

    def _reserved(self) -> str:
        return "`" if self._open and self._open[-1].kind in _VERBATIM else _RESERVED

    def _write_escaped(self) -> None:
        self.skip(1)
        self._write_plain(self.peek())

    def _write_plain(self, character: str) -> None:
        if character != "\r":
            self._line_begins = character == "\n"
        self.write(1)

    def _ends(self, kind: str) -> bool:
        if kind == "italic":
            return self.peek() == "_" and self.peek(2) != "__"
        return kind != _QUOTE and self.peek(len(_ENDS[kind])) == _ENDS[kind]

    def _begin(self, character: str) -> None:
        if character == "\n":
            self._write_plain(character)
            return
        if character == ">" and self._line_begins:
            self._begin_quote()
            return
        mark = next((mark for mark in _MARKS if self.peek(len(mark)) == mark), None)
        if mark is None:
            raise refused(
                f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
            )
        self._push(_MARKS[mark])
        self.skip(len(mark))
        if mark == "```" and (language := self.language()):
            self._open[-1].details["language"] = language

    def _push(self, kind: str) -> None:
        self._open.append(_Open(kind, self.offset, self.bytes_read, len(self._pieces)))

    def _begin_quote(self) -> None:
        """Begin a quotation; on its further lines the mark is only left out."""
        if not self._quoting:
            self._push(_QUOTE)
            self._quoting = True
        self.skip(1)

    def _ends_quote(self, character: str) -> bool:
        """Whether a line ends here after which the quotation does not go on."""
        return self._quoting and character == "\n" and self.peek(2)[1:] != ">"

    def _end_quoted_line(self) -> None:
        kind = self._close_quote()
        quote = self._open.pop()
        self.write(1)
        self._line_begins = True
        self._add(quote, {"type": kind})

    def _end_last_quote(self) -> None:
        """End a quotation that goes on to the end of the text."""
        if self._open[-1].kind in ("spoiler", _QUOTE):
            kind = self._close_quote()
            quote = self._open.pop()
            if self.offset > quote.offset:
                self._add(quote, {"type": kind})

    def _close_quote(self) -> str:
        """Return the kind of quotation: `||` at its very end makes it expandable."""
        last, kind = self._open[-1], _QUOTE
        if last.kind == "spoiler" and last.start in self._just_before():
            self._open.pop()
            kind = f"expandable_{_QUOTE}"
        if self._open[-1].kind != _QUOTE:
            raise _unfinished(self._open[-1])
        self._quoting = False
        return kind

    def _just_before(self) -> tuple[int, ...]:
        """Return where a `||` stood if nothing came after it but a carriage return."""
        end = self.bytes_read - len("||")
        return (end, end - 1) if self.text.endswith("\r") else (end,)

    def _end(self, entity: _Open) -> None:
        shown = "".join(self._pieces[entity.piece :])
        self.skip(len(_ENDS[entity.kind]))
        details: dict[str, Any] | None = {"type": entity.kind} | entity.details
        if entity.kind == "text_link":
            address = self._address()
            details = link_entity(shown if address is None else address)
        elif entity.kind == "custom_emoji":
            details = _custom(self._address())
        if details and self.offset > entity.offset:
            self._add(entity, details)

    def _address(self) -> str | None:
        """Read the address in parentheses that may follow."""
        if self.peek() != "(":
            return None
        self.skip(1)
        start = self.bytes_read
        match = re.match(r"((?:\\[\x01-\x7e]|[^)])*)\)", self.rest, re.DOTALL)
        if match is None:
            raise refused(f"Can't find end of a URL at byte offset {start}")
        self.skip(len(match[0]))
        return re.sub(r"\\([\x01-\x7e])", r"\1", match[1], flags=re.DOTALL)

    def _add(self, entity: _Open, details: dict[str, Any]) -> None:
        place = {"offset": entity.offset, "length": self.offset - entity.offset}
        self.entities.append(details | place)


def _custom(address: str | None) -> dict[str, Any]:
    """Return the emoji or the moment that an address in Telegram's own scheme stands for."""
    if address is None:
        raise refused("The entity must contain a tg://emoji or tg://time URL")
    parts = urlsplit(address)
    given = {name: values[0] for name, values in parse_qs(parts.query).items()}
    identity, unix = given.get("id", ""), given.get("unix", "")
    if parts.scheme == "tg" and parts.netloc == "emoji" and _is_number(identity):
        return {"type": "custom_emoji", "custom_emoji_id": identity}
    form = given.get("format", "")
    if (
        parts.scheme == "tg"
        and parts.netloc == "time"
        and _is_number(unix)
        and is_time_format(form)
    ):
        moment = {"type": "date_time", "unix_time": int(unix)}
        return moment | ({"date_time_format": form} if form else {})
    raise refused("Invalid tg://emoji or tg://time URL specified")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) > 0


def _unfinished(entity: _Open) -> Exception:
    name = "PreCode" if "language" in entity.details else _NAMES[entity.kind]
    return refused(f"Can't find end of {name} entity at byte offset {entity.start}")
