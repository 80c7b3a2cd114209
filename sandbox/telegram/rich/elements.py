"""The elements of a rich message's HTML, and the tags that are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from sandbox.telegram.rich.text import refused

Attributes = dict[str, str]

INLINE = {
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
    "sub": "subscript",
    "sup": "superscript",
    "mark": "marked",
    "code": "code",
}
HEADINGS = {f"h{size}": size for size in range(1, 7)}
TEXT_BLOCKS = {
    "p": "paragraph",
    "footer": "footer",
    "aside": "pullquote",
    "tg-thinking": "thinking",
}
HOLDERS = {"tg-collage": "collage", "tg-slideshow": "slideshow"}
MEDIA = {"img": "photo", "video": "video", "audio": "audio", "tg-document": "document"}
BLOCKS = (
    *HEADINGS,
    *TEXT_BLOCKS,
    *HOLDERS,
    *MEDIA,
    *("hr", "ul", "ol", "blockquote", "table", "details", "figure", "pre"),
    *("tg-button-row", "tg-math-block"),
)
_VOID = ("hr", "br", "img")
_TRANSPARENT = ("thead", "tbody", "tfoot")
_KNOWN = (
    *BLOCKS,
    *INLINE,
    *_TRANSPARENT,
    *("a", "br", "li", "tr", "td", "th", "caption", "summary", "cite", "figcaption"),
    *("tg-time", "tg-emoji", "tg-math", "tg-button"),
)


@dataclass
class Element:
    tag: str
    attributes: Attributes = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def take(self, tag: str) -> Element | None:
        """Take the first child of this kind out of the element."""
        found = next(iter(self.inner(tag)), None)
        self.children = [child for child in self.children if child is not found]
        return found

    def inner(self, *tags: str) -> list[Element]:
        """Return the children of these kinds, also inside what only groups them."""
        found = []
        for child in self.children:
            if isinstance(child, Element) and child.tag in tags:
                found.append(child)
            elif isinstance(child, Element) and child.tag in _TRANSPARENT:
                found += child.inner(*tags)
        return found


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            raise refused(f'Unsupported start tag "{tag}"')
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if len(self.open) == 1 or self.open[-1].tag != tag:
            raise refused(f'Unexpected end tag "{tag}"')
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parsed(source: str) -> Element:
    """Return the element around everything; refuse what is unknown or not closed."""
    tree = _Tree()
    tree.feed(source)
    tree.close()
    if len(tree.open) > 1:
        raise refused(f'Can\'t find end tag corresponding to start tag "{tree.open[-1].tag}"')
    return tree.open[0]
