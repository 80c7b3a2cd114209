"""Text inside rich messages: a string, a list of texts, or one of the RichText types."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.buttons import action
from sandbox.telegram.errors import bad_request

RichText = Any  # JSON: str, list or object

_STYLES = ("danger", "success", "primary", "link")
_PLAIN = (
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "subscript",
    "superscript",
    "marked",
    "code",
)
_FIELDS: dict[str, tuple[str, ...]] = dict.fromkeys(_PLAIN, ("text",)) | {
    "date_time": ("text", "unix_time", "date_time_format"),
    "text_mention": ("text", "user"),
    "custom_emoji": ("custom_emoji_id", "alternative_text"),
    "mathematical_expression": ("expression",),
    "url": ("text", "url"),
    "email_address": ("text", "email_address"),
    "phone_number": ("text", "phone_number"),
    "bank_card_number": ("text", "bank_card_number"),
    "mention": ("text", "username"),
    "hashtag": ("text", "hashtag"),
    "cashtag": ("text", "cashtag"),
    "bot_command": ("text", "bot_command"),
    "button": ("button",),
    "anchor": ("name",),
    "anchor_link": ("text", "anchor_name"),
    "reference": ("text", "name"),
    "reference_link": ("text", "reference_name"),
}
_JSON_TYPES: dict[str, type] = {"unix_time": int, "user": dict, "button": dict}


def rich_text(value: RichText) -> RichText:
    """Check a text and keep of it what Telegram knows."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return [rich_text(each) for each in value]
    if not isinstance(value, dict):
        raise refused("RichText must be a String, an Array or an Object")
    kind = value.get("type")
    if kind not in _FIELDS:
        raise refused("Unsupported RichText type specified")
    return {"type": kind} | {name: _field(value, name) for name in _FIELDS[kind]}


def plain(value: RichText) -> str:
    """Return what can be read in a text."""
    if isinstance(value, list):
        return "".join(map(plain, value))
    if not isinstance(value, dict):
        return str(value)
    if value["type"] == "button":
        return plain(value["button"]["text"])
    return plain(value.get("text") or value.get("alternative_text") or value.get("expression", ""))


def button(value: Any) -> dict[str, Any]:
    """Check a button inside a rich message; `style` may also be link."""
    if not isinstance(value, dict):
        raise refused("RichMessageButton must be an Object")
    kept: dict[str, Any] = {"text": rich_text(_present(value, "text"))}
    if style := value.get("style"):
        if style not in _STYLES:
            raise refused("invalid button style specified")
        kept["style"] = style
    return kept | action(value)


def refused(reason: str) -> Exception:
    return bad_request(f"can't parse InputRichMessage: {reason}")


def _field(value: dict[str, Any], name: str) -> Any:
    given = _present(value, name)
    if name == "text":
        return rich_text(given)
    if name == "button":
        return button(given)
    if not isinstance(given, _JSON_TYPES.get(name, str)):
        raise refused(f'Field "{name}" has a wrong type')
    return given


def _present(value: dict[str, Any], name: str) -> Any:
    if name not in value:
        raise refused(f'Can\'t find field "{name}"')
    return value[name]
