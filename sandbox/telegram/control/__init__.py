"""`/sandbox/*`: acting as people, and looking at what they and the bot see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.telegram.control.acting import Acting
from sandbox.telegram.control.gathering import Gathering
from sandbox.telegram.control.looking import Looking
from sandbox.telegram.control.opening import Opening
from sandbox.telegram.control.steering import Steering

if TYPE_CHECKING:
    from starlette.routing import Route

    from sandbox.telegram.world import World


class Control:
    """The endpoints that tests, scripts and the chat page use."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        parts = (Acting, Gathering, Opening, Looking, Steering)
        return [route for part in parts for route in part(self._world).routes()]
