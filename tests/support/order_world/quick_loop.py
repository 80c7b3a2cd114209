"""An event loop that knows nothing but tasks and timers, and counts its steps.

A step is whatever runs between two awaits. Before a fatal one the process ends: a schedule played
again and again with another fatal step ends at each await there is.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context
from heapq import heappop, heappush
from types import coroutine
from typing import Any


class _Handle:
    """A call to come; as much of `asyncio.TimerHandle` as is used."""

    __slots__ = ("args", "callback", "over", "when_")

    def __init__(self, callback: Callable[..., Any], args: tuple[Any, ...], when: float) -> None:
        self.callback, self.args, self.when_ = callback, args, when
        self.over = False

    def cancel(self) -> None:
        self.over = True

    def cancelled(self) -> bool:
        return self.over

    def when(self) -> float:
        return self.when_


class QuickLoop(asyncio.AbstractEventLoop):
    """Virtual time from 0 on; runs until `stop`, or until there is nothing left to do."""

    def __init__(self) -> None:
        self._ready: deque[_Handle] = deque()
        self._timers: list[tuple[float, int, _Handle]] = []
        self._made, self._now = 0, 0.0
        self._going = False
        self.tasks: list[asyncio.Task[Any]] = []
        self.complaints: list[str] = []
        self.steps = 0
        self.fatal = 0
        self.on_fatal: Callable[[], None] = self.stop

    def run(self) -> None:
        """Go on until somebody stops it."""
        self._going = True
        asyncio._set_running_loop(self)
        try:
            while self._going and (self._ready or self._jump()):
                handle = self._ready.popleft()
                if handle.over:
                    continue
                self.steps += 1
                if self.steps == self.fatal:
                    self.on_fatal()
                handle.callback(*handle.args)
        finally:
            asyncio._set_running_loop(None)

    def _jump(self) -> bool:
        """Let time pass until the next timer; False when there is none."""
        while self._timers:
            when, _, handle = heappop(self._timers)
            if not handle.over:
                self._now = max(self._now, when)
                self._ready.append(handle)
                return True
        return False

    def abandon(self) -> None:
        """Cancel every task: none of them may find a door open any more."""
        tasks, self.tasks = self.tasks, []
        for task in tasks:
            task.cancel()

    # what asyncio asks of a loop

    def time(self) -> float:
        return self._now

    def stop(self) -> None:
        self._going = False

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> _Handle:
        del context  # nobody here asks for variables of a context
        handle = _Handle(callback, args, self._now)
        self._ready.append(handle)
        return handle

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> _Handle:
        del context
        self._made += 1
        handle = _Handle(callback, args, when)
        heappush(self._timers, (when, self._made, handle))
        return handle

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> _Handle:
        return self.call_at(self._now + delay, callback, *args)

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(
        self, coro: Any, *, name: str | None = None, context: Context | None = None
    ) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(coro, loop=self, name=name, context=context)
        self.tasks.append(task)
        return task

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return self._going

    def is_closed(self) -> bool:
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.complaints.append(f"{context.get('message')}: {context.get('exception')!r}")


@coroutine
def switch() -> Any:
    """Let everybody else go on first, as each await of the world outside does."""
    yield
