"""Finding out what became of orders whose outcome is unknown.

Asked by the name we gave it, Binance either has the order, or has none such. The latter counts
only after the deadline, because its answers lag behind and an order may still be on its way.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import datetime

from binance import Priority
from binance.errors import BinanceError, NoSuchOrder
from binance.models.events import ExecutionReport
from binance.models.orders import OrderState
from binance.private import spot as private
from bot.accounts import Accounts, Connected
from bot.intents import Intents, order_of
from bot.refusals import NoKey
from storage import OrderIntent, Storage

log = logging.getLogger(__name__)

PAUSES = (0.3, 10.0)  # shortest and longest pause between two questions, seconds
LOOK = 5.0  # seconds between looks at the table when nobody calls


class Reconciler:
    """Works on every intent without a verdict until it has one."""

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        intents: Intents,
        *,
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._accounts, self._intents = storage, accounts, intents
        self._environment, self._now = environment, now
        self._at_work: set[str] = set()
        self._given_up: set[str] = set()

    async def recover(self) -> int:
        """At start: what was being sent when the process ended is unknown; how many there were."""
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        for intent in left:
            await self._intents.unknown(intent, order_of(intent))
        return len(left)

    async def run(self) -> None:
        """Give each unresolved intent a worker; never returns."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._intents.unresolved.clear()
                for intent in await self._open():
                    self._at_work.add(intent.client_order_id)
                    group.create_task(self._resolve(intent))
                await _event_or_pause(self._intents.unresolved, LOOK)

    async def seen(self, user_id: int, report: ExecutionReport) -> None:
        """The stream names an order: if it is one of ours without a verdict, here it is."""
        async with self._storage.read() as unit:
            intent = await unit.orders.get(report.order_client_id)
        if intent is None or intent.user_id != user_id:
            return
        if intent.state == "UNKNOWN":
            await self._ask(intent)
        elif intent.state == "ABSENT":
            try:
                await self.look_again(user_id)
            except (BinanceError, NoKey) as error:
                log.warning("cannot ask for %s yet: %r", intent.client_order_id, error)

    async def look_again(self, user_id: int) -> None:
        """Ask once more for the orders of a person that were found absent a short while ago."""
        async with self._storage.read() as unit:
            watched = await unit.orders.watched(self._environment, self._now())
        for intent in watched:
            if intent.user_id != user_id:
                continue
            try:
                found = await self._query(intent, await self._accounts.of(user_id))
            except NoSuchOrder:
                continue
            await self._intents.surfaced(intent, order_of(intent), found)

    async def _open(self) -> list[OrderIntent]:
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        return [
            one
            for one in left
            if one.client_order_id not in self._at_work | self._given_up
            and not self._intents.is_under_way(one.client_order_id)
        ]

    async def _resolve(self, intent: OrderIntent) -> None:
        """Ask, with growing pauses, until there is a verdict."""
        shortest, longest = PAUSES
        pause = shortest
        try:
            await self._intents.unknown(intent, order_of(intent))  # it may have been left SENDING
            while not await self._ask(intent):
                await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # jitter
                pause = min(longest, pause * 2)
        finally:
            self._at_work.discard(intent.client_order_id)

    async def _ask(self, intent: OrderIntent) -> bool:
        """Ask once; True when the intent has its verdict, from us or from somebody faster."""
        async with self._storage.read() as unit:
            current = await unit.orders.get(intent.client_order_id)
        if current is None or current.state != "UNKNOWN":
            return True
        asked_at = self._now()
        try:
            connected = await self._accounts.of(current.user_id)
            found = await self._query(current, connected)
        except NoSuchOrder:
            assert current.deadline_at is not None
            if asked_at <= current.deadline_at:
                return False
            await self._denied(current, connected)
            return True
        except (BinanceError, NoKey) as error:
            log.warning("cannot ask for %s yet: %r", intent.client_order_id, error)
            return False
        await self._intents.accepted(current, order_of(current), found, found=True)
        return True

    async def _denied(self, intent: OrderIntent, connected: Connected) -> None:
        """Binance has no such order; whether that says anything depends on who asked.

        With another key it may be another account's answer: true, and worth nothing.
        """
        if connected.key.id == intent.key_id:
            await self._intents.absent(intent, order_of(intent))
            return
        self._given_up.add(intent.client_order_id)
        await self._intents.undetermined(intent, order_of(intent))

    async def _query(self, intent: OrderIntent, connected: Connected) -> OrderState:
        return await connected.account.send(
            private.QueryOrder(symbol=intent.symbol, orig_client_order_id=intent.client_order_id),
            priority=Priority.CRITICAL,
        )


async def _event_or_pause(event: asyncio.Event, pause: float) -> None:
    try:
        async with asyncio.timeout(pause):
            await event.wait()
    except TimeoutError:
        pass  # the pause is over, that is all
