"""Faults, flood limits, redelivery, and starting over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from sandbox.faults import Fault
from sandbox.telegram.api.door import FAULT_KINDS
from sandbox.telegram.control.answering import Body, delete, get, json_of, post, read
from sandbox.telegram.people import Impossible

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import Route

    from sandbox.telegram.world import World


class Redelivery(Body):
    update_id: int | None = None


class Switch(Body):
    enforce: bool


class Steering:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            post("/sandbox/redeliver", self._redeliver),
            post("/sandbox/limits", self._limits),
            post("/sandbox/reset", self._reset),
            post("/sandbox/faults", self._add_faults),
            get("/sandbox/faults", self._faults),
            delete("/sandbox/faults", self._clear_faults),
        ]

    async def _redeliver(self, request: Request) -> Any:
        wish = await read(request, Redelivery)
        bot = self._world.bot
        update_id = bot.updates.repeat(wish.update_id)
        if update_id is None:
            raise Impossible("there was no such update")
        if bot.webhook:
            bot.webhook.wake()
        return {"update_id": update_id}

    async def _limits(self, request: Request) -> Any:
        self._world.limits.enforced = (await read(request, Switch)).enforce
        return {"enforce": self._world.limits.enforced}

    async def _reset(self, _: Request) -> Any:
        self._world.reset()
        return {"reset": True}

    async def _add_faults(self, request: Request) -> Any:
        body = await json_of(request)
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
