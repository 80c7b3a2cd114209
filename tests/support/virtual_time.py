"""Hours in milliseconds: an event loop whose clock jumps to the next timer."""

import asyncio


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time passes only while everybody waits; nothing in it may wait for a socket."""

    def __init__(self) -> None:
        super().__init__()
        self._virtual = 0.0
        self._select = self._selector.select  # type: ignore[attr-defined]
        self._selector.select = self._jump  # type: ignore[attr-defined]

    def time(self) -> float:
        return self._virtual

    def _jump(self, timeout: float | None = None) -> list[object]:
        ready: list[object] = self._select(0 if timeout is not None else None)
        if not ready and timeout:
            self._virtual += timeout
        return ready
