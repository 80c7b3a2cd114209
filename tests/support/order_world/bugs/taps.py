"""Mistakes with the tap."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

from binance.errors import (
    BinanceError,
)
from bot import order_notices as notices
from bot.deeds import deed_of
from bot.i18n import Say
from bot.intents import deed_in
from bot.rehearsal import Rehearsal
from bot.trading import Tapped, Trading


class Late(Trading):
    """The order is sent, and then written down."""

    async def place(self, tap: Any) -> Tapped:
        connected = await self._accounts.of(tap.user_id)
        asked = await self.asked(tap.ticket_id)
        if asked is None or asked.key_id != connected.key.id:
            return Tapped.STALE
        try:
            answer = await connected.account.send(asked.first.request)
        except BinanceError:
            return Tapped.STALE
        intent = await self._intend(tap, asked, [Decimal(1)] * len(asked.deeds))
        if not isinstance(intent, Tapped):
            await self._intents.accepted(intent, asked.first.placed(answer))
        return Tapped.SENT


class Each(Trading):
    """Neither the ticket nor the update is used up: each tap is an order."""

    async def _intend(self, tap: Any, asked: Any, worths: Sequence[Decimal]) -> Any:
        name = f"{asked.first.client_id}-{tap.update_id}-{self._now().timestamp()}"
        if "new_client_order_id" not in asked.first.payload:
            return await super()._intend(tap, asked, worths)
        request = asked.first.request.model_copy(update={"new_client_order_id": name})
        again = replace(tap, ticket_id=name)
        async with self._storage.begin() as unit:
            await self._guard.note(unit, tap.user_id, request, worths[0], self._now())
            return await self._write(unit, again, 0, deed_of(request), asked.key_id, self._now())


class InTwo(Trading):
    """The ticket is used up in a transaction of its own."""

    async def _intend(self, tap: Any, asked: Any, worths: Sequence[Decimal]) -> Any:
        now = self._now()
        async with self._storage.begin() as unit:
            if not await unit.inbox.take(tap.update_id, tap.user_id):
                return Tapped.REPLAYED
            if await unit.tickets.use(tap.ticket_id, tap.user_id, tap.chat_id, now) is None:
                return Tapped.STALE
        async with self._storage.begin() as unit:
            written = [
                await self._write(unit, tap, part, deed, asked.key_id, now)
                for part, deed in enumerate(asked.deeds)
            ]
            for deed, worth in zip(asked.deeds, worths, strict=True):
                await self._guard.note(unit, tap.user_id, deed.request, worth, now)
        return written[0]


class Unmoved(Trading):
    async def _moved(self, asked: Any, care: Any) -> bool:
        del asked, care
        return False


class Wet(Trading):
    """A dry run that asks the real thing."""

    async def _rehearse(self, tap: Any, connected: Any, asked: Any) -> Tapped:
        with suppress(BinanceError):
            await connected.account.send(asked.first.request)
        return await super()._rehearse(tap, connected, asked)


class Wordless(Trading):
    """A dry run of which nothing is said before Binance has answered."""

    async def _rehearse(self, tap: Any, connected: Any, asked: Any) -> Tapped:
        async with self._storage.begin() as unit:
            if not await unit.inbox.take(tap.update_id, tap.user_id):
                return Tapped.REPLAYED
            if await unit.tickets.use(tap.ticket_id, tap.user_id, tap.chat_id, self._now()) is None:
                return Tapped.STALE
        say = Say("en")
        verdict = await Rehearsal().of(connected, asked, say)
        told = notices.rehearsed(say, asked.first, verdict)
        async with self._storage.begin() as unit:
            await unit.outbox.put(
                chat_id=tap.chat_id, user_id=tap.user_id, kind="order", text=told.text,
                key=f"order:{asked.first.client_id}:rehearsed",
            )  # fmt: skip
        return Tapped.SENT


class Wilful(Trading):
    """Whatever account is the current one takes the order."""

    async def place(self, tap: Any) -> Tapped:
        asked = await self.asked(tap.ticket_id)
        if asked is None:
            return Tapped.STALE
        with self._intents.under_way(asked.first.client_id):
            intent = await self._intend(tap, asked, [Decimal(1)] * len(asked.deeds))
            if isinstance(intent, Tapped):
                return intent
            await self._posting.post(await self._accounts.of(tap.user_id), intent)
        return Tapped.SENT


class AllAtOnce(Trading):
    """The later parts go out right after the first."""

    async def place(self, tap: Any) -> Tapped:
        tapped = await super().place(tap)
        if tapped is Tapped.SENT:
            async with self._storage.read() as unit:
                planned = await unit.orders.planned(self._environment)
            for intent, _ in planned:
                due = await self._intents.due(intent, deed_in(intent))
                if due is not None and due.user_id == tap.user_id:
                    await self._posting.post(await self._accounts.of(tap.user_id), due)
        return tapped


class Uncounted(Trading):
    """What is written down is not counted."""

    async def _intend(self, tap: Any, asked: Any, worths: Sequence[Decimal]) -> Any:
        del worths
        guard = self._guard
        self._guard = Deaf()  # type: ignore[assignment]
        try:
            return await super()._intend(tap, asked, [Decimal(0)] * len(asked.deeds))
        finally:
            self._guard = guard


class Deaf:
    async def note(self, *_: Any) -> None:
        """Forget it."""


class Credulous(Trading):
    """Any tap is good until the ticket is used, which is where this mistake is made too."""

    def _is_good(self, ticket: Any, tap: Any) -> bool:
        del ticket, tap
        return True
