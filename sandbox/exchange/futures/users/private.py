"""Who listens to the user data of futures: connections that came with a listen key."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from starlette.websockets import WebSocket

    from sandbox.exchange.doors.subscribers import Listener, Subscribers


def arrivals(subscribers: Subscribers) -> Callable[[Listener, WebSocket], None]:
    """Return what is to be done with every connection to `/private`.

    It listens to each `listenKey` of its address, and hears only the `events` that are named
    there, which is nothing but these: who leaves out listenKeyExpired never hears of it.
    """

    def arrive(listener: Listener, websocket: WebSocket) -> None:
        query = parse_qs(websocket.scope["query_string"].decode("utf-8", "replace"))
        keys = [each for value in query.get("listenKey", []) for each in value.split("/")]
        named = [each for value in query.get("events", []) for each in value.split("/")]
        if named:
            listener.wants = _among(frozenset(named))
        listener.streams.update(dict.fromkeys(keys))
        subscribers.subscribe(listener, keys)

    return arrive


def _among(names: frozenset[str]) -> Callable[[Any], bool]:
    return lambda event: event["e"] in names
