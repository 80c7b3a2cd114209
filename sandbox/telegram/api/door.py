"""`/bot<token>/<method>`: a request in, Telegram's envelope out, faults on the way."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import DropConnection, Fault
from sandbox.telegram.api import METHODS, Method
from sandbox.telegram.api.call import Call
from sandbox.telegram.api.parameters import Parameters
from sandbox.telegram.errors import NOT_FOUND, ApiError

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.telegram.world import World

FAULT_KINDS = frozenset({"status", "delay", "drop_before", "drop_after", "garbage"})
_DESCRIPTIONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class Door:
    """The HTTP side of the Bot API."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        verbs = ["GET", "POST"]
        return [
            Route("/bot{token}/{method}", self._call, methods=verbs),
            Route("/file/bot{token}/{path:path}", self._file),
        ]

    async def _call(self, request: Request) -> Response:
        method = METHODS.get(request.path_params["method"].lower())
        entry: dict[str, Any] = {
            "method": method.name if method else request.path_params["method"],
            "time": self._world.now(),
            "parameters": {},
            "status": None,  # until it is answered, or for ever when the connection is cut
            "answer": None,
        }
        try:
            response = await self._answer(request, method, entry)
        except ApiError as error:
            response = _refusal(error)
        except ClientDisconnect:
            return Response()  # nobody is there to read it; the call stays without an answer
        if not isinstance(response, DropConnection):
            entry["status"] = response.status_code
            entry["answer"] = _logged(response)
        return response

    async def _answer(
        self, request: Request, method: Method | None, entry: dict[str, Any]
    ) -> Response:
        bot = self._world.called_by(request.path_params["token"])
        entry["bot_id"] = bot.id
        self._world.calls.append(entry)
        parameters = await Parameters.read(request)
        entry["parameters"] = parameters.as_logged()
        if method is None:
            raise NOT_FOUND
        call = Call(self._world, bot, parameters)
        fault = self._world.faults.take(request.method, method.name, kinds=FAULT_KINDS)
        if fault is not None:
            return await _faulty(fault, method, call)
        return await _carried_out(method, call)

    async def _file(self, request: Request) -> Response:
        self._world.called_by(request.path_params["token"])
        file = self._world.files.by_path(request.path_params["path"])
        if file is None:
            return _refusal(NOT_FOUND)
        return Response(file.content, media_type="application/octet-stream")


async def _carried_out(method: Method, call: Call) -> Response:
    try:
        return JSONResponse({"ok": True, "result": await method.carry_out(call)})
    except ApiError as error:
        return _refusal(error)


async def _faulty(fault: Fault, method: Method, call: Call) -> Response:
    if fault.kind == "drop_before":
        return DropConnection()
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "status" and not fault.execute:
        return _refusal(_ordered_error(fault))
    response = await _carried_out(method, call)
    if fault.kind == "status":
        return _refusal(_ordered_error(fault))
    if fault.kind == "drop_after":
        return DropConnection()
    return Response("<html>", media_type="text/html") if fault.kind == "garbage" else response


def _ordered_error(fault: Fault) -> ApiError:
    status = fault.status or 500
    description = fault.description or fault.msg or _DESCRIPTIONS.get(status, "Error")
    if fault.retry_after is None:
        return ApiError(status, description)
    if fault.description is None:
        description = f"{description}: retry after {fault.retry_after}"
    return ApiError(status, description, {"retry_after": fault.retry_after})


def _refusal(error: ApiError) -> Response:
    headers = {}
    if error.parameters and "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return JSONResponse(error.envelope(), status_code=error.code, headers=headers)


def _logged(response: Response) -> Any:
    if isinstance(response, JSONResponse):
        return json.loads(bytes(response.body))
    return None
