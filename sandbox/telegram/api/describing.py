"""Methods about what the bot offers: its command lists and its menu button."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.telegram.buttons import web_app
from sandbox.telegram.commands import DEFAULT_SCOPE, Command, Scope
from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call

_COMMAND = re.compile(r"/?([a-z0-9_]{1,32})", re.ASCII)
_DESCRIPTION_LENGTH = 256
_MOST_COMMANDS = 100
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


async def set_my_commands(call: Call) -> bool:
    listed = call.parameters.json("commands", "commands") or []
    if not isinstance(listed, list):
        raise bad_request("expected an Array of BotCommand")
    if len(listed) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.command_lists.set(_scope(call), language(call), [_command(each) for each in listed])
    call.world.live.tell("page")
    return True


async def get_my_commands(call: Call) -> list[Command]:
    return call.bot.command_lists.get(_scope(call), language(call))


async def delete_my_commands(call: Call) -> bool:
    call.bot.command_lists.set(_scope(call), language(call), [])
    call.world.live.tell("page")
    return True


async def set_chat_menu_button(call: Call) -> bool:
    given = call.parameters.json("menu_button", "menu button") or {"type": "default"}
    button = _menu_button(given)
    chat_id = call.chat().chat_id if call.parameters.text("chat_id") else 0
    call.bot.menu_buttons.pop(chat_id, None)
    if button["type"] != "default":
        call.bot.menu_buttons[chat_id] = button
    call.world.live.tell("page")
    return True


async def get_chat_menu_button(call: Call) -> dict[str, Any]:
    return call.bot.menu_button(call.parameters.integer("chat_id"))


def language(call: Call) -> str:
    """Return the two-letter code; nothing stands for everybody else."""
    code = call.parameters.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _menu_button(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise _refused_button("MenuButton must be an Object")
    kind = given.get("type")
    if kind in ("default", "commands"):
        return {"type": kind}
    if kind != "web_app":
        raise _refused_button("MenuButton has unsupported type")
    if not given.get("text"):
        raise _refused_button('Can\'t find field "text"')
    app = web_app(given.get("web_app"), "menu button Web App")
    return {"type": kind, "text": str(given["text"]), "web_app": app}


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
    if not isinstance(scope, dict):
        raise _refused_scope("BotCommandScope must be an Object")
    if "type" not in scope:
        raise _refused_scope('Can\'t find field "type"')
    if scope["type"] not in _SCOPES:
        raise _refused_scope("Unsupported type specified")
    kept: Scope = {"type": scope["type"]}
    for name in _SCOPES[scope["type"]]:
        kept[name] = _identity(scope, name)
    if "chat_id" in kept and call.world.chat(call.bot, kept["chat_id"]) is None:
        raise bad_request("chat not found")
    return kept


def _identity(scope: Scope, name: str) -> int:
    if name not in scope:
        raise _refused_scope(f'Can\'t find field "{name}"')
    try:
        found = int(scope[name])
    except (TypeError, ValueError):
        found = 0
    if found == 0:
        raise bad_request("chat not found" if name == "chat_id" else "invalid user_id specified")
    return found


def _refused_scope(reason: str) -> Exception:
    return bad_request(f"can't parse BotCommandScope: {reason}")


def _refused_button(reason: str) -> Exception:
    return bad_request(f"can't parse menu button: {reason}")
