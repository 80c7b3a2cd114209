"""Mistakes in the verdict and in what is told of it."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.deeds import Report
from bot.intents import BACKEND, Intents, deed_in

_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Hasty(Intents):
    """The first `Order does not exist.` is believed."""

    def deadline(self, intent: Any) -> datetime:
        del intent
        return _LONG_AGO


class Windowed(Intents):
    """Binance is done once the window is over."""

    def deadline(self, intent: Any) -> datetime:
        return self._now() + timedelta(milliseconds=intent.recv_window)


class Marginless(Intents):
    """Questions are answered by what is true at the moment."""

    def deadline(self, intent: Any) -> datetime:
        return self._now() + timedelta(milliseconds=intent.recv_window) + BACKEND


class Meddling(Intents):
    """What is being sent is judged at the same time."""

    def is_under_way(self, client_order_id: str) -> bool:
        del client_order_id
        return False


class Single(Intents):
    """Of two who are at it the first to leave takes the mark away."""

    @contextmanager
    def under_way(self, client_order_id: str) -> Any:
        try:
            with super().under_way(client_order_id):
                yield
        finally:
            self._under_way.pop(client_order_id, None)


class Inviting(Intents):
    """It is the turn of a later part for whoever asks."""

    async def due(self, intent: Any, deed: Any, *, insist: bool = False) -> Any:
        await super().due(intent, deed, insist=insist)
        return intent.also(state="SENDING")


class Deadpan(Intents):
    """What surfaced is written, and not told."""

    async def surfaced(self, intent: Any, report: Report) -> None:
        del intent, report


class Silent(Intents):
    async def left_out(self, intent: Any, error: Any = None, **more: Any) -> None:
        del error, more
        async with self._storage.begin() as unit:
            await unit.orders.move(intent.client_order_id, {"PLANNED"}, "NOT_SENT")


class Resigned(Intents):
    """What never left stays where it is."""

    async def unsent(self, intent: Any, error: Any) -> None:
        await self.not_sent(intent, error)


class Quiet(Intents):
    """That it is tried again is nobody's concern."""

    async def _postponed(self, intent: Any, reason: str) -> None:
        async with self._storage.begin() as unit:
            name = intent.client_order_id
            await unit.orders.move(name, {"SENDING"}, "PLANNED", reason=reason)


class Insisting(Intents):
    """What nobody knows of is tried again as well."""

    async def unknown(self, intent: Any, error: Any = None) -> None:
        if error is not None and intent.deadline_at is not None:
            await self._postponed(intent, str(error))
        else:
            await super().unknown(intent, error)


class Keeping(Intents):
    """What was not carried out stays counted."""

    async def _pass(self, intent: Any, before: Any, verdict: Any, *args: Any, **more: Any) -> None:
        guard, self._guard = self._guard, Stingy()
        try:
            await super()._pass(intent, before, verdict, *args, **more)
        finally:
            self._guard = guard


class Stingy:
    async def release(self, *_: Any) -> None:
        """Keep it."""


class Generous(Intents):
    """What was not found is given back, though it may turn up."""

    async def absent(self, intent: Any, beside: Any = None) -> None:
        await super().absent(intent, beside)
        async with self._storage.begin() as unit:
            await self._guard.release(unit, intent.user_id, deed_in(intent).request)
