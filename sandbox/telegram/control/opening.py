"""Inline mode and Mini Apps, as a person uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.control.answering import Body, post, read
from sandbox.telegram.people import apps, inline
from sandbox.telegram.people.places import chat_of, message_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import Route

    from sandbox.telegram.world import World


class Asking(Body):
    user_id: int
    query: str
    chat_id: int | None = None
    offset: str = ""
    wait: float = 5.0  # seconds for the bot to answer


class Choosing(Body):
    user_id: int
    inline_query_id: str
    result_id: str
    chat_id: int | None = None


class Launching(Body):
    user_id: int
    url: str
    chat_id: int | None = None
    message_id: int | None = None
    keyboard: bool = False


class SendingData(Body):
    user_id: int
    button_text: str
    data: str


class Opening:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            post("/sandbox/inline", self._ask),
            post("/sandbox/inline/choose", self._choose),
            post("/sandbox/webapp", self._launch),
            post("/sandbox/webapp/data", self._send_data),
        ]

    async def _ask(self, request: Request) -> Any:
        wish = await read(request, Asking)
        person = self._world.person(wish.user_id, None, None)
        chat = chat_of(self._world, wish.user_id, wish.chat_id)
        query_id, answer = await inline.ask(
            self._world, person, chat, wish.query, wish.offset, wait=wish.wait
        )
        if answer is None:
            return {"inline_query_id": query_id, "results": None, "next_offset": ""}
        shown = {
            "inline_query_id": query_id,
            "results": [result.given for result in answer.results],
            "next_offset": answer.next_offset,
        }
        return shown | ({"button": answer.button} if answer.button else {})

    async def _choose(self, request: Request) -> Any:
        wish = await read(request, Choosing)
        person = self._world.person(wish.user_id, None, None)
        chat = chat_of(self._world, wish.user_id, wish.chat_id)
        chosen = wish.inline_query_id, wish.result_id
        return {"message_id": inline.choose(self._world, person, chat, *chosen).message_id}

    async def _launch(self, request: Request) -> Any:
        wish = await read(request, Launching)
        person = self._world.person(wish.user_id, None, None)
        chat = chat_of(self._world, wish.user_id, wish.chat_id)
        if wish.message_id is not None:
            message_in(chat, wish.message_id)
        url, query_id = apps.launch(
            self._world, person, chat, wish.url, from_keyboard=wish.keyboard
        )
        return {"url": url} | ({"query_id": query_id} if query_id else {})

    async def _send_data(self, request: Request) -> Any:
        wish = await read(request, SendingData)
        person = self._world.person(wish.user_id, None, None)
        chat = chat_of(self._world, wish.user_id)
        message = apps.send_data(self._world, person, chat, wish.button_text, wish.data)
        return {"message_id": message.message_id}
