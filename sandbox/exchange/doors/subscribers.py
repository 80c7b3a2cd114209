"""Who listens to which market stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.doors.answers import dumps
from sandbox.exchange.doors.microseconds import in_microseconds
from sandbox.server import text_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.exchange.doors.sockets import Socket

Form = tuple[bool, bool]


class Listener:
    """A connection to streams; combined ones hear which stream an event is from.

    With `wants`, it hears only the events that this function says yes to.
    """

    def __init__(self, socket: Socket, *, combined: bool, microseconds: bool = False) -> None:
        self.socket = socket
        self.combined = combined
        self.microseconds = microseconds
        self.streams: dict[str, None] = {}
        self.wants: Callable[[Any], bool] | None = None

    @property
    def form(self) -> Form:
        return self.combined, self.microseconds


class Subscribers:
    """Streams by name, with their listeners.

    The functions in `on_first` and `on_last` are told the name of a stream when the first
    listener comes and when the last one has gone.
    """

    def __init__(self) -> None:
        self._streams: dict[str, dict[Listener, None]] = {}
        self.on_first: list[Callable[[str], None]] = []
        self.on_last: list[Callable[[str], None]] = []

    def __contains__(self, stream: str) -> bool:
        return stream in self._streams

    def subscribe(self, listener: Listener, streams: Iterable[str]) -> None:
        for stream in streams:
            listeners = self._streams.setdefault(stream, {})
            listeners[listener] = None
            if len(listeners) == 1:
                for begin in self.on_first:
                    begin(stream)

    def unsubscribe(self, listener: Listener, streams: Iterable[str]) -> None:
        for stream in streams:
            listeners = self._streams.get(stream)
            if listeners is None or listener not in listeners:
                continue
            del listeners[listener]
            if not listeners:
                del self._streams[stream]
                for end in self.on_last:
                    end(stream)

    def publish(self, stream: str, event: Any) -> None:
        """Send an event to all who listen, worded and framed once for each form of connection."""
        listeners = self._streams.get(stream)
        if not listeners:
            return
        frames: dict[Form, bytes] = {}
        for listener in listeners:
            if listener.wants is not None and not listener.wants(event):
                continue
            form = listener.form
            if form not in frames:
                frames[form] = _framed(stream, event, *form)
            listener.socket.send_frame(frames[form])


def _framed(stream: str, event: Any, combined: bool, microseconds: bool) -> bytes:  # noqa: FBT001 - a form
    text = dumps(in_microseconds(event) if microseconds else event)
    return text_frame(f'{{"stream":"{stream}","data":{text}}}' if combined else text)
