"""People, and the groups they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from sandbox.telegram import groups
from sandbox.telegram.control.answering import Body, post, read
from sandbox.telegram.members import Status, with_status
from sandbox.telegram.people import Impossible
from sandbox.telegram.people.places import chat_of, owner_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import Route

    from sandbox.telegram.chats import Chat
    from sandbox.telegram.world import World


class Person(Body):
    user_id: int
    name: str | None = None
    language_code: str | None = None


class Blocking(Body):
    user_id: int
    blocked: bool = True


class Founding(Body):
    title: str
    type: Literal["group", "supergroup"]
    members: list[int]
    admins: list[int] = Field(default_factory=list)


class Appointing(Body):
    chat_id: int
    user_id: int | Literal["bot"]
    status: Status


class Migrating(Body):
    chat_id: int


class Gathering:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            post("/sandbox/people", self._person),
            post("/sandbox/block", self._block),
            post("/sandbox/groups", self._group),
            post("/sandbox/members", self._member),
            post("/sandbox/migrate", self._migrate),
        ]

    async def _person(self, request: Request) -> Any:
        wish = await read(request, Person)
        person = self._world.person(wish.user_id, wish.name, wish.language_code)
        self._world.live.tell("page")
        return person

    async def _block(self, request: Request) -> Any:
        wish = await read(request, Blocking)
        person = self._world.person(wish.user_id, None, None)
        chat = chat_of(self._world, wish.user_id)
        groups.block(self._world, self._world.bot, chat, person, blocked=wish.blocked)
        return {"blocked": wish.blocked}

    async def _group(self, request: Request) -> Any:
        """Make a group whose first administrator, or else first member, is its creator."""
        wish = await read(request, Founding)
        people = list(dict.fromkeys([*wish.admins, *wish.members]))
        if not people or not wish.title.strip():
            raise Impossible("a group needs a title and a member")
        world, bot = self._world, self._world.bot
        chat = groups.new_group(world, bot, wish.type, wish.title)
        chat.own = with_status("left")
        for user_id in people:
            world.person(user_id, None, None)
            status: Status = "administrator" if user_id in wish.admins else "member"
            chat.members[user_id] = with_status("creator" if user_id == people[0] else status)
        groups.change_own(world, bot, chat, world.people[people[0]], with_status("member"))
        world.tell(bot, "members", chat)
        return {"chat_id": chat.chat_id}

    async def _member(self, request: Request) -> Any:
        wish = await read(request, Appointing)
        world, chat = self._world, self._group_of(wish.chat_id)
        new = with_status(wish.status)
        if wish.user_id == "bot":
            groups.change_own(world, world.bot, chat, owner_of(world, chat), new)
            return {}
        person = world.person(wish.user_id, None, None)
        comes_or_goes = wish.status in ("member", "left")
        actor = person if comes_or_goes else owner_of(world, chat)
        groups.change_member(world, world.bot, chat, actor, person, new)
        return {}

    async def _migrate(self, request: Request) -> Any:
        wish = await read(request, Migrating)
        world, chat = self._world, self._group_of(wish.chat_id)
        if chat.type != "group" or chat.migrated_to:
            raise Impossible("only a basic group can become a supergroup, and once")
        new = groups.migrate(world, world.bot, chat, owner_of(world, chat))
        return {"chat_id": new.chat_id}

    def _group_of(self, chat_id: int) -> Chat:
        chat = self._world.chat(self._world.bot, chat_id)
        if chat is None or chat.is_private:
            raise Impossible(f"there is no group {chat_id}")
        return chat
