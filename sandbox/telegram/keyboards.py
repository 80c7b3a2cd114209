"""Keyboards under messages and in place of the person's own, checked as Telegram does."""

from __future__ import annotations

from typing import Any, NamedTuple

from sandbox.telegram.buttons import Button, inline_button, is_blank, label, web_app
from sandbox.telegram.errors import bad_request

Rows = list[list[Button]]

_MOST_BUTTONS = 100
_KEYBOARD_OPTIONS = (
    "is_persistent",
    "resize_keyboard",
    "one_time_keyboard",
    "input_field_placeholder",
    "selective",
)
_REQUESTS = {  # what a button of the person's own keyboard asks for, and how Telegram names it
    "request_contact": "phone number",
    "request_location": "location",
    "request_poll": "poll",
    "request_users": "users",
    "request_chat": "chats",
    "request_managed_bot": "managed bots",
}


class Markup(NamedTuple):
    """What a `reply_markup` asks for; an inline keyboard is echoed, the others are not."""

    inline: Rows | None = None
    reply: dict[str, Any] | None = None
    force_reply: dict[str, Any] | None = None
    removes_reply: bool = False

    @property
    def is_reply(self) -> bool:
        return self.reply is not None or self.force_reply is not None or self.removes_reply

    def private_only(self) -> str | None:
        """Name what makes the keyboard unusable in a group, in Telegram's words."""
        for row in (self.reply or {}).get("keyboard", []):
            for button in row:
                if "web_app" in button:
                    return "Web App buttons can be used in private chats only"
                for request, asked in _REQUESTS.items():
                    if request in button:
                        return f"{asked} can be requested in private chats only"
        inline = (button for row in self.inline or [] for button in row)
        return "BUTTON_TYPE_INVALID" if any("web_app" in button for button in inline) else None


def markup(value: Any) -> Markup:
    if value is None or value == {}:
        return Markup()
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if value.get("keyboard"):
        return Markup(reply=_reply_keyboard(value))
    if value.get("inline_keyboard"):
        return Markup(inline=_inline_keyboard(value["inline_keyboard"]))
    if value.get("remove_keyboard"):
        return Markup(removes_reply=True)
    if value.get("force_reply"):
        options = {name: value[name] for name in _KEYBOARD_OPTIONS if value.get(name)}
        return Markup(force_reply={"force_reply": True} | options)
    return Markup()


def _inline_keyboard(value: Any) -> Rows | None:
    rows = _rows(value, 'field "inline_keyboard" of the InlineKeyboardMarkup')
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    inline = [[inline_button(button) for button in row if not is_blank(button)] for row in rows]
    return [row for row in inline if row] or None


def _reply_keyboard(value: dict[str, Any]) -> dict[str, Any] | None:
    rows = _rows(value["keyboard"], 'field "keyboard"')
    kept = [[_reply_button(button) for button in row if not is_blank(button)] for row in rows]
    shown = [row for row in kept if row]
    options = {name: value[name] for name in _KEYBOARD_OPTIONS if value.get(name)}
    return {"keyboard": shown} | options if shown else None


def _rows(value: Any, what: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(f"{what} must be an Array of Arrays")
    return value


def _reply_button(button: Any) -> Button:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise _refused("KeyboardButton must be a String or an Object")
    kept = label(button, _refused)
    for request in _REQUESTS:
        if button.get(request):
            return kept | {request: button[request]}
    if button.get("web_app"):
        return kept | {"web_app": web_app(button["web_app"], "keyboard button Web App")}
    return kept


def _refused(reason: str) -> Exception:
    return bad_request(f"can't parse keyboard button: {reason}")
