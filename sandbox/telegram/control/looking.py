"""What is there: people, chats, messages, command lists, calls of the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.control.answering import get
from sandbox.telegram.people import Impossible
from sandbox.telegram.people.places import chat_of
from sandbox.telegram.screen import chat_as_seen

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import Route

    from sandbox.telegram.chats import Chat
    from sandbox.telegram.world import World


class Looking:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            get("/sandbox/world", self._all),
            get("/sandbox/chat/{chat_id:signed}", self._chat),
            get("/sandbox/commands", self._commands),
            get("/sandbox/calls", self._calls),
        ]

    async def _all(self, _: Request) -> Any:
        world, bot = self._world, self._world.bot
        about = {name: bot.about(name) for name in ("name", "description", "short_description")}
        private = {user_id: chat_of(world, user_id) for user_id in world.people}
        return {
            "bot": bot.as_user() | about,
            "people": [
                person | {"blocked": private[user_id].blocked}
                for user_id, person in world.people.items()
            ],
            "chats": [_summary(chat) for chat in bot.chats.values() if not chat.migrated_to],
        }

    async def _chat(self, request: Request) -> Any:
        chat_id = request.path_params["chat_id"]
        chat = self._world.chat(self._world.bot, chat_id)
        return chat_as_seen(chat) if chat else {"chat_id": chat_id, "messages": []}

    async def _commands(self, request: Request) -> Any:
        user_id, chat_id = _number(request, "user_id"), _number(request, "chat_id")
        if user_id is None:
            raise Impossible("user_id is missing")
        person = self._world.person(user_id, None, None)
        chat, bot = chat_of(self._world, user_id, chat_id), self._world.bot
        language = person.get("language_code", "")
        button = bot.menu_button(chat.chat_id)
        return {
            "commands": bot.commands_shown(chat, language, user_id),
            "menu_button": {"type": "commands"} if button["type"] == "default" else button,
        }

    async def _calls(self, _: Request) -> Any:
        return list(self._world.calls)


def _summary(chat: Chat) -> dict[str, Any]:
    members = [
        {"user_id": user_id, "status": member.status} for user_id, member in chat.members.items()
    ]
    return {
        "chat_id": chat.chat_id,
        "type": chat.type,
        "title": chat.title,
        "members": [{"user_id": chat.chat_id, "status": "member"}] if chat.is_private else members,
        "bot_status": chat.own.status,
    }


def _number(request: Request, name: str) -> int | None:
    value = request.query_params.get(name)
    if not value:
        return None
    try:
        return int(value)
    except ValueError:
        raise Impossible(f"{name} must be a number") from None
