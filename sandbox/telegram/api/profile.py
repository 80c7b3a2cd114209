"""Methods about the bot itself: who it is and what it says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.api.describing import language
from sandbox.telegram.api.parameters import Parameters
from sandbox.telegram.errors import bad_request
from sandbox.telegram.members import ADMINISTRATOR_RIGHTS

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call

_LONGEST = {"name": 64, "description": 512, "short_description": 120}


async def get_me(call: Call) -> dict[str, Any]:
    return call.bot.as_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_guest_queries": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


async def log_out(call: Call) -> bool:  # noqa: ARG001 - every method is given its call
    return True


async def close(call: Call) -> bool:  # noqa: ARG001 - every method is given its call
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


async def set_my_default_administrator_rights(call: Call) -> bool:
    given = call.parameters.json("rights", "ChatAdministratorRights") or {}
    if not isinstance(given, dict):
        raise bad_request("ChatAdministratorRights must be an Object")
    source = Parameters(given)
    rights = {right: source.flag(right) for right in ADMINISTRATOR_RIGHTS}
    call.bot.administrator_rights[call.parameters.flag("for_channels")] = rights
    return True


async def get_my_default_administrator_rights(call: Call) -> dict[str, bool]:
    none = dict.fromkeys(ADMINISTRATOR_RIGHTS, False)
    return call.bot.administrator_rights.get(call.parameters.flag("for_channels"), none)


def _describe(call: Call, field: str) -> bool:
    text = call.parameters.text(field)
    if len(text) > _LONGEST[field]:
        raise bad_request(f"{field.replace('_', ' ')} is too long")
    call.bot.describe(field, language(call), text)
    call.world.live.tell("page")
    return True


def _description(call: Call, field: str) -> dict[str, str]:
    return {field: call.bot.about(field, language(call))}
