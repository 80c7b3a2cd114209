"""Those who wait for news of an order: woken when the stream names it, else by and by."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager

from bot.deeds import Leg
from storage import OrderIntent


class News:
    """What one of them waits for; `leg` is how the order stood when it was told of last."""

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self.leg: Leg | None = None
        self._come = asyncio.Event()

    def come(self, leg: Leg | None) -> None:
        self.leg = leg or self.leg
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

    def call(self, user_id: int, client_order_id: str, leg: Leg | None = None) -> None:
        """It happened in an account of this person; nobody may wait for it, or several."""
        for one in self._waiting.get(client_order_id, ()):
            if one.user_id == user_id:
                one.come(leg)

    @contextmanager
    def news_of(self, intent: OrderIntent) -> Iterator[News]:
        """Hear of an order from here on."""
        news, client_order_id = News(intent.user_id), intent.client_order_id
        self._waiting.setdefault(client_order_id, set()).add(news)
        try:
            yield news
        finally:
            left = self._waiting[client_order_id]
            left.discard(news)
            if not left:
                del self._waiting[client_order_id]


async def event_or_pause(event: asyncio.Event, pause: float) -> None:
    """Wait for whichever comes first."""
    try:
        async with asyncio.timeout(pause):
            await event.wait()
    except TimeoutError:
        pass  # the pause is over, that is all


def jittered(pause: float) -> float:
    """Somewhat shorter, so that not all ask at once."""
    return pause * random.uniform(0.5, 1)  # noqa: S311  # jitter
