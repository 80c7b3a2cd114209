"""Writing, tapping, editing, deleting, reacting and sending files as a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from starlette.datastructures import UploadFile

from sandbox.telegram.control.answering import Body, post, read
from sandbox.telegram.files import Upload
from sandbox.telegram.people import Impossible, talking, tapping
from sandbox.telegram.people.places import chat_of, message_in

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.routing import Route

    from sandbox.telegram.buttons import Button
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.messages import Message
    from sandbox.telegram.world import World


class Saying(Body):
    user_id: int
    text: str
    name: str | None = None
    language_code: str | None = None
    chat_type: Literal["private", "group", "supergroup"] = "private"
    chat_id: int | None = None
    reply_to_message_id: int | None = None


class Pointing(Body):
    """A message that the person does something with."""

    user_id: int
    message_id: int
    chat_id: int | None = None


class Tapping(Pointing):
    data: str | None = None
    label: str | None = None
    wait: float = 5.0  # seconds for the bot to answer


class Editing(Pointing):
    text: str


class Reacting(Pointing):
    emoji: str | None


class Sending(Body):
    """The fields of an upload beside the file."""

    user_id: int
    kind: Literal["photo", "document"]
    chat_id: int | None = None
    caption: str = ""


class Acting:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            post("/sandbox/message", self._message),
            post("/sandbox/tap", self._tap),
            post("/sandbox/edit", self._edit),
            post("/sandbox/delete", self._delete),
            post("/sandbox/reaction", self._reaction),
            post("/sandbox/upload", self._upload),
        ]

    async def _message(self, request: Request) -> Any:
        wish = await read(request, Saying)
        person = self._world.person(wish.user_id, wish.name, wish.language_code)
        chat = chat_of(self._world, wish.user_id, wish.chat_id, wish.chat_type)
        replied_to = wish.reply_to_message_id
        reply_to = None if replied_to is None else message_in(chat, replied_to)
        message = talking.say(self._world, person, wish.text, chat, reply_to)
        return {"message_id": message.message_id, "chat_id": chat.chat_id}

    async def _tap(self, request: Request) -> Any:
        wish = await read(request, Tapping)
        person, chat, message = self._pointed_at(wish)
        data = wish.data
        if data is None:
            button = tapping.labelled(message, wish.label or "")
            if "callback_data" not in button:
                return _without_callback(button)
            data = button["callback_data"]
        answer = await tapping.tap(self._world, person, chat, message, data, wait=wish.wait)
        if answer is None:
            return {"answered": None, "show_alert": False}
        shown = {"answered": answer.text, "show_alert": answer.show_alert}
        return shown | ({"url": answer.url} if answer.url else {})

    async def _edit(self, request: Request) -> Any:
        wish = await read(request, Editing)
        talking.edit(self._world, *self._pointed_at(wish), wish.text)
        return {}

    async def _delete(self, request: Request) -> Any:
        talking.delete(self._world, *self._pointed_at(await read(request, Pointing)))
        return {}

    async def _reaction(self, request: Request) -> Any:
        wish = await read(request, Reacting)
        talking.react(self._world, *self._pointed_at(wish), wish.emoji)
        return {}

    async def _upload(self, request: Request) -> Any:
        async with request.form() as form:
            file = await _file(form)
            fields = {name: value for name, value in form.items() if name != "file"}
        wish = Sending.model_validate(fields)
        person = self._world.person(wish.user_id, None, None)
        chat = chat_of(self._world, wish.user_id, wish.chat_id)
        message = talking.upload(self._world, person, chat, wish.kind, file, wish.caption)
        return {"message_id": message.message_id}

    def _pointed_at(self, wish: Pointing) -> tuple[dict[str, Any], Chat, Message]:
        chat = chat_of(self._world, wish.user_id, wish.chat_id)
        message = message_in(chat, wish.message_id)
        return self._world.person(wish.user_id, None, None), chat, message


def _without_callback(button: Button) -> dict[str, Any]:
    """Say what a client does by itself with a button that asks nothing of the bot."""
    return {"answered": None, "show_alert": False, "button": button}


async def _file(form: FormData) -> Upload:
    part = form.get("file")
    if not isinstance(part, UploadFile):
        raise Impossible("the form has no file")
    mime_type = part.content_type or "application/octet-stream"
    return Upload(part.filename or "file", await part.read(), mime_type)
