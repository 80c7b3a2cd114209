"""One call of the Bot API, and what most methods need of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.telegram.errors import bad_request, forbidden
from sandbox.telegram.files import Media
from sandbox.telegram.keyboards import Markup, markup
from sandbox.telegram.text.formatted import Formatted, utf16_length
from sandbox.telegram.text.received import received

if TYPE_CHECKING:
    from sandbox.telegram.api.parameters import Parameters
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.messages import Message
    from sandbox.telegram.world import World

_TEXT_LENGTH = 4096
_CAPTION_LENGTH = 1024


@dataclass(frozen=True)
class Call:
    world: World
    bot: Bot
    parameters: Parameters

    def chat(self) -> Chat:
        chat_id = self.parameters.text("chat_id")
        if not chat_id:
            raise bad_request("chat_id is empty")
        found = self.world.chat(self.bot, self.parameters.integer("chat_id"))
        if found is None:
            raise bad_request("chat not found")
        return found

    def chat_to_send_to(self) -> Chat:
        """Return the chat if the person still lets the bot write and the flood limits do too."""
        chat = self.chat()
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        self.world.limits.admit(chat.chat_id, self.world.now())
        return chat

    def message(self, purpose: str) -> tuple[Chat, Message]:
        """Return the message that `message_id` names; `purpose` is what the error says."""
        chat = self.chat()
        message_id = self.parameters.integer("message_id")
        if not message_id:
            raise bad_request("message identifier is not specified")
        if message_id not in chat.messages:
            raise bad_request(f"{purpose} not found")
        return chat, chat.messages[message_id]

    def text(self) -> Formatted:
        content = self._formatted(self.parameters, "text", "entities")
        if not content.text:
            raise bad_request("message text is empty")
        if utf16_length(content.text) > _TEXT_LENGTH:
            raise bad_request("message is too long")
        return content

    def caption(self, source: Parameters | None = None) -> Formatted:
        """Return the caption of this call, or of a media object inside it."""
        content = self._formatted(source or self.parameters, "caption", "caption_entities")
        if utf16_length(content.text) > _CAPTION_LENGTH:
            raise bad_request("message caption is too long")
        return content

    def markup(self) -> Markup:
        return markup(self.parameters.json("reply_markup", "reply keyboard markup"))

    def media(self, kind: str, reference: str, *, spoiler: bool = False) -> Media:
        """Return a photo or document by upload, `attach://` or file_id."""
        files = self.world.files
        upload = self.parameters.uploads.get(reference.removeprefix("attach://") or kind)
        if upload is None:
            if not reference:
                raise bad_request(f"there is no {kind} in the request")
            file = files.by_id(reference)
            if (file.size is None) is (kind == "photo"):
                raise bad_request(f"can't use file of this type as {kind.capitalize()}")
        elif kind == "photo":
            file = files.add_photo(upload.name, upload.content)
        else:
            file = files.add_document(upload.name, upload.content, upload.mime_type)
        return Media(file, spoiler=spoiler)

    def _formatted(self, source: Parameters, text: str, entities: str) -> Formatted:
        return received(
            source.text(text),
            parse_mode=source.text("parse_mode"),
            entities=source.json(entities, "entities"),
        )
