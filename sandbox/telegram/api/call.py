"""One call of the Bot API, and what most methods need of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from sandbox.telegram.errors import ApiError, bad_request, forbidden
from sandbox.telegram.keyboards import Markup, markup
from sandbox.telegram.text.formatted import Entity, Formatted, utf16_length
from sandbox.telegram.text.received import received

if TYPE_CHECKING:
    from sandbox.telegram.api.parameters import Parameters
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.messages import Message
    from sandbox.telegram.world import World

_TEXT_LENGTH = 4096
_CAPTION_LENGTH = 1024


class Access(Enum):
    """What a method wants of a chat."""

    READ = auto()
    MEMBERS = auto()  # its list of members
    EDIT = auto()
    WRITE = auto()


@dataclass(frozen=True)
class Call:
    world: World
    bot: Bot
    parameters: Parameters

    def chat(self, access: Access = Access.READ, name: str = "chat_id") -> Chat:
        if not self.parameters.text(name):
            raise bad_request("chat_id is empty")
        found = self.world.chat(self.bot, self.parameters.integer(name))
        if found is None:
            raise bad_request("chat not found")
        if not found.is_private:
            _check_access(found, access)
        return found

    def chat_to_send_to(self, what: str = "text messages", right: str = "messages") -> Chat:
        """Return the chat if person and group let the bot write, and the flood limits do too."""
        chat = self.chat(Access.WRITE)
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.own.may(f"can_send_{right}", chat.permissions):
            raise bad_request(f"not enough rights to send {what} to the chat")
        self.world.limits.admit(chat.chat_id, self.world.now())
        return chat

    def group(self) -> Chat:
        chat = self.chat(Access.WRITE)
        if chat.is_private:
            raise bad_request("method is available only for groups and supergroups")
        return chat

    def need_right(self, chat: Chat, right: str, what: str) -> None:
        if not chat.is_private and not chat.own.may(right, chat.permissions):
            raise bad_request(f"not enough rights to {what}")

    def message(
        self, purpose: str, access: Access = Access.EDIT, chat_name: str = "chat_id"
    ) -> tuple[Chat, Message]:
        """Return the message that `message_id` names; `purpose` is what the error says."""
        chat = self.chat(access, chat_name)
        message = chat.messages.get(self.parameters.integer("message_id"))
        if message is None:
            raise bad_request(f"{purpose} not found")
        return chat, message

    def message_ids(self, most: int = 100) -> list[int]:
        ids = self.parameters.json("message_ids", "message_ids")
        if ids is None or ids == []:
            raise bad_request("message identifiers are not specified")
        if not isinstance(ids, list):
            raise bad_request("expected an Array of message identifiers")
        if len(ids) > most:
            raise bad_request("too many message identifiers specified")
        return [_message_id(value) for value in ids]

    def user_id(self) -> int:
        user_id = self.parameters.integer("user_id")
        if user_id <= 0:
            raise bad_request("invalid user_id specified")
        return user_id

    def text(self) -> Formatted:
        content = self.formatted("text")
        if not content.text:
            raise bad_request("message text is empty")
        if utf16_length(content.text) > _TEXT_LENGTH:
            raise bad_request("message is too long")
        return content

    def caption(self, source: Parameters | None = None) -> Formatted:
        """Return the caption of this call, or of a media object inside it."""
        content = self.formatted("caption", "caption_entities", source=source)
        if utf16_length(content.text) > _CAPTION_LENGTH:
            raise bad_request("message caption is too long")
        return content

    def markup(self) -> Markup:
        return markup(self.parameters.json("reply_markup", "reply keyboard markup"))

    def formatted(
        self,
        text: str,
        entities: str = "entities",
        parse_mode: str = "parse_mode",
        *,
        source: Parameters | None = None,
    ) -> Formatted:
        given = source or self.parameters
        content = received(
            given.text(text),
            parse_mode=given.text(parse_mode),
            entities=given.json(entities, "entities"),
        )
        return content._replace(entities=self._with_people(content.entities))

    def _with_people(self, entities: list[Entity]) -> list[Entity]:
        """Say who is mentioned by id; who is not known here is not mentioned either."""
        known = self.world.people
        return [
            entity | {"user": known[entity["user"]["id"]]} if "user" in entity else entity
            for entity in entities
            if "user" not in entity or entity["user"].get("id") in known
        ]


def _check_access(chat: Chat, access: Access) -> None:
    """Refuse what the bot may not do with a group any more, with Telegram's reasons."""
    inner = Access.READ if chat.type == "supergroup" else Access.MEMBERS
    if chat.migrated_to and access in (Access.MEMBERS, Access.WRITE):
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    if chat.own.is_present or access.value < inner.value:
        return
    if chat.own.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    raise forbidden(f"bot is not a member of the {chat.type} chat")


def _message_id(value: object) -> int:
    if not isinstance(value, int | str):
        raise bad_request("message identifier must be a Number")
    try:
        number = int(value)
    except ValueError:
        raise bad_request("can't parse message identifier as a Number") from None
    if number <= 0:
        raise bad_request("invalid message identifier specified")
    return number
