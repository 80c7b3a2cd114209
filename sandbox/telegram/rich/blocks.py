"""Blocks of a rich message: from the form in which bots send them to the form they come back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import File
from sandbox.telegram.media import Media
from sandbox.telegram.rich.text import button, plain, refused, rich_text

Block = dict[str, Any]
OpenFile = Callable[[str, dict[str, Any]], File]  # by kind and InputMedia

_MOST_BLOCKS = 500
_MOST_MEDIA = 50
_MOST_LEVELS = 16
_MOST_COLUMNS = 20
_MOST_CHARACTERS = 32_768
_ALIGNMENTS = ("left", "center", "right")
_VERTICAL = ("top", "middle", "bottom")
_TABLE_FLAGS: tuple[str, ...] = ("is_bordered", "is_striped", "is_compact")
_MEDIA = {
    "photo": "photo",
    "video": "video",
    "animation": "animation",
    "audio": "audio",
    "document": "document",
    "voice_note": "voice",
}
_TEXT_BLOCKS = ("paragraph", "footer", "pre", "heading", "expandable_blockquote", "pullquote")
_HOLDERS = ("blockquote", "collage", "slideshow")


class Blocks:
    """Checks the blocks of one message and counts what Telegram limits."""

    def __init__(self, open_file: OpenFile, *, thinking: bool = False) -> None:
        self._open_file = open_file
        self._thinking = thinking  # only drafts may show the placeholder
        self._blocks = self._media = self._characters = 0

    def read(self, given: Any, level: int = 1) -> list[Block]:
        if not isinstance(given, list):
            raise refused("expected an Array of InputRichBlock")
        if level > _MOST_LEVELS:
            raise bad_request("RICH_MESSAGE_DEPTH_TOO_MUCH")
        return [self._block(each, level) for each in given]

    def _block(self, given: Any, level: int) -> Block:
        if not isinstance(given, dict):
            raise refused("InputRichBlock must be an Object")
        self._count(blocks=1)
        kind = given.get("type")
        if kind in _TEXT_BLOCKS or (kind == "thinking" and self._thinking):
            return {"type": kind, "text": self._text(given, "text")} | self._details(kind, given)
        if kind in _HOLDERS:
            blocks = self.read(given.get("blocks"), level + 1)
            return {"type": kind, "blocks": blocks} | self._margins(kind, given)
        if kind in _MEDIA:
            return self._medium(kind, given)
        reader = self._readers().get(str(kind))
        if reader is None:
            raise refused("Unsupported InputRichBlock type specified")
        return {"type": kind} | reader(given, level)

    def _readers(self) -> dict[str, Callable[[dict[str, Any], int], Block]]:
        return {
            "divider": lambda _, __: {},
            "anchor": lambda given, _: {"name": _string(given, "name")},
            "mathematical_expression": lambda given, _: {
                "expression": _string(given, "expression")
            },
            "list": self._list,
            "table": self._table,
            "details": self._collapsible,
            "buttons": self._buttons,
            "map": self._map,
        }

    def _details(self, kind: str, given: Block) -> Block:
        if kind == "heading":
            size = given.get("size")
            if not isinstance(size, int) or not 1 <= size <= 6:
                raise bad_request("invalid section heading size specified")
            return {"size": size}
        if kind == "pre":
            return {"language": str(given["language"])} if given.get("language") else {}
        return self._margins(kind, given)

    def _margins(self, kind: str, given: Block) -> Block:
        """Return the credit of a quotation, or the caption of what shows media."""
        if "quot" in kind:
            return {"credit": self._text(given, "credit")} if given.get("credit") else {}
        return self._caption(given)

    def _caption(self, given: Block) -> Block:
        caption = given.get("caption")
        if not caption:
            return {}
        if not isinstance(caption, dict):
            raise refused("RichBlockCaption must be an Object")
        kept = {"text": self._text(caption, "text")}
        if caption.get("credit"):
            kept["credit"] = self._text(caption, "credit")
        return {"caption": kept}

    def _medium(self, kind: str, given: Block) -> Block:
        self._count(media=1)
        source = given.get(kind)
        if not isinstance(source, dict) or not source.get("media"):
            raise refused("media not found")
        file = self._open_file(_MEDIA[kind], source)
        body = Media(file).as_api()[file.kind]
        spoiler = {"has_spoiler": True} if source.get("has_spoiler") else {}
        return {"type": kind, kind: body} | spoiler | self._caption(given)

    def _list(self, given: Block, level: int) -> Block:
        items = given.get("items")
        if not isinstance(items, list) or not items:
            raise bad_request("list must be non-empty")
        return {"items": [self._item(item, at, level) for at, item in enumerate(items, 1)]}

    def _item(self, given: Any, at: int, level: int) -> Block:
        if not isinstance(given, dict):
            raise bad_request("list item must be non-empty")
        ordered = "value" in given or "type" in given
        value = _number(given, "value", at)
        item: Block = {
            "label": f"{value}." if ordered else "•",
            "blocks": self.read(given.get("blocks"), level + 1),
        }
        item |= {name: True for name in ("has_checkbox", "is_checked") if given.get(name)}
        return item | ({"value": value, "type": given.get("type") or "1"} if ordered else {})

    def _table(self, given: Block, _: int) -> Block:
        rows = given.get("cells")
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise refused('Field "cells" must be an Array of Arrays')
        cells = [[self._cell(cell) for cell in row] for row in rows]
        if any(sum(cell.get("colspan", 1) for cell in row) > _MOST_COLUMNS for row in cells):
            raise bad_request("RICH_MESSAGE_TABLE_COLUMNS_TOO_MUCH")
        table: Block = {"cells": cells}
        for flag in _TABLE_FLAGS:
            if given.get(flag):
                table[flag] = True
        return table | ({"caption": self._text(given, "caption")} if given.get("caption") else {})

    def _cell(self, given: Any) -> Block:
        if not isinstance(given, dict):
            raise bad_request("table cell must be non-empty")
        cell: Block = {"text": self._text(given, "text")} if "text" in given else {}
        if given.get("is_header"):
            cell["is_header"] = True
        for span in ("colspan", "rowspan"):
            count = given.get(span, 1)
            if not isinstance(count, int) or count < 0:
                raise bad_request(f"invalid table cell {span} specified")
            cell |= {span: count} if count > 1 else {}
        align, valign = given.get("align", "left"), given.get("valign", "top")
        if align not in _ALIGNMENTS or valign not in _VERTICAL:
            raise refused("invalid cell alignment specified")
        return cell | {"align": align, "valign": valign}

    def _collapsible(self, given: Block, level: int) -> Block:
        block = {
            "summary": self._text(given, "summary"),
            "blocks": self.read(given.get("blocks"), level + 1),
        }
        return block | ({"is_open": True} if given.get("is_open") else {})

    def _buttons(self, given: Block, _: int) -> Block:
        listed = given.get("buttons")
        if not isinstance(listed, list) or not listed:
            raise refused("expected an Array of RichMessageButton")
        align = given.get("align")
        if align and align not in _ALIGNMENTS:
            raise refused("invalid alignment specified")
        return {"buttons": [button(each) for each in listed]} | ({"align": align} if align else {})

    def _map(self, given: Block, _: int) -> Block:
        where = given.get("location")
        if not isinstance(where, dict) or not {"latitude", "longitude"} <= where.keys():
            raise bad_request("invalid location specified")
        usual = {"zoom": 15, "width": 600, "height": 300}
        sizes = {name: _number(given, name, size) for name, size in usual.items()}
        point = {name: where[name] for name in ("latitude", "longitude")}
        if not all(isinstance(value, int | float) for value in point.values()):
            raise bad_request("invalid location specified")
        return {"location": point} | sizes | self._caption(given)

    def _text(self, given: Block, name: str) -> Any:
        if name not in given:
            raise refused(f'Can\'t find field "{name}"')
        text = rich_text(given[name])
        self._count(characters=len(plain(text)))
        return text

    def _count(self, *, blocks: int = 0, media: int = 0, characters: int = 0) -> None:
        self._blocks += blocks
        self._media += media
        self._characters += characters
        if self._blocks > _MOST_BLOCKS or self._characters > _MOST_CHARACTERS:
            raise bad_request("message is too long")
        if self._media > _MOST_MEDIA:
            raise bad_request("RICH_MESSAGE_MEDIA_TOO_MUCH")


def _number(given: Block, name: str, usual: int) -> int:
    value = given.get(name, usual)
    if not isinstance(value, int | float):
        raise refused(f'Field "{name}" must be of type Number')
    return value if isinstance(value, int) else int(value)


def _string(given: Block, name: str) -> str:
    if not isinstance(given.get(name), str):
        raise refused(f'Can\'t find field "{name}"')
    return str(given[name])
