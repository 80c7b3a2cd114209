"""Methods that tell about chats and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call

_NO_GIFTS = dict.fromkeys(
    [
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ],
    False,
)
_MENU_BUTTONS = ("default", "commands", "web_app")


async def get_chat(call: Call) -> dict[str, Any]:
    return call.chat().about | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": _NO_GIFTS,
    }


async def get_file(call: Call) -> dict[str, Any]:
    file_id = call.parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = call.world.files.by_id(file_id)
    return file.as_api() | {"file_path": file.path}


async def set_chat_menu_button(call: Call) -> bool:
    button = call.parameters.json("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in _MENU_BUTTONS:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    call.bot.menu_buttons[call.parameters.integer("chat_id")] = button
    return True


async def get_chat_menu_button(call: Call) -> dict[str, Any]:
    buttons = call.bot.menu_buttons
    found = buttons.get(call.parameters.integer("chat_id")) or buttons.get(0)
    return found or {"type": "default"}
