"""Who listens to the streams of futures: subscribers, as far as a stream is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.doors.subscribers import Subscribers


class Audience:
    """The listeners to some of the subscribers' streams, which `is_ours` tells from the others."""

    def __init__(
        self, subscribers: Subscribers, is_ours: Callable[[str], bool] = lambda _: True
    ) -> None:
        self._subscribers = subscribers
        self._is_ours = is_ours

    def __contains__(self, stream: str) -> bool:
        return stream in self._subscribers and self._is_ours(stream)

    def publish(self, stream: str, event: Any) -> None:
        if self._is_ours(stream):
            self._subscribers.publish(stream, event)

    def watch(self, first: Callable[[str], None], last: Callable[[str], None]) -> None:
        """Tell of the streams that get their first listener, or lose their last one."""
        self._subscribers.on_first.append(lambda s: first(s) if self._is_ours(s) else None)
        self._subscribers.on_last.append(lambda s: last(s) if self._is_ours(s) else None)
