"""Buttons below messages, checked as Telegram does and in the form in which it echoes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.text.links import checked_link, insecure_link, secure_link, wrong_link

if TYPE_CHECKING:
    from collections.abc import Callable

Button = dict[str, Any]

_STYLES = ("danger", "success", "primary")
_DATA_BYTES = 64
_COPY_CHARACTERS = 256
_CHAT_KINDS = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")


def inline_button(button: Any) -> Button:
    if not isinstance(button, dict):
        raise _refused("InlineKeyboardButton must be an Object")
    return label(button, _refused) | action(button)


def action(button: Button) -> Button:
    """Return what the button does: the first of its fields that Telegram looks at."""
    for name, checked in _ACTIONS.items():
        value = button.get(name)
        if value is not None and (value != "" or name in _MAY_BE_EMPTY):
            return checked(value)
    raise _refused("Text buttons are unallowed in the inline keyboard")


def label(button: Button, refused: Callable[[str], Exception]) -> Button:
    """Return text, icon and style."""
    if "text" not in button:
        raise refused('Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise refused('Field "text" must be of type String')
    kept = {"text": button["text"]}
    if icon := button.get("icon_custom_emoji_id"):
        kept["icon_custom_emoji_id"] = str(icon)
    style = str(button.get("style") or "default").lower()
    if style not in (*_STYLES, "default"):
        raise refused("invalid button style specified")
    return kept | ({"style": style} if style in _STYLES else {})


def is_blank(button: Any) -> bool:
    """Whether Telegram leaves the button out without a word."""
    return (
        isinstance(button, dict)
        and button.get("text") == ""
        and not button.get("icon_custom_emoji_id")
    )


def web_app(value: Any, what: str) -> dict[str, str]:
    """Return the app's address, which must be HTTPS, or in the sandbox on this machine."""
    given = _inner(value, "web_app", "url")
    url = secure_link(given)
    if url is None:
        raise bad_request(f"{what} {insecure_link(given)}")
    return {"url": url}


def _url(value: Any) -> Button:
    url = str(value)
    checked = url if url.startswith("tg://user?id=") else checked_link(url)
    if not checked:
        raise bad_request(f"inline keyboard button {wrong_link(url)}")
    return {"url": checked}


def _callback_data(value: Any) -> Button:
    if not isinstance(value, str) or len(value.encode()) > _DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return {"callback_data": value}


def _unusable(_: Any) -> Button:
    """Refuse games and payments, which belong to messages of their own kinds."""
    raise bad_request("BUTTON_TYPE_INVALID")


def _switch(value: Any) -> Button:
    return {"switch_inline_query": str(value)}


def _switch_chosen(value: Any) -> Button:
    if not isinstance(value, dict):
        raise _refused('Field "switch_inline_query_chosen_chat" must be of type Object')
    allowed = {kind: bool(value.get(kind)) for kind in _CHAT_KINDS}
    if not any(allowed.values()):
        raise bad_request("At least one chat type must be allowed")
    query = str(value.get("query") or "")
    return {"switch_inline_query_chosen_chat": {"query": query} | allowed}


def _switch_here(value: Any) -> Button:
    return {"switch_inline_query_current_chat": str(value)}


def _login_url(value: Any) -> Button:
    """Echo the address only, as Telegram does."""
    given = _inner(value, "login_url", "url")
    url = secure_link(given)
    if url is None:
        raise bad_request(f"inline keyboard button login {insecure_link(given)}")
    return {"url": url}


def _web_app(value: Any) -> Button:
    return {"web_app": web_app(value, "inline keyboard button Web App")}


def _copy_text(value: Any) -> Button:
    text = _inner(value, "copy_text", "text")
    if not 1 <= len(text) <= _COPY_CHARACTERS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"copy_text": {"text": text}}


def _disabled(value: Any) -> Button:
    if not isinstance(value, dict):
        raise _refused('Field "disabled" must be of type Object')
    return {"disabled": {}}


_ACTIONS: dict[str, Callable[[Any], Button]] = {
    "url": _url,
    "callback_data": _callback_data,
    "callback_game": _unusable,
    "pay": _unusable,
    "switch_inline_query": _switch,
    "switch_inline_query_chosen_chat": _switch_chosen,
    "switch_inline_query_current_chat": _switch_here,
    "login_url": _login_url,
    "web_app": _web_app,
    "copy_text": _copy_text,
    "disabled": _disabled,
}
_MAY_BE_EMPTY = ("switch_inline_query", "switch_inline_query_current_chat")


def _inner(value: Any, name: str, field: str) -> str:
    if not isinstance(value, dict):
        raise _refused(f'Field "{name}" must be of type Object')
    if not isinstance(value.get(field), str):
        raise _refused(f'Can\'t find field "{field}"')
    return str(value[field])


def _refused(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")
