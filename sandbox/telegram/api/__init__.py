"""The methods of the Bot API that the sandbox knows, each in the file of its subject."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from sandbox.telegram.api import editing, lookups, profile, sending, updating
from sandbox.telegram.api.call import Call

Function = Callable[[Call], Awaitable[Any]]


class Method(NamedTuple):
    name: str
    carry_out: Function


_FUNCTIONS: list[Function] = [
    profile.get_me,
    profile.log_out,
    profile.close,
    profile.set_my_commands,
    profile.get_my_commands,
    profile.delete_my_commands,
    profile.set_my_name,
    profile.get_my_name,
    profile.set_my_description,
    profile.get_my_description,
    profile.set_my_short_description,
    profile.get_my_short_description,
    updating.get_updates,
    updating.set_webhook,
    updating.delete_webhook,
    updating.get_webhook_info,
    updating.answer_callback_query,
    sending.send_message,
    sending.send_photo,
    sending.send_document,
    sending.send_chat_action,
    editing.edit_message_text,
    editing.edit_message_caption,
    editing.edit_message_media,
    editing.edit_message_reply_markup,
    editing.delete_message,
    editing.delete_messages,
    lookups.get_chat,
    lookups.get_file,
    lookups.set_chat_menu_button,
    lookups.get_chat_menu_button,
]


def _method(function: Function) -> Method:
    first, *rest = function.__name__.split("_")
    return Method(first + "".join(map(str.capitalize, rest)), function)


METHODS = {method.name.lower(): method for method in map(_method, _FUNCTIONS)}
"""By lower-case name, because Telegram does not look at the case."""
