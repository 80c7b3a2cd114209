"""Who listens to which market stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.doors.answers import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.exchange.doors.sockets import Socket


class Listener:
    """A connection to market streams; combined ones hear which stream an event is from."""

    def __init__(self, socket: Socket, *, combined: bool) -> None:
        self.socket = socket
        self.combined = combined
        self.streams: dict[str, None] = {}


class Subscribers:
    """Streams by name, with their listeners."""

    def __init__(self) -> None:
        self._streams: dict[str, dict[Listener, None]] = {}

    def __contains__(self, stream: str) -> bool:
        return stream in self._streams

    def names(self) -> list[str]:
        return list(self._streams)

    def subscribe(self, listener: Listener, streams: Iterable[str]) -> None:
        for stream in streams:
            listener.streams[stream] = None
            self._streams.setdefault(stream, {})[listener] = None

    def unsubscribe(self, listener: Listener, streams: Iterable[str]) -> None:
        for stream in streams:
            listener.streams.pop(stream, None)
            listeners = self._streams.get(stream, {})
            listeners.pop(listener, None)
            if not listeners:
                self._streams.pop(stream, None)

    def publish(self, stream: str, event: Any) -> None:
        """Send an event to all who listen, worded once for each form of connection."""
        listeners = self._streams.get(stream)
        if not listeners:
            return
        plain = dumps(event)
        combined = f'{{"stream":"{stream}","data":{plain}}}'
        for listener in listeners:
            listener.socket.send(combined if listener.combined else plain)
