"""Telegram's HTML parse mode, as strict as Telegram is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.text.formatted import Entity, Formatted, in_order, utf16_length
from sandbox.telegram.text.links import link_entity
from sandbox.telegram.text.scanning import refused

_ENTITY_OF = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_LONGEST_REFERENCE = 10
_WORD = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_BARE_VALUE = re.compile(r"[a-zA-Z0-9.-]*")
_SPACE = re.compile(r"\s*")
_LANGUAGE = "language-"


@dataclass
class _Tag:
    name: str
    attributes: dict[str, str]
    offset: int  # in UTF-16 units of the visible text
    start: int  # in the source
    text_from: int  # index into the pieces of visible text


def parse_html(source: str) -> Formatted:
    """Split HTML into the visible text and its entities; refuse what Telegram refuses."""
    return _Parser(source).run()


def decoded(text: str) -> str:
    """Replace the four named references Telegram knows, and all numeric ones."""
    return _REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name, match[0])
    digits = match[0].rstrip(";")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal) if len(decimal) < 10 else 0
    if not 0 < code < 0x10FFFF or len(digits) >= _LONGEST_REFERENCE:
        return match[0]
    if 0xD800 <= code <= 0xDFFF:
        raise refused(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code)


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._offset = 0
        self._open: list[_Tag] = []
        self._entities: list[Entity] = []

    def run(self) -> Formatted:
        while self._at < len(self._source):
            self._take_text()
            if self._source.startswith("</", self._at):
                self._close_tag()
            elif self._at < len(self._source):
                self._open_tag()
        if self._open:
            name = self._open[-1].name
            raise refused(f'Can\'t find end tag corresponding to start tag "{name}"')
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)  # only a block has a language
        return Formatted("".join(self._pieces), in_order(self._entities))

    def _take_text(self) -> None:
        end = self._source.find("<", self._at)
        end = len(self._source) if end < 0 else end
        piece = decoded(self._source[self._at : end])
        self._pieces.append(piece)
        self._offset += utf16_length(piece)
        self._at = end

    def _open_tag(self) -> None:
        start = self._at
        self._at += 1
        name = self._match(_WORD).lower()
        if self._at == len(self._source):
            raise refused(f"Unclosed start tag at byte offset {self._bytes(start)}")
        if name not in _ENTITY_OF:
            at = self._bytes(start)
            raise refused(f'Unsupported start tag "{name}" at byte offset {at}')
        tag = _Tag(name, self._attributes(name, start), self._offset, start, len(self._pieces))
        if name == "span" and tag.attributes.get("class") != "tg-spoiler":
            at = self._bytes(start)
            raise refused(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        self._open.append(tag)

    def _attributes(self, tag: str, start: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._match(_SPACE)
            if self._peek() == ">":
                self._at += 1
                return found
            name = self._match(_ATTRIBUTE_NAME).lower()
            where = f'the tag "{tag}" at byte offset {self._bytes(start)}'
            self._need_more(start)
            if not name:
                raise refused(f"Empty attribute name in {where}")
            self._match(_SPACE)
            if self._peek() == "=":
                self._at += 1
                found[name] = self._value(start)
            elif tag == "blockquote" and name == "expandable":
                found[name] = ""
            else:
                raise refused(f"Expected equal sign in declaration of an attribute of {where}")

    def _value(self, start: int) -> str:
        self._match(_SPACE)
        self._need_more(start)
        quote = self._peek()
        if quote not in ("'", '"'):
            return self._bare_value()
        end = self._source.find(quote, self._at + 1)
        if end < 0 or end + 1 == len(self._source):
            raise refused(f"Unclosed start tag at byte offset {self._bytes(start)}")
        value = decoded(self._source[self._at + 1 : end])
        self._at = end + 1
        return value

    def _bare_value(self) -> str:
        start = self._at
        value = self._match(_BARE_VALUE).lower()
        if not (self._peek() == ">" or self._peek().isspace()):
            raise refused(f"Unexpected end of name token at byte offset {self._bytes(start)}")
        return value

    def _close_tag(self) -> None:
        start = self._at
        at = self._bytes(start)
        if not self._open:
            raise refused(f"Unexpected end tag at byte offset {at}")
        self._at += 2
        name = self._match(_WORD).lower()
        self._match(_SPACE)
        if self._peek() != ">":
            raise refused(f"Unclosed end tag at byte offset {at}")
        self._at += 1
        tag = self._open.pop()
        if name not in ("", tag.name):
            expected = f'expected "</{tag.name}>", found "</{name}>"'
            raise refused(f"Unmatched end tag at byte offset {at}, {expected}")
        if self._offset > tag.offset:
            self._add(tag)

    def _add(self, tag: _Tag) -> None:
        entity = {
            "type": _ENTITY_OF[tag.name],
            "offset": tag.offset,
            "length": self._offset - tag.offset,
        }
        if tag.name in ("pre", "code"):
            self._add_code(entity, tag.attributes.get("class", ""))
        elif tag.name == "blockquote":
            kind = "expandable_blockquote" if "expandable" in tag.attributes else "blockquote"
            self._entities.append(entity | {"type": kind})
        else:
            details = self._details(tag)
            if details is not None:
                self._entities.append(entity | details)

    def _add_code(self, entity: Entity, css_class: str) -> None:
        """Join `<pre><code class="language-x">` to one `pre` with a language."""
        language = css_class.removeprefix(_LANGUAGE) if css_class.startswith(_LANGUAGE) else ""
        last = self._entities[-1] if self._entities else {}
        nested = (
            {last.get("type"), entity["type"]} == {"pre", "code"}
            and last["offset"] == entity["offset"]
            and last["length"] == entity["length"]
        )
        if nested:
            last["type"] = "pre"
        else:
            last = entity
            self._entities.append(entity)
        if language:
            last["language"] = language

    def _details(self, tag: _Tag) -> dict[str, Any] | None:
        """Return the fields peculiar to the entity; None drops it, as a link to nowhere."""
        if tag.name == "a":
            shown = "".join(self._pieces[tag.text_from :])
            return link_entity(tag.attributes.get("href") or shown)
        if tag.name == "tg-emoji":
            return {"custom_emoji_id": _emoji_id(tag.attributes.get("emoji-id", ""))}
        if tag.name == "tg-time":
            return _moment(tag.attributes)
        return {}

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._at)
        text = match[0] if match else ""
        self._at += len(text)
        return text

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _need_more(self, start: int) -> None:
        if self._at >= len(self._source):
            raise refused(f"Unclosed start tag at byte offset {self._bytes(start)}")

    def _bytes(self, index: int) -> int:
        return len(self._source[:index].encode())


def _emoji_id(text: str) -> str:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise refused("Invalid custom emoji identifier specified")
    return text


def _moment(attributes: dict[str, str]) -> dict[str, Any]:
    unix, form = attributes.get("unix", ""), attributes.get("format", "")
    if not unix.isascii() or not unix.isdigit() or int(unix) == 0:
        raise refused("Invalid Unix time specified")
    if not is_time_format(form):
        raise refused("Invalid date-time format specified")
    return {"unix_time": int(unix)} | ({"date_time_format": form} if form else {})


def is_time_format(form: str) -> bool:
    """Whether it is `r` (relative) or made of w, d, D, t and T."""
    return form in ("r", "R") or set(form) <= set("wWdDtT")
