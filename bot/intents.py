"""What became of an order that somebody confirmed: each verdict is written and told at once.

A verdict and its message are one transaction, and a verdict is only ever passed forward, so that
the sender, the stream and the reconciliation may all find out without telling it twice.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from binance.errors import Rejected, Unsent
from binance.models.orders import OrderState
from binance.private.spot import NewOrder
from bot import order_notices as notices
from bot.explain import explain
from bot.i18n import Say
from bot.notices import Notice
from bot.notifications import Sender
from bot.voice import voice
from storage import OrderIntent, Storage, Unit
from storage import OrderState as State

BACKEND = timedelta(seconds=10)  # Binance's own time-out between its front and its engine
MARGIN = timedelta(seconds=10)
WATCH = timedelta(hours=24)  # how long an order that was found absent may still surprise us

PENDING: frozenset[State] = frozenset({"SENDING", "UNKNOWN"})


class Intents:
    """The book of intents."""

    def __init__(
        self,
        storage: Storage,
        sender: Sender,
        *,
        now: Callable[[], datetime],
        grace: timedelta = BACKEND + MARGIN,
    ) -> None:
        self._storage, self._sender, self._now, self._grace = storage, sender, now, grace
        self._under_way: set[str] = set()
        self.unresolved = asyncio.Event()

    @contextmanager
    def under_way(self, client_order_id: str) -> Iterator[None]:
        """While the POST runs nobody else judges the intent; left without a verdict, they do."""
        self._under_way.add(client_order_id)
        try:
            yield
        finally:
            self._under_way.discard(client_order_id)
            self.unresolved.set()

    def is_under_way(self, client_order_id: str) -> bool:
        return client_order_id in self._under_way

    def deadline(self, intent: OrderIntent) -> datetime:
        """When an order that cannot be found by then was not carried out.

        Binance refuses what is older than `recv_window`, and answers within its time-out. The
        order was signed before now, so counting from now is late enough, whatever happened.
        """
        return self._now() + timedelta(milliseconds=intent.recv_window) + self._grace

    async def accepted(
        self, intent: OrderIntent, order: NewOrder, result: OrderState, *, found: bool = False
    ) -> None:
        """Binance has it; `found` when that was learnt after saying it was unknown."""
        await self._pass(
            intent, PENDING, "ACCEPTED",
            lambda say: notices.accepted(say, order, result), news=found,
            order_id=result.order_id, status=str(result.status),
            result=result.model_dump(mode="json"),
        )  # fmt: skip

    async def rejected(self, intent: OrderIntent, order: NewOrder, error: Rejected) -> None:
        await self._pass(
            intent, PENDING, "REJECTED",
            lambda say: notices.refused(say, order, explain(say, error)), reason=str(error),
        )  # fmt: skip

    async def not_sent(self, intent: OrderIntent, order: NewOrder, error: Unsent) -> None:
        await self._pass(
            intent, {"SENDING"}, "NOT_SENT",
            lambda say: notices.refused(say, order, explain(say, error)), reason=str(error),
        )  # fmt: skip

    async def unknown(self, intent: OrderIntent, order: NewOrder) -> None:
        """It may have been carried out: say so, and let the reconciliation find out."""
        await self._pass(
            intent, {"SENDING"}, "UNKNOWN",
            lambda say: notices.checking(say, order), deadline_at=self.deadline(intent),
        )  # fmt: skip

    async def absent(self, intent: OrderIntent, order: NewOrder) -> None:
        await self._pass(
            intent, {"UNKNOWN"}, "ABSENT",
            lambda say: notices.absent(say, order), news=True, watch_until=self._now() + WATCH,
        )  # fmt: skip

    async def undetermined(self, intent: OrderIntent, order: NewOrder) -> None:
        """The key it was sent with is gone, and nobody else can find out: say so, once."""
        async with self._storage.begin() as unit:
            notice = notices.undetermined(await voice(unit, intent.user_id), order)
            await _tell(unit, intent, "UNDETERMINED", notice, news=True)
        self._sender.nudge()

    async def surfaced(self, intent: OrderIntent, order: NewOrder, result: OrderState) -> None:
        """An order that had been found absent exists after all."""
        await self._pass(
            intent, {"ABSENT"}, "ACCEPTED",
            lambda say: notices.late(say, order, result), news=True,
            order_id=result.order_id, status=str(result.status),
            result=result.model_dump(mode="json"),
        )  # fmt: skip

    async def _pass(
        self,
        intent: OrderIntent,
        before: Collection[State],
        verdict: State,
        tell: Callable[[Say], Notice],
        *,
        news: bool = False,
        **fields: Any,
    ) -> None:
        """Write the verdict and its message, unless somebody was faster."""
        async with self._storage.begin() as unit:
            moved = await unit.orders.move(intent.client_order_id, before, verdict, **fields)
            if moved is None:
                return
            notice = tell(await voice(unit, intent.user_id))
            await _tell(unit, intent, verdict, notice, news=news)
        self._sender.nudge()


async def _tell(
    unit: Unit, intent: OrderIntent, verdict: str, notice: Notice, *, news: bool
) -> None:
    """Edit the message that was confirmed; `news` is also sent anew, because edits are silent."""
    key = f"order:{intent.client_order_id}:{verdict}"
    put = partial(
        unit.outbox.put,
        chat_id=intent.chat_id,
        user_id=intent.user_id,
        kind="order",
        text=notice.text,
        keyboard=notice.buttons,
    )
    await put(edits=intent.message_id, key=key)
    if news:
        await put(key=f"{key}:news")


def order_of(intent: OrderIntent) -> NewOrder:
    """The very order that was confirmed."""
    return NewOrder.model_validate(intent.payload)
