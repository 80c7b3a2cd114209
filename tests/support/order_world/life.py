"""The trading of the bot from its start to its crash, put together as it puts itself together."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

from bot.asked import Asked
from bot.care import Care
from bot.deeds import deed_of
from bot.door import Door
from bot.intents import Intents
from bot.posting import Posting
from bot.reconcile import Reconciler
from bot.refusals import Refused
from bot.tickets import Tap
from bot.trading import Trading
from order_world.exchange import Exchange
from order_world.history import History
from order_world.keys import Door as Accounts
from order_world.keys import Guard, Keys
from order_world.quick_loop import QuickLoop
from order_world.schedule import Conditions, Question
from order_world.store import Disk, MemoryStorage, Severed

ENVIRONMENT = "sandbox"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Parts:
    """What the trading is made of; a planted bug is one part exchanged."""

    storage: type[MemoryStorage] = MemoryStorage
    trading: type[Trading] = Trading
    intents: type[Intents] = Intents
    posting: type[Posting] = Posting
    door: type[Door] = Door
    reconciler: type[Reconciler] = Reconciler


@dataclass(frozen=True)
class World:
    """What outlives the process."""

    loop: QuickLoop
    conditions: Conditions
    exchange: Exchange
    keys: Keys
    guard: Guard
    disk: Disk
    history: History
    rng: Random

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.loop.time())


class _Nobody:
    def nudge(self) -> None:
        """What is in the outbox counts as told: that it arrives is shown elsewhere."""


class Life:
    """One process."""

    def __init__(self, world: World, parts: Parts) -> None:
        self._world = world
        self._storage = storage = parts.storage(
            world.disk, world.now, rng=world.rng, slowness=world.conditions.disk_takes
        )
        self._accounts = Accounts(world.keys, world.guard, world.disk)
        store: Any = storage
        accounts: Any = self._accounts
        sender: Any = _Nobody()
        self.intents = parts.intents(store, sender, world.guard, now=world.now)
        posting = parts.posting(parts.door(world.guard), self.intents)
        self.reconciler = parts.reconciler(
            store, accounts, self.intents, posting, environment=ENVIRONMENT, now=world.now
        )
        self.trading = parts.trading(
            store, accounts, self.intents, world.guard, posting, self._care,
            price_of=self._price, clear=self._clear, environment=ENVIRONMENT, now=world.now,
        )  # fmt: skip
        self.taken_up = asyncio.Event()

    async def run(self) -> None:
        """Recover, and then work until killed; never returns."""
        await self.reconciler.recover()
        self.taken_up.set()  # no update before that
        await self.reconciler.run()

    @property
    def is_over(self) -> bool:
        return self._storage.severed

    def sever(self) -> None:
        """End as a process ends: whatever still runs of it reaches nobody."""
        self._storage.severed = self._accounts.severed = True

    async def ask(self, question: Question) -> Any:
        price = self._world.exchange.price if question.at_market else None
        asked = Asked(tuple(map(deed_of, question.requests)), question.user, price)
        return await self.trading.ask(question.user, question.user, asked)

    async def tap(self, tap: Tap) -> str:
        """What a handler does with a tap on Confirm."""
        try:
            return (await self.trading.place(tap)).value
        except Refused as refused:
            return f"refused: {refused}"

    async def withdraw(self, tap: Tap) -> str:
        return "withdrawn" if await self.trading.withdraw(tap) else "too late"

    async def told(self, user: int, name: str) -> None:
        """What the followers of an account do with a report."""
        self.reconciler.hear(user, name)
        report: Any = SimpleNamespace(order_client_id=name)
        await self.reconciler.seen(user, report)

    async def _care(self, _unit: Any, user_id: int) -> Care:
        return Care(dry=user_id in self._world.conditions.dry)

    async def _price(self, _market: Any, _symbol: str) -> Decimal:
        self.check()
        return self._world.exchange.price

    async def _clear(self, _connected: Any, worth: Decimal, _care: Care, *, harmless: bool) -> None:
        assert worth > 0

    def check(self) -> None:
        if self._storage.severed:
            raise Severed
