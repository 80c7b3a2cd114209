"""An account that could not be followed on a market is, once it and the right to it are there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import pytest
from followed_account import ALICE, Accounts, Streams, connected

from binance.streams.users import Presence
from bot.following import market_followers
from bot.following.market_followers import MarketFollowers
from bot.following.pushing import Pushing
from bot.latest_orders import LatestOrders
from storage import ApiKey, Market, Storage

SOON = 5.0  # seconds, and an error


class Refusing(Streams):
    """Binance lets nobody listen; who tried is counted."""

    def __init__(self) -> None:
        super().__init__()
        self.tries: asyncio.Queue[int] = asyncio.Queue()

    def follow(self, user: int, signer: Any) -> None:
        super().follow(user, signer)
        self.tries.put_nowait(user)


class Looked(LatestOrders):
    """Tells when it was looked who ordered something on the market."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: asyncio.Queue[set[int]] = asyncio.Queue(1)

    def taken(self, market: Market) -> set[int]:
        found = super().taken(market)
        with suppress(asyncio.QueueFull):
            self.looks.put_nowait(found)
        return found

    async def pass_by(self) -> None:
        """Wait until it was looked, and done what follows from that."""
        async with asyncio.timeout(SOON):
            for _ in range(3):  # one may be under way
                await self.looks.get()


@pytest.fixture
def streams() -> Refusing:
    return Refusing()


@pytest.fixture
def latest() -> Looked:
    return Looked()


@pytest.fixture
async def key(storage: Storage) -> ApiKey:
    return await connected(storage)


@pytest.fixture
async def followers(
    storage: Storage, nudged: Any, streams: Refusing, latest: Looked, key: ApiKey,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[MarketFollowers]:  # fmt: skip
    monkeypatch.setattr(market_followers, "LOOK", 0.001)
    market = SimpleNamespace(forget=lambda _: None)
    made = MarketFollowers(
        storage, streams, cast("Any", Accounts(storage, streams)), cast("Any", market),
        Pushing(storage, nudged), latest, name="usdm", environment="sandbox",
    )  # fmt: skip
    task = asyncio.create_task(made.run())
    async with asyncio.timeout(SOON):
        assert await streams.tries.get() == key.id
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_whoever_orders_on_a_market_is_followed_there_at_once(
    followers: MarketFollowers, streams: Refusing, latest: Looked, key: ApiKey
) -> None:
    latest.note(key.id, "usdm")

    async with asyncio.timeout(SOON):
        assert await streams.tries.get() == key.id
    await latest.pass_by()
    assert streams.tries.empty()


async def test_who_is_followed_is_left_alone_and_so_is_who_orders_elsewhere(
    followers: MarketFollowers, streams: Refusing, latest: Looked, key: ApiKey
) -> None:
    latest.note(key.id, "coinm")
    await latest.pass_by()
    streams.presences[key.id] = Presence(heard=True)
    latest.note(key.id, "usdm")
    await latest.pass_by()

    assert streams.tries.empty()


async def test_everybody_is_tried_again_after_a_while(
    followers: MarketFollowers, streams: Refusing, key: ApiKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(market_followers, "AGAIN", 3)
    followers.leave(key)
    await followers.follow(key)
    async with asyncio.timeout(SOON):
        for _ in range(4):
            assert await streams.tries.get() == key.id


async def test_a_key_that_is_gone_is_not_tried_again(
    followers: MarketFollowers, storage: Storage, streams: Refusing, latest: Looked,
    key: ApiKey,
) -> None:  # fmt: skip
    followers.leave(key)
    async with storage.begin() as unit:
        await unit.keys.remove(ALICE, key.id)
    latest.note(key.id, "usdm")
    await latest.pass_by()

    assert streams.tries.empty()
