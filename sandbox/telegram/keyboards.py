"""Keyboards under messages and in place of the person's own, checked as Telegram does."""

from __future__ import annotations

from typing import Any, NamedTuple

from sandbox.telegram.errors import bad_request
from sandbox.telegram.text.links import checked_link

Button = dict[str, Any]
Rows = list[list[Button]]

_STYLES = ("danger", "success", "primary")
_MOST_BUTTONS = 100
_DATA_BYTES = 64
_COPY_CHARACTERS = 256
_ACTIONS = (
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "web_app",
    "copy_text",
    "disabled",
)
_KEYBOARD_OPTIONS = (
    "is_persistent",
    "resize_keyboard",
    "one_time_keyboard",
    "input_field_placeholder",
)


class Markup(NamedTuple):
    """What a `reply_markup` asks for; an inline keyboard is echoed, the others are not."""

    inline: Rows | None = None
    reply: dict[str, Any] | None = None
    removes_reply: bool = False

    @property
    def is_reply(self) -> bool:
        return self.reply is not None or self.removes_reply


def markup(value: Any) -> Markup:
    if value is None or value == {}:
        return Markup()
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        rows = _rows(value["inline_keyboard"], "inline_keyboard")
        inline = [[_inline_button(button) for button in row] for row in rows]
        return Markup(inline=[row for row in inline if row] or None)
    if "keyboard" in value:
        return Markup(reply=_reply_keyboard(value))
    return Markup(removes_reply=bool(value.get("remove_keyboard")))


def _rows(value: Any, field: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(f'field "{field}" must be an Array of Arrays')
    if sum(map(len, value)) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return value


def _inline_button(button: Any) -> Button:
    if not isinstance(button, dict):
        raise _refused("InlineKeyboardButton must be an Object")
    kept = _label(button)
    action = next((name for name in _ACTIONS if button.get(name) not in (None, "")), None)
    if action is None:
        action = "switch_inline_query" if "switch_inline_query" in button else None
    if action is None:
        raise _refused("Text buttons are unallowed in the inline keyboard")
    return kept | {action: _checked_action(action, button[action])}


def _label(button: Button) -> Button:
    if not isinstance(button.get("text"), str):
        raise _refused('Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("text buttons can't be empty")
    style = button.get("style")
    if style and style not in _STYLES:
        raise _refused("invalid button style specified")
    return {"text": button["text"]} | ({"style": style} if style else {})


def _checked_action(action: str, value: Any) -> Any:
    if action == "callback_data":
        if not isinstance(value, str) or len(value.encode()) > _DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        return _button_url(value)
    elif action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= _COPY_CHARACTERS:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return {"text": text}
    return value


def _button_url(value: Any) -> str:
    url = checked_link(str(value)) or (str(value) if str(value).startswith("tg://user?id=") else "")
    if not url:
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    return url


def _reply_keyboard(value: dict[str, Any]) -> dict[str, Any]:
    rows = _rows(value["keyboard"], "keyboard")
    kept = [[_reply_button(button) for button in row] for row in rows if row]
    options = {name: value[name] for name in _KEYBOARD_OPTIONS if value.get(name)}
    return {"keyboard": kept} | options


def _reply_button(button: Any) -> Button:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(
            "can't parse keyboard button: KeyboardButton must be a String or an Object"
        )
    return _label(button)


def _refused(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")
