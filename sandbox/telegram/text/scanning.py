"""Reading marked-up text from left to right while the visible text is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.text.formatted import utf16_length

if TYPE_CHECKING:
    from sandbox.telegram.text.formatted import Entity

_LANGUAGE = re.compile(r"[^\s`]+(?=\s)")
_NEW_LINE = re.compile(r"\r\n|\n\r|\n|\r")


class Scanner:
    """What is left of the source, what was written of it, and where both stand."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self.offset = 0  # in UTF-16 units of the visible text
        self.bytes_read = 0  # in UTF-8 bytes of the source
        self.entities: list[Entity] = []

    @property
    def rest(self) -> str:
        return self._source[self._at :]

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def peek(self, length: int = 1) -> str:
        return self._source[self._at : self._at + length]

    def skip(self, length: int) -> None:
        """Read over markup that is not shown."""
        self.bytes_read += len(self.peek(length).encode())
        self._at += length

    def write(self, length: int) -> None:
        """Take over as many characters as they are."""
        shown = self.peek(length)
        self._pieces.append(shown)
        self.offset += utf16_length(shown)
        self.skip(length)

    def language(self) -> str:
        """Read the language after an opening fence, and one line break behind it."""
        match = _LANGUAGE.match(self._source, self._at)
        language = match[0] if match else ""
        self.skip(len(language))
        if line := _NEW_LINE.match(self._source, self._at):
            self.skip(len(line[0]))
        return language


def refused(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
