"""`/sandbox/*`: acting as people, and looking at what they and the bot see."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import Fault
from sandbox.telegram import people
from sandbox.telegram.api.door import FAULT_KINDS
from sandbox.telegram.people import Impossible

if TYPE_CHECKING:
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.keyboards import Button
    from sandbox.telegram.world import World

Endpoint = Callable[[Request], Awaitable[Response]]
Wish = TypeVar("Wish", bound="Body")


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Person(Body):
    user_id: int
    name: str | None = None
    language_code: str | None = None


class Saying(Person):
    text: str
    chat_type: Literal["private", "group", "supergroup"] = "private"
    chat_id: int | None = None


class Tapping(Body):
    user_id: int
    message_id: int
    data: str | None = None
    label: str | None = None
    chat_id: int | None = None
    wait: float = 5.0  # seconds for the bot to answer


class Blocking(Body):
    user_id: int
    blocked: bool = True


class Redelivery(Body):
    update_id: int | None = None


class Switch(Body):
    enforce: bool


class Control:
    """The endpoints that tests, scripts and the chat page use."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            _post("/sandbox/message", self._message),
            _post("/sandbox/tap", self._tap),
            _post("/sandbox/block", self._block),
            _post("/sandbox/redeliver", self._redeliver),
            _post("/sandbox/people", self._person),
            _post("/sandbox/limits", self._limits),
            _post("/sandbox/reset", self._reset),
            _post("/sandbox/faults", self._add_faults),
            _get("/sandbox/faults", self._faults),
            Route("/sandbox/faults", _answering(self._clear_faults), methods=["DELETE"]),
            _get("/sandbox/chat/{chat_id:signed}", self._chat),
            _get("/sandbox/calls", self._calls),
        ]

    async def _message(self, request: Request) -> Any:
        wish = await _body(request, Saying)
        person = self._world.person(wish.user_id, wish.name, wish.language_code)
        chat = people.chat_of(self._world, wish.user_id, wish.chat_type, wish.chat_id)
        message = people.say(self._world, person, wish.text, chat)
        return {"message_id": message.message_id, "chat_id": chat.chat_id}

    async def _tap(self, request: Request) -> Any:
        wish = await _body(request, Tapping)
        chat_id = wish.user_id if wish.chat_id is None else wish.chat_id
        chat = people.chat_of(self._world, wish.user_id, "private", chat_id)
        message = chat.messages.get(wish.message_id)
        if message is None:
            raise Impossible(f"there is no message {wish.message_id} in chat {chat.chat_id}")
        data = wish.data
        if data is None:
            button = people.labelled(message, wish.label or "")
            if "callback_data" not in button:
                return _without_callback(button)
            data = button["callback_data"]
        person = self._world.person(wish.user_id, None, None)
        answer = await people.tap(self._world, person, chat, message, data, wait=wish.wait)
        if answer is None:
            return {"answered": None, "show_alert": False}
        return {"answered": answer.text, "show_alert": answer.show_alert}

    async def _block(self, request: Request) -> Any:
        wish = await _body(request, Blocking)
        person = self._world.person(wish.user_id, None, None)
        people.block(self._world, person, self._private(wish.user_id), blocked=wish.blocked)
        return {"blocked": wish.blocked}

    async def _redeliver(self, request: Request) -> Any:
        wish = await _body(request, Redelivery)
        update_id = self._world.bot.updates.repeat(wish.update_id)
        if update_id is None:
            raise Impossible("there was no such update")
        return {"update_id": update_id}

    async def _person(self, request: Request) -> Any:
        wish = await _body(request, Person)
        person = self._world.person(wish.user_id, wish.name, wish.language_code)
        self._world.live.tell("page")
        return person

    async def _limits(self, request: Request) -> Any:
        self._world.limits.enforced = (await _body(request, Switch)).enforce
        return {"enforce": self._world.limits.enforced}

    async def _reset(self, _: Request) -> Any:
        self._world.reset()
        return {"reset": True}

    async def _add_faults(self, request: Request) -> Any:
        body = await _json(request)
        wished = body if isinstance(body, list) else [body]
        faults = TypeAdapter(list[Fault]).validate_python(wished)
        for fault in faults:
            if fault.kind not in FAULT_KINDS:
                raise Impossible(f"the offline Telegram has no fault {fault.kind!r}")
        self._world.faults.add(faults)
        return await self._faults(request)

    async def _faults(self, _: Request) -> Any:
        return [fault.model_dump(exclude_none=True) for fault in self._world.faults]

    async def _clear_faults(self, _: Request) -> Any:
        self._world.faults.clear()
        return []

    async def _chat(self, request: Request) -> Any:
        chat_id = request.path_params["chat_id"]
        chat = self._world.chat(self._world.bot, chat_id)
        return chat.as_seen() if chat else {"chat_id": chat_id, "messages": []}

    async def _calls(self, _: Request) -> Any:
        return list(self._world.calls)

    def _private(self, user_id: int) -> Chat:
        return people.chat_of(self._world, user_id, "private", None)


def _without_callback(button: Button) -> dict[str, Any]:
    """Say what a client does by itself with a button that asks nothing of the bot."""
    return {"answered": None, "show_alert": False, "button": button}


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body() or b"{}")
    except ValueError:
        raise Impossible("the body must be JSON") from None


async def _body(request: Request, wish: type[Wish]) -> Wish:
    return wish.model_validate(await _json(request))


def _get(path: str, endpoint: Callable[[Request], Awaitable[Any]]) -> Route:
    return Route(path, _answering(endpoint), methods=["GET"])


def _post(path: str, endpoint: Callable[[Request], Awaitable[Any]]) -> Route:
    return Route(path, _answering(endpoint), methods=["POST"])


def _answering(endpoint: Callable[[Request], Awaitable[Any]]) -> Endpoint:
    """Answer with what the endpoint returns, or with 400 and the reason."""

    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(await endpoint(request))
        except Impossible as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        except ValidationError as error:
            reasons = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
            return JSONResponse({"error": "; ".join(reasons)}, status_code=400)

    return answer
