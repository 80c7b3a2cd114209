"""Methods about the bot itself: who it is and what it says it can do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.telegram.bots import DEFAULT_SCOPE, Command, Scope
from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call

_COMMAND = re.compile(r"/?([a-z0-9_]{1,32})", re.ASCII)
_DESCRIPTION_LENGTH = 256
_MOST_COMMANDS = 100
_LONGEST = {"name": 64, "description": 512, "short_description": 120}
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


async def get_me(call: Call) -> dict[str, Any]:
    return call.bot.as_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def log_out(call: Call) -> bool:  # noqa: ARG001 - every method is given its call
    return True


async def close(call: Call) -> bool:  # noqa: ARG001 - every method is given its call
    return True


async def set_my_commands(call: Call) -> bool:
    listed = call.parameters.json("commands", "commands")
    if not isinstance(listed, list):
        raise bad_request("expected an Array of BotCommand")
    if len(listed) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(each) for each in listed]
    call.bot.set_commands(_scope(call), call.parameters.text("language_code"), commands)
    call.world.live.tell("page")
    return True


async def get_my_commands(call: Call) -> list[Command]:
    return call.bot.commands(_scope(call), call.parameters.text("language_code"))


async def delete_my_commands(call: Call) -> bool:
    call.bot.set_commands(_scope(call), call.parameters.text("language_code"), [])
    call.world.live.tell("page")
    return True


async def set_my_name(call: Call) -> bool:
    return _describe(call, "name")


async def get_my_name(call: Call) -> dict[str, str]:
    return _description(call, "name")


async def set_my_description(call: Call) -> bool:
    return _describe(call, "description")


async def get_my_description(call: Call) -> dict[str, str]:
    return _description(call, "description")


async def set_my_short_description(call: Call) -> bool:
    return _describe(call, "short_description")


async def get_my_short_description(call: Call) -> dict[str, str]:
    return _description(call, "short_description")


def _describe(call: Call, field: str) -> bool:
    text = call.parameters.text(field)
    if len(text) > _LONGEST[field]:
        raise bad_request(f"{field.replace('_', ' ')} is too long")
    call.bot.describe(field, call.parameters.text("language_code"), text)
    call.world.live.tell("page")
    return True


def _description(call: Call, field: str) -> dict[str, str]:
    return {field: call.bot.about(field, call.parameters.text("language_code"))}


def _command(value: Any) -> Command:
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(value.get(name), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    match = _COMMAND.fullmatch(value["command"])
    if match is None:
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(value["description"]) <= _DESCRIPTION_LENGTH:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": match[1], "description": value["description"]}


def _scope(call: Call) -> Scope:
    scope = call.parameters.json("scope", "BotCommandScope")
    if scope is None:
        return DEFAULT_SCOPE
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    kept = {"type": scope["type"]}
    for name in _SCOPES[scope["type"]]:
        if not scope.get(name):
            raise bad_request(f"can't parse BotCommandScope: Empty {name} specified")
        kept[name] = int(scope[name])
    return kept
