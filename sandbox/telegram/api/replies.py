"""A method that a bot calls in its answer to a webhook, of which it never hears the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from sandbox.telegram.api.call import Call
from sandbox.telegram.api.parameters import Parameters
from sandbox.telegram.errors import ApiError

if TYPE_CHECKING:
    import httpx

    from sandbox.telegram.bots import Bot
    from sandbox.telegram.world import World

_NOT_THIS_WAY = ("setwebhook", "deletewebhook", "close", "logout")


async def carry_out_reply(world: World, bot: Bot, response: httpx.Response) -> None:
    """Carry out the `method` in the body, if there is one."""
    from sandbox.telegram.api import METHODS  # the table holds the methods about webhooks too

    try:
        parameters = await Parameters.read(_as_request(response))
    except ApiError:
        return  # most bots answer with something that is no call
    name = parameters.text("method").lower()
    if name not in METHODS or name in _NOT_THIS_WAY or name.startswith("get"):
        return
    method = METHODS[name]
    entry: dict[str, Any] = {
        "method": method.name,
        "bot_id": bot.id,
        "time": world.now(),
        "parameters": parameters.as_logged(),
        "status": 200,
    }
    world.calls.append(entry)
    try:
        result = await method.carry_out(Call(world, bot, parameters))
        entry["answer"] = {"ok": True, "result": result}
    except ApiError as error:
        entry |= {"status": error.code, "answer": error.envelope()}


def _as_request(response: httpx.Response) -> Request:
    """Read the answer as what it is in effect: the request of another call."""
    headers = [(name.lower(), value) for name, value in response.headers.raw]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": response.content, "more_body": False}

    scope = {"type": "http", "method": "POST", "query_string": b"", "headers": headers}
    return Request(scope, receive)
