"""Telegram's legacy Markdown parse mode: four kinds of entities that cannot be nested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.telegram.text.formatted import Entity, Formatted, utf16_length
from sandbox.telegram.text.links import link_entity
from sandbox.telegram.text.scanning import Scanner, refused

if TYPE_CHECKING:
    from typing import Any

_SPECIAL = "_*`["
_FENCE = "```"


def parse_markdown(source: str) -> Formatted:
    """Split Markdown into the visible text and its entities; refuse what Telegram refuses."""
    return _Parser(source).run()


class _Parser(Scanner):
    def run(self) -> Formatted:
        while character := self.peek():
            if character == "\\" and self.peek(2)[1:] in (*_SPECIAL,):
                self.skip(1)
                self.write(1)
            elif character in _SPECIAL:
                self._entity()
            else:
                self.write(1)
        return Formatted(self.text, self.entities)

    def _entity(self) -> None:
        start, mark = self.bytes_read, self.peek()
        if self.peek(len(_FENCE)) == _FENCE:
            self.skip(len(_FENCE))
            language = self.language()
            details: dict[str, Any] = {"type": "pre"}
            details |= {"language": language} if language else {}
            self._until(_FENCE, start, details)
        elif mark == "[":
            self.skip(1)
            self._link(start)
        else:
            self.skip(1)
            kind = {"_": "italic", "*": "bold", "`": "code"}[mark]
            self._until(mark, start, {"type": kind})

    def _until(self, end: str, start: int, details: dict[str, Any]) -> None:
        self._add(self._inside(end, start), details)

    def _link(self, start: int) -> None:
        shown = self._inside("]", start)
        address = shown
        if self.peek() == "(":
            address, _, _ = self.rest[1:].partition(")")
            self.skip(len(address) + 2)
        if link := link_entity(address):
            self._add(shown, link)

    def _inside(self, end: str, start: int) -> str:
        length = self.rest.find(end)
        if length < 0:
            raise refused(f"Can't find end of the entity starting at byte offset {start}")
        shown = self.rest[:length]
        self.write(length)
        self.skip(len(end))
        return shown

    def _add(self, shown: str, details: dict[str, Any]) -> None:
        length = utf16_length(shown)
        if length:
            place: Entity = {"offset": self.offset - length, "length": length}
            self.entities.append(details | place)
