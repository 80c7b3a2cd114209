"""What surrounds whoever follows accounts: events as a test tells them, keys, and what was told."""

import asyncio
from collections.abc import AsyncGenerator
from types import SimpleNamespace
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import select

from binance.streams.events import UserEvent
from binance.streams.users import Presence
from bot.refusals import NoKey
from storage import ApiKey, Message, Storage

ALICE = 1001
API_KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"


class Asked(Protocol):
    """An account at Binance that notes what it is asked."""

    asked: list[Any]


A = TypeVar("A", bound=Asked)


class Streams:
    """Everybody's events, as a test tells them; `followed` are the signers by key."""

    def __init__(self) -> None:
        self.followed: dict[int, Any] = {}
        self.presences: dict[int, Presence] = {}
        self.latest = 0  # the key that was followed last
        self.begun = asyncio.Event()
        self.queue: asyncio.Queue[UserEvent] = asyncio.Queue()

    async def run(self) -> None:
        await asyncio.Event().wait()

    def follow(self, user: int, signer: Any) -> None:
        self.followed[user], self.latest = signer, user
        self.begun.set()

    def unfollow(self, user: int) -> None:
        self.followed.pop(user, None)

    def presence(self, user: int) -> Presence | None:
        return self.presences.get(user)

    async def events(self) -> AsyncGenerator[UserEvent, None]:
        while True:
            event = await self.queue.get()
            yield event
            self.queue.task_done()

    async def bring(self, *events: Any, key_id: int | None = None) -> None:
        """Tell what happened, and wait until all of it has been dealt with."""
        async with asyncio.timeout(20):
            await self.begun.wait()
            for event in events:
                self.queue.put_nowait(UserEvent(key_id or self.latest, event))
            await self.queue.join()


class Accounts(Generic[A]):
    """The one account there is at Binance, for whoever has connected a key."""

    def __init__(self, storage: Storage, account: A) -> None:
        self._storage, self.account = storage, account
        self.forgotten: list[int] = []

    async def by_key(self, user_id: int, key_id: int) -> Any:
        async with self._storage.read() as unit:
            key = await unit.keys.find(user_id, key_id)
        if key is None or key.state != "active":
            raise NoKey("This account is not connected any more: /account")
        return SimpleNamespace(key=key, account=self.account)

    def forget(self, user_id: int) -> None:
        self.forgotten.append(user_id)


async def connected(storage: Storage) -> ApiKey:
    """Alice's key, just connected."""
    async with storage.begin() as unit:
        return await unit.keys.add(
            ALICE, "sandbox", "hmac", API_KEY, "s" * 64,
            account_uid=5, can_trade=True, ip_restricted=False,
        )  # fmt: skip


async def told(storage: Storage) -> list[str]:
    """Every message to anybody, in the order of their making."""
    async with storage.read() as unit:
        rows = await unit.outbox._session.scalars(select(Message).order_by(Message.id))
        return [row.text for row in rows]


async def until(storage: Storage, count: int) -> list[str]:
    """Wait until so many messages have been told."""
    async with asyncio.timeout(20):
        while len(texts := await told(storage)) < count:  # noqa: ASYNC110  # no event tells it
            await asyncio.sleep(0.005)
    return texts


async def looked_at(account: Asked, requests: int) -> None:
    """Wait until the account was asked so often, and see that it is not asked more."""
    async with asyncio.timeout(20):
        while len(account.asked) < requests:  # noqa: ASYNC110  # no event tells it
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.02)  # and no more than that
    assert len(account.asked) == requests
