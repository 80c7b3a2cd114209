"""JSON in, JSON out, and a sentence about what was wrong."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.telegram.people import Impossible

Endpoint = Callable[[Request], Awaitable[Any]]
Wish = TypeVar("Wish", bound="Body")


class Body(BaseModel):
    """What a request may say; anything else is a mistake."""

    model_config = ConfigDict(extra="forbid")


async def json_of(request: Request) -> Any:
    try:
        return json.loads(await request.body() or b"{}")
    except ValueError:
        raise Impossible("the body must be JSON") from None


async def read(request: Request, wish: type[Wish]) -> Wish:
    return wish.model_validate(await json_of(request))


def get(path: str, endpoint: Endpoint) -> Route:
    return Route(path, _answering(endpoint), methods=["GET"])


def post(path: str, endpoint: Endpoint) -> Route:
    return Route(path, _answering(endpoint), methods=["POST"])


def delete(path: str, endpoint: Endpoint) -> Route:
    return Route(path, _answering(endpoint), methods=["DELETE"])


def _answering(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
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
