"""The text of a call: from `parse_mode` or `entities` to what is stored."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.text.detect import with_detected
from sandbox.telegram.text.formatted import (
    Entity,
    Formatted,
    in_order,
    trimmed,
    utf16_length,
    without_nested_in_code,
)
from sandbox.telegram.text.html import is_time_format, parse_html
from sandbox.telegram.text.markdown import parse_markdown
from sandbox.telegram.text.markdown_v2 import parse_markdown_v2

_PARSERS = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}

_PLAIN = ("bold", "italic", "underline", "strikethrough", "spoiler", "code")
_PLAIN_BLOCKS = ("blockquote", "expandable_blockquote")
_DETAILS = {
    "pre": (),
    "text_link": ("url",),
    "text_mention": ("user",),
    "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time",),
}
_OPTIONAL = {"pre": "language", "date_time": "date_time_format"}
# Telegram finds these itself and ignores them when they are given.
_AUTOMATIC = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bank_card_number",
]
_FARTHEST = 1_000_000
_CONTROL = {code: " " for code in range(32) if chr(code) not in "\n\r"} | {13: None}


def received(source: str, *, parse_mode: str = "", entities: Any = None) -> Formatted:
    """Return what people will see of a text that a bot sent."""
    source = source.translate(_CONTROL)
    mode = parse_mode.lower()
    if mode in _PARSERS:
        formatted = _PARSERS[mode](source)
    elif mode not in ("", "none"):
        raise bad_request("unsupported parse_mode")
    else:
        formatted = Formatted(source, in_order(_given(entities, utf16_length(source))))
    formatted = trimmed(formatted)
    return with_detected(
        Formatted(formatted.text, without_nested_in_code(formatted.entities)),
    )


def _given(entities: Any, end: int) -> list[Entity]:
    listed = entities if isinstance(entities, list) else []
    checked = [entity for entity in map(_checked, listed) if entity]
    for entity in checked:
        _check_place(entity, end)
    return [entity for entity in checked if entity["length"]]


def _check_place(entity: Entity, end: int) -> None:
    for name in ("offset", "length"):
        if not 0 <= entity[name] <= _FARTHEST:
            raise bad_request(f"receive an entity with incorrect {name} {entity[name]}")
    start, stop = entity["offset"], entity["offset"] + entity["length"]
    if stop > end:
        raise bad_request(
            f"entity beginning at UTF-16 offset {start} ends after the end of the text "
            f"at UTF-16 offset {stop}"
        )


def _checked(entity: Any) -> Entity | None:
    if not isinstance(entity, dict):
        raise _refused("expected an Object")
    _require(entity, ("offset", "length", "type"))
    kind = entity["type"]
    if kind in _AUTOMATIC:
        return None
    if kind not in (*_PLAIN, *_PLAIN_BLOCKS, *_DETAILS):
        raise _refused("Unsupported type specified")
    required = _DETAILS.get(kind, ())
    _require(entity, required)
    kept = {name: entity[name] for name in ("type", "offset", "length", *required)}
    optional = _OPTIONAL.get(kind, "")
    if entity.get(optional):
        kept[optional] = entity[optional]
    if not is_time_format(str(kept.get("date_time_format", ""))):
        raise _refused("Invalid date-time format specified")
    return kept


def _require(entity: Entity, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in entity:
            raise _refused(f'Can\'t find field "{name}"')
        if name in ("offset", "length", "unix_time") and not isinstance(entity[name], int):
            raise _refused(f'Field "{name}" must be of type Number')
        if name == "user" and not isinstance(entity[name], dict):
            raise _refused('Field "user" must be of type Object')


def _refused(reason: str) -> Exception:
    return bad_request(f"can't parse MessageEntity: {reason}")
