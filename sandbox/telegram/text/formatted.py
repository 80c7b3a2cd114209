"""Visible text with its entities, the way Telegram stores what it is sent."""

from __future__ import annotations

from typing import Any, NamedTuple

Entity = dict[str, Any]

# Which of two entities that cover the same text lies outside; the rest is decided by length.
_OUTERMOST_FIRST = [
    "blockquote",
    "expandable_blockquote",
    "pre",
    "code",
    "text_link",
    "text_mention",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "date_time",
    "custom_emoji",
]
_VERBATIM = ("pre", "code")


class Formatted(NamedTuple):
    """Text without markup; offsets and lengths of entities count UTF-16 code units."""

    text: str
    entities: list[Entity]

    def part(self, entity: Entity) -> str:
        start = entity["offset"]
        return utf16_slice(self.text, start, start + entity["length"])


def utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", "ignore")


def in_order(entities: list[Entity]) -> list[Entity]:
    """Sort entities from left to right, and those that enclose before those inside."""

    def place(entity: Entity) -> tuple[int, int, int]:
        kind = entity["type"]
        rank = _OUTERMOST_FIRST.index(kind) if kind in _OUTERMOST_FIRST else len(_OUTERMOST_FIRST)
        return entity["offset"], -entity["length"], rank

    return sorted(entities, key=place)


def trimmed(formatted: Formatted) -> Formatted:
    """Take white space off both ends, as Telegram does, and what formatted it."""
    text = formatted.text.strip()
    lead = utf16_length(formatted.text) - utf16_length(formatted.text.lstrip())
    end = utf16_length(text)
    kept = []
    for entity in formatted.entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return Formatted(text, kept)


def without_nested_in_code(entities: list[Entity]) -> list[Entity]:
    """Drop what lies inside `pre` and `code`: they cannot be combined with other formatting."""
    verbatim = [entity for entity in entities if entity["type"] in _VERBATIM]
    return [
        entity
        for entity in entities
        if entity in verbatim
        or "blockquote" in entity["type"]
        or not any(overlap(entity, other) for other in verbatim)
    ]


def overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )
