"""Those who wait for news of an order: woken when the stream names it, else by and by."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager


class News:
    """What one of them waits for."""

    def __init__(self) -> None:
        self._come = asyncio.Event()

    def come(self) -> None:
        self._come.set()

    async def wait(self, pause: float) -> bool:
        """Return after a pause, or as soon as there is news: whether there was.

        What comes while Binance is asked counts for the next pause, since the answer may be older.
        """
        try:
            async with asyncio.timeout(pause):
                await self._come.wait()
        except TimeoutError:
            return False
        self._come.clear()
        return True


class Waking:
    """Tells whoever waits for an order, by its name, that something happened to it."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[News]] = {}

    def call(self, client_order_id: str) -> None:
        """It happened; nobody may wait for it, or several."""
        for one in self._waiting.get(client_order_id, ()):
            one.come()

    @contextmanager
    def news_of(self, client_order_id: str) -> Iterator[News]:
        """Hear of an order from here on."""
        news = News()
        self._waiting.setdefault(client_order_id, set()).add(news)
        try:
            yield news
        finally:
            left = self._waiting[client_order_id]
            left.discard(news)
            if not left:
                del self._waiting[client_order_id]


def jittered(pause: float) -> float:
    """Somewhat shorter, so that not all ask at once."""
    return pause * random.uniform(0.5, 1)  # noqa: S311  # jitter
