"""What a door of market streams allows, by product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.wire.pools import STREAM_CONNECTIONS, Pool

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.websockets import WebSocket

    from sandbox.exchange.doors.subscribers import Listener

    Arrival = Callable[[Listener, WebSocket], Callable[[], None] | None]


@dataclass(frozen=True)
class Rules:
    """What a door allows, and which streams can be heard through it.

    A stream that `delivers` says no to is acknowledged, listed and silent. `arrive` sees every
    connection as it opens, and may return what is to be done when it is over.
    """

    messages: int = 5  # a second
    streams: int = 1_024
    connections: Pool = STREAM_CONNECTIONS
    microseconds: bool = True
    delivers: Callable[[str], bool] = lambda _: True
    arrive: Arrival = lambda _, __: None
