"""What happens, told at once to every open chat page (server-sent events)."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_KEEPALIVE_SECONDS = 15.0
_BACKLOG = 1000


class Live:
    """Fans events out to the pages; one that does not read loses its connection."""

    def __init__(self) -> None:
        self._pages: set[asyncio.Queue[dict[str, Any] | None]] = set()

    def tell(self, kind: str, **details: Any) -> None:
        for page in tuple(self._pages):
            if page.qsize() >= _BACKLOG:
                self._pages.discard(page)
                page.put_nowait(None)  # the page reconnects and loads everything anew
            else:
                page.put_nowait({"type": kind, **details})

    def response(self) -> StreamingResponse:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=headers)

    async def _stream(self) -> AsyncIterator[str]:
        with self._joined() as events:
            yield "retry: 500\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(events.get(), _KEEPALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                yield f"data: {json.dumps(event)}\n\n"

    @contextmanager
    def _joined(self) -> Iterator[asyncio.Queue[dict[str, Any] | None]]:
        events: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._pages.add(events)
        try:
            yield events
        finally:
            self._pages.discard(events)
