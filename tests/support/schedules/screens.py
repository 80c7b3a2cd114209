"""What people see, told by the chat page's own live stream, without asking again and again."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from schedules.record import Seen


class Screens:
    """Every version of every message of the bot, as it appears."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._change = asyncio.Condition()

    @property
    def changed_at(self) -> float:
        return self.seen[-1].at if self.seen else 0.0

    async def sees(
        self, person: int, wanted: Callable[[Seen], bool], patience: float
    ) -> Seen | None:
        """Wait until a chat shows such a message; None when it does not."""
        looked_at = 0

        def appeared() -> Seen | None:
            nonlocal looked_at
            fresh, looked_at = self.seen[looked_at:], len(self.seen)
            return next((one for one in fresh if one.person == person and wanted(one)), None)

        try:
            async with asyncio.timeout(patience), self._change:
                while (found := appeared()) is None:
                    await self._change.wait()
                return found
        except TimeoutError:
            return None

    def shows(self, person: int, message_id: int) -> Seen | None:
        """A message as it is now."""
        versions = (one for one in reversed(self.seen) if one.person == person)
        return next((one for one in versions if one.message_id == message_id), None)

    @asynccontextmanager
    async def watching(self, http: httpx.AsyncClient, url: str) -> AsyncIterator[None]:
        async with http.stream("GET", f"{url}/sandbox/live", timeout=None) as response:
            lines = response.aiter_lines()
            await anext(lines)  # from here on nothing is missed
            reading = asyncio.create_task(self._read(lines))
            try:
                yield
            finally:
                reading.cancel()
                await asyncio.wait([reading])

    async def _read(self, lines: AsyncIterator[str]) -> None:
        async for line in lines:
            if not line.startswith("data: "):
                continue
            event = json.loads(line.removeprefix("data: "))
            if event["type"] == "message" and event["message"]["from"] == "bot":
                async with self._change:
                    self.seen.append(_seen(event))
                    self._change.notify_all()


def _seen(event: dict[str, Any]) -> Seen:
    message = event["message"]
    buttons = tuple(one["text"] for row in message["keyboard"] for one in row)
    return Seen(
        time.time(), event["chat_id"], message["message_id"], message["text"].rstrip(), buttons
    )
