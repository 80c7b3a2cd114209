"""The HTML form of a rich message, turned into the blocks it stands for."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.rich.elements import (
    BLOCKS,
    HEADINGS,
    HOLDERS,
    INLINE,
    MEDIA,
    TEXT_BLOCKS,
    Element,
    parsed,
)
from sandbox.telegram.rich.text import refused

Node = Element | str
Block = dict[str, Any]

_ACTIONS = ("url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat")


def parse_rich_html(source: str, media: dict[str, dict[str, Any]]) -> list[Block]:
    """Return blocks as a bot would send them; `media` are the files by their id."""
    return _Converter(media).blocks(parsed(source))


class _Converter:
    def __init__(self, media: dict[str, dict[str, Any]]) -> None:
        self._media = media

    def blocks(self, parent: Element) -> list[Block]:
        """Return the blocks inside; text between them becomes paragraphs."""
        found: list[Block] = []
        loose: list[Node] = []
        for child in parent.children:
            if isinstance(child, Element) and child.tag in BLOCKS:
                found += [*_paragraph(loose), self._block(child)]
                loose = []
            else:
                loose.append(child)
        return found + _paragraph(loose)

    def _block(self, element: Element) -> Block:
        tag = element.tag
        if tag in HEADINGS:
            return {"type": "heading", "size": HEADINGS[tag], "text": _text(element)}
        if tag in TEXT_BLOCKS:
            return {"type": TEXT_BLOCKS[tag], "text": _text(element)}
        if tag in HOLDERS:
            return {"type": HOLDERS[tag], "blocks": self.blocks(element)}
        if tag in MEDIA:
            return self._medium(element)
        converters = {
            "hr": lambda _: {"type": "divider"},
            "pre": _preformatted,
            "ul": self._list,
            "ol": self._list,
            "blockquote": self._quotation,
            "table": _table,
            "details": self._details,
            "tg-button-row": _buttons,
            "figure": self._figure,
            "tg-math-block": _formula,
        }
        return converters[tag](element)

    def _medium(self, element: Element) -> Block:
        source = element.attributes.get("src", "")
        _, _, identity = source.partition("?id=")
        if identity not in self._media:
            raise refused(f'media "{source}" not found')
        given = self._media[identity]
        kind = str(given.get("type") or MEDIA[element.tag])
        return {"type": kind, kind: given}

    def _figure(self, element: Element) -> Block:
        shown = element.inner(*MEDIA, *HOLDERS)
        if not shown:
            raise refused("a figure must hold media")
        block = self._block(shown[0])
        caption = element.take("figcaption")
        return block | ({"caption": {"text": _text(caption)}} if caption else {})

    def _list(self, element: Element) -> Block:
        ordered, start = element.tag == "ol", _number(element, "start", 1)
        items = [
            {"blocks": self.blocks(item)} | ({"value": at} if ordered else {})
            for at, item in enumerate(element.inner("li"), start)
        ]
        return {"type": "list", "items": items}

    def _quotation(self, element: Element) -> Block:
        cite = element.take("cite")
        credit = {"credit": _text(cite)} if cite else {}
        if element.attributes.keys() & {"collapsed", "expandable"}:
            return {"type": "expandable_blockquote", "text": _text(element)} | credit
        return {"type": "blockquote", "blocks": self.blocks(element)} | credit

    def _details(self, element: Element) -> Block:
        summary = element.take("summary")
        if summary is None:
            raise refused("details must have a summary")
        block = {"type": "details", "summary": _text(summary)}
        return block | {"blocks": self.blocks(element), "is_open": "open" in element.attributes}


def _paragraph(children: list[Node]) -> list[Block]:
    text = _text(Element("p", children=children))
    if isinstance(text, str):
        text = text.strip()
    return [{"type": "paragraph", "text": text}] if text else []


def _preformatted(element: Element) -> Block:
    code = next(iter(element.inner("code")), element)
    name = code.attributes.get("class", "")
    block = {"type": "pre", "text": _text(code)}
    prefix = "language-"
    return block | ({"language": name.removeprefix(prefix)} if name.startswith(prefix) else {})


def _formula(element: Element) -> Block:
    return {"type": "mathematical_expression", "expression": str(_text(element))}


def _table(element: Element) -> Block:
    rows = element.inner("tr")
    cells = [[_cell(cell) for cell in row.inner("td", "th")] for row in rows]
    table: Block = {"type": "table", "cells": cells}
    for flag in ("bordered", "striped", "compact"):
        if flag in element.attributes:
            table[f"is_{flag}"] = True
    caption = element.take("caption")
    return table | ({"caption": _text(caption)} if caption else {})


def _cell(element: Element) -> Block:
    given = element.attributes
    cell: Block = {"text": _text(element), "is_header": element.tag == "th"}
    cell |= {name: _number(element, name, 1) for name in ("colspan", "rowspan")}
    return cell | {name: given[name] for name in ("align", "valign") if name in given}


def _buttons(element: Element) -> Block:
    buttons = [_button(one) for one in element.inner("tg-button")]
    align = element.attributes.get("align")
    return {"type": "buttons", "buttons": buttons} | ({"align": align} if align else {})


def _button(element: Element) -> Block:
    given = {name.replace("-", "_"): value for name, value in element.attributes.items()}
    button: Block = {"text": _text(element)}
    button |= {name: given[name] for name in ("style", *_ACTIONS) if name in given}
    return button | ({"disabled": {}} if "disabled" in given else {})


def _text(element: Element) -> Any:
    """Return the text inside as a string where it is plain, else as a list of pieces."""
    pieces = [_piece(child) for child in element.children]
    pieces = [piece for piece in pieces if piece != ""]
    if all(isinstance(piece, str) for piece in pieces):
        return "".join(map(str, pieces))
    return pieces[0] if len(pieces) == 1 else pieces


def _piece(child: Node) -> Any:
    if isinstance(child, str):
        return child
    if child.tag in INLINE:
        return {"type": INLINE[child.tag], "text": _text(child)}
    converter = _PIECES.get(child.tag)
    if converter is None:
        raise refused(f'tag "{child.tag}" can\'t be used here')
    return converter(child)


def _link(element: Element) -> Block:
    return {"type": "url", "text": _text(element), "url": element.attributes.get("href", "")}


def _time(element: Element) -> Block:
    given = element.attributes
    moment = {"unix_time": _number(element, "unix", 0)}
    form = {"date_time_format": given.get("format", "")}
    return {"type": "date_time", "text": _text(element)} | moment | form


def _emoji(element: Element) -> Block:
    emoji = {"custom_emoji_id": element.attributes.get("emoji-id", "")}
    return {"type": "custom_emoji", "alternative_text": _text(element)} | emoji


def _number(element: Element, name: str, usual: int) -> int:
    text = element.attributes.get(name) or str(usual)
    if not text.isascii() or not text.isdigit():
        raise refused(f'attribute "{name}" must be a number')
    return int(text)


_PIECES = {
    "br": lambda _: "\n",
    "a": _link,
    "tg-time": _time,
    "tg-emoji": _emoji,
    "tg-math": _formula,
}
