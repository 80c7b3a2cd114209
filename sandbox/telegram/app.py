"""The offline Telegram as one ASGI application."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware

from sandbox.telegram.api.door import Door
from sandbox.telegram.chat_page import ChatPage
from sandbox.telegram.control import Control
from sandbox.telegram.exchange import ExchangeDoor
from sandbox.telegram.guard import SameOrigin
from sandbox.telegram.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.routing import BaseRoute


class _Signed(Convertor[int]):
    """A whole number that may be negative, as the ids of groups are."""

    regex = "-?[0-9]+"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("signed", _Signed())


class Telegram:
    """A Bot API server and a chat page, both in memory and on loopback."""

    def __init__(
        self, *, exchange_url: str | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self._exchange_url = exchange_url
        self._world = World(now)

    def app(self) -> Starlette:
        """Return the application; it needs no lifespan.

        What runs beside the requests are a webhook's couriers, while they have something to bring.
        """
        page = ChatPage(self._world, has_exchange=self._exchange_url is not None)
        routes: list[BaseRoute] = [
            *Door(self._world).routes(),
            *Control(self._world).routes(),
            *page.routes(),
        ]
        if self._exchange_url is not None:
            routes += ExchangeDoor(self._exchange_url).routes()
        return Starlette(routes=routes, middleware=[Middleware(SameOrigin)])
