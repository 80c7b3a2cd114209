"""The doors of the futures' streams: USD-M has three routes, COIN-M shares spot's `/ws`.

A stream that is asked for on another route than its own is acknowledged and never heard.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.routing import WebSocketRoute

from sandbox.exchange.doors.disturbances import Mishaps
from sandbox.exchange.doors.rules import Rules
from sandbox.exchange.doors.streams import Streams
from sandbox.exchange.doors.subscribers import Subscribers
from sandbox.exchange.futures.streams.audience import Audience
from sandbox.exchange.futures.streams.broadcast import FuturesBroadcast
from sandbox.exchange.futures.streams.notices import SESSIONS
from sandbox.exchange.futures.users.private import arrivals

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.sockets import Sockets

_MESSAGES_A_SECOND = 10
PUBLIC, MARKET, PRIVATE = "public", "market", "private"


def route_of(stream: str) -> str:
    """Return the one route on which a stream is heard; a listen key is a stream's name too."""
    if "@" not in stream and stream[:1] != "!" and stream != SESSIONS:
        return PRIVATE
    kind = stream.partition("@")[2].partition("@")[0]
    of_book = kind.startswith(("depth", "rpiDepth")) or kind in {"bookTicker", "trade"}
    return PUBLIC if of_book or stream == "!bookTicker" else MARKET


class FuturesStreams:
    """The streams of both venues; those of COIN-M are heard by spot's subscribers as well."""

    def __init__(self, core: Core, sockets: Sockets, spot: Subscribers) -> None:
        self._core = core
        self._sockets = sockets
        self._subscribers = Subscribers()
        self._coin_m_pairs = {contract.pair for contract in core.futures.cm.values()}
        self._usd_m = FuturesBroadcast(core, Audience(self._subscribers))
        self._coin_m = FuturesBroadcast(core, Audience(spot, self._is_coin_m))
        floor = core.futures.floor
        usd_m = Mishaps(core, f"/{PRIVATE}/ws", self._subscribers.publish)
        coin_m = Mishaps(core, "/ws", spot.publish)
        floor.listen_keys.voices[False].append(usd_m.tell)
        floor.listen_keys.voices[True].append(coin_m.tell)
        floor.on_liquidated.extend((self._usd_m.liquidated, self._coin_m.liquidated))

    def beat(self) -> None:
        self._usd_m.beat()
        self._coin_m.beat()

    def routes(self) -> list[WebSocketRoute]:
        """Return the doors of USD-M."""
        return [
            route
            for name in (PUBLIC, MARKET, PRIVATE)
            for route in self._routes(name, self._rules(name))
        ]

    def _rules(self, name: str) -> Rules:
        rules = Rules(
            messages=_MESSAGES_A_SECOND,
            microseconds=False,
            delivers=lambda stream: route_of(stream) == name,
        )
        if name != PRIVATE:
            return rules
        return replace(rules, arrive=arrivals(self._subscribers))

    def _routes(self, name: str, rules: Rules) -> list[WebSocketRoute]:
        streams = Streams(self._core, self._sockets, self._subscribers, rules)
        return [
            WebSocketRoute(f"/{name}/ws", streams.raw),
            WebSocketRoute(f"/{name}/ws/{{streams:path}}", streams.raw),
            WebSocketRoute(f"/{name}/stream", streams.combined),
        ]

    def _is_coin_m(self, stream: str) -> bool:
        """Tell COIN-M's streams from spot's: by the pair in their name, as no coin is in USD."""
        return stream.partition("@")[0].partition("_")[0].upper() in self._coin_m_pairs
