"""Books that are kept over a disturbed stream, with snapshots that are late, old or refused."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import msgspec
import pytest

from binance.errors import NoSuchSymbol, RateLimited, Unreachable
from binance.streams.books import LocalBook
from binance.streams.books.keeper import Keeper
from binance.streams.events import Resumed
from binance.streams.pace import Pauses
from tests.support.book_feed import Reference, TrueBook, Venue, disturbed, sides_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from binance.models.market import OrderBook
    from binance.streams.books import DepthEvent

pytestmark = pytest.mark.virtual_time

SYMBOL = "BTCUSDT"
WHOLE = 5_000
both = pytest.mark.parametrize("venue", ["spot", "usdm"])


def later(event: DepthEvent) -> DepthEvent:
    """Let an event be of an hour later."""
    return msgspec.structs.replace(event, event_ms=event.event_ms + 3_600_000)


class Counter:
    """Where snapshots are had; `answers` are what it gives before the true book."""

    def __init__(self, true: TrueBook, limit: int = WHOLE) -> None:
        self.true, self.limit = true, limit
        self.answers: list[OrderBook | Exception] = []
        self.asked_at: list[float] = []

    async def fetch(self) -> OrderBook:
        self.asked_at.append(asyncio.get_running_loop().time())
        answer = self.answers.pop(0) if self.answers else self.true.snapshot(self.limit)
        await asyncio.sleep(0.35)  # meanwhile the book goes on
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def pauses(self) -> list[float]:
        return [b - a for a, b in zip(self.asked_at, self.asked_at[1:], strict=False)]


class Feed:
    """A stream that a test writes."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[object] = asyncio.Queue()

    async def tell(self, *events: object) -> None:
        for event in events:
            self._queue.put_nowait(event)
        await asyncio.sleep(0.1)

    async def events(self) -> AsyncGenerator[object]:
        while (event := await self._queue.get()) is not None:
            yield event


@asynccontextmanager
async def keeping(counter: Counter) -> AsyncIterator[tuple[Keeper, Feed]]:
    feed = Feed()
    keeper = Keeper(
        SYMBOL, counter.fetch, limit=counter.limit, backoff=lambda: Pauses(rng=random.Random(1))
    )
    task = asyncio.ensure_future(keeper.run(feed.events()))
    try:
        yield keeper, feed
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@both
async def test_in_sync_it_is_the_true_book_and_it_always_comes_back(venue: Venue) -> None:
    true, rng = TrueBook(venue, seed=8), random.Random(9)
    counter, reference = Counter(true), Reference(true)
    synced = told = 0
    async with keeping(counter) as (keeper, feed):
        for event in disturbed((true.event() for _ in range(20_000)), rng, 0.002):
            if rng.random() < 0.0002:
                old = true.snapshot()
                counter.answers += [Unreachable("no route"), old, RateLimited(2.0, 0.0)]
            await feed.tell(event, *[Resumed()] * (rng.random() < 0.01))
            told += 1
            if (book := keeper.book) is not None:
                assert sides_of(book) == reference.advance(book.update_id)
                assert book.update_id >= event.final_update_id
                synced += 1
        while keeper.book is None:
            await feed.tell(true.event())

        assert sides_of(await keeper.in_sync()) == true.sides
    assert synced > told * 0.7
    assert min(counter.pauses) > 0.5


@both
async def test_a_book_whose_ids_begin_anew_is_begun_anew(venue: Venue) -> None:
    before, after = TrueBook(venue, seed=4), TrueBook(venue, seed=5)
    counter = Counter(before)
    async with keeping(counter) as (keeper, feed):
        for _ in range(2_000):
            await feed.tell(before.event())
        assert keeper.book is not None
        counter.true, asked = after, len(counter.asked_at)

        await feed.tell(Resumed(), later(after.event()))
        assert keeper.book is None
        await feed.tell(later(after.event()))
        book = await keeper.in_sync()

        assert sides_of(book) == after.sides
        assert len(counter.asked_at) == asked + 1


async def test_whoever_asks_waits_until_the_book_is_there() -> None:
    true = TrueBook("spot", seed=1)
    counter = Counter(true)
    async with keeping(counter) as (keeper, feed):
        waiting = asyncio.ensure_future(keeper.in_sync())
        await feed.tell()
        assert counter.asked_at == []  # events come first
        await feed.tell(true.event())

        assert not waiting.done()
        assert sides_of(await waiting) == true.sides


async def test_a_snapshot_older_than_the_first_event_is_taken_again() -> None:
    true = TrueBook("spot", seed=2)
    counter = Counter(true)
    counter.answers.append(true.snapshot())
    true.event()  # happened before anybody listened
    async with keeping(counter) as (keeper, feed):
        await feed.tell(true.event())
        book = await keeper.in_sync()

    assert len(counter.asked_at) == 2
    assert sides_of(book) == true.sides


async def test_a_snapshot_that_ends_where_the_first_event_begins_will_do() -> None:
    true = TrueBook("spot", seed=2)
    counter = Counter(true)
    counter.answers.append(true.snapshot())
    async with keeping(counter) as (keeper, feed):
        await feed.tell(true.event())

        assert sides_of(await keeper.in_sync()) == true.sides
    assert len(counter.asked_at) == 1


async def test_a_book_that_breaks_again_and_again_is_fetched_ever_more_slowly() -> None:
    true = TrueBook("usdm", seed=3)
    counter = Counter(true)
    async with keeping(counter) as (_, feed):
        for _ in range(6_000):
            true.event()
            await feed.tell(true.event())

    assert len(counter.asked_at) < 30
    assert max(counter.pauses[:3]) < 10 < max(counter.pauses)


async def test_a_book_that_was_calm_for_long_is_fetched_at_once() -> None:
    true = TrueBook("spot", seed=4)
    counter = Counter(true)
    async with keeping(counter) as (keeper, feed):
        await feed.tell(true.event())
        await keeper.in_sync()
        await asyncio.sleep(100)
        true.event()
        broken_at = asyncio.get_running_loop().time()
        await feed.tell(true.event())

        assert keeper.book is None
        assert counter.asked_at[-1] == broken_at


async def test_after_an_interruption_the_next_event_tells_whether_anything_is_missing() -> None:
    true = TrueBook("usdm", seed=5)
    counter = Counter(true)
    async with keeping(counter) as (keeper, feed):
        await feed.tell(true.event())
        await keeper.in_sync()
        await feed.tell(Resumed())
        assert keeper.book is None
        await feed.tell(true.event())
        assert keeper.book is not None

        assert len(counter.asked_at) == 1


async def test_a_snapshot_that_met_an_interruption_is_taken_again() -> None:
    true = TrueBook("spot", seed=6)
    counter = Counter(true)
    async with keeping(counter) as (keeper, feed):
        await feed.tell(true.event())
        await feed.tell(Resumed())
        true.event()
        await asyncio.sleep(0.3)
        assert keeper.book is None  # though a snapshot has come

        assert sides_of(await keeper.in_sync()) == true.sides
    assert len(counter.asked_at) == 2


async def test_a_market_where_nothing_happens_has_a_book_too() -> None:
    true = TrueBook("spot", seed=10)
    counter = Counter(true)
    async with keeping(counter) as (keeper, feed):
        await feed.tell(Resumed())
        assert sides_of(await keeper.in_sync()) == true.sides
        await feed.tell(Resumed())
        assert keeper.book is None
        true.event()

        assert sides_of(await keeper.in_sync()) == true.sides
        assert await keeper.in_sync() is keeper.book
        await feed.tell(true.event())
        assert keeper.book is not None
        assert sides_of(keeper.book) == true.sides
    assert len(counter.asked_at) == 2


async def test_a_book_tells_how_old_it_is() -> None:
    true = TrueBook("spot", seed=11)
    at = 5.0
    book = LocalBook(true.snapshot(), limit=WHOLE, now=lambda: at)
    assert not book.synced
    at = 7.5
    assert book.age == 2.5
    book.apply(true.event())

    assert (book.synced, book.age) == (True, 0.0)


async def test_whoever_waits_is_told_what_binance_has_against_a_symbol() -> None:
    counter = Counter(TrueBook("spot", seed=12))
    counter.answers.append(NoSuchSymbol(-1121, "Invalid symbol."))
    async with keeping(counter) as (keeper, feed):
        waiting = asyncio.ensure_future(keeper.in_sync())
        await feed.tell(Resumed())

        with pytest.raises(NoSuchSymbol):
            await waiting
    assert len(counter.asked_at) == 1


async def test_a_worn_book_is_in_use_until_the_fresh_one_is_there() -> None:
    true = TrueBook("spot", seed=7)
    counter = Counter(true, limit=5)
    async with keeping(counter) as (keeper, feed):
        await feed.tell(true.event())
        first = await keeper.in_sync()
        await asyncio.sleep(100)
        true.wander(500)
        while len(counter.asked_at) == 1:
            await feed.tell(true.event())
            assert keeper.book is not None
        assert await keeper.in_sync() is first
        await asyncio.sleep(1)

        second = await keeper.in_sync()
    assert second is not first
    assert not second.worn


async def test_when_the_feed_ends_nobody_is_given_a_book_any_more() -> None:
    true = TrueBook("spot", seed=8)
    keeper, feed = Keeper(SYMBOL, Counter(true).fetch, limit=WHOLE), Feed()
    running = asyncio.ensure_future(keeper.run(feed.events()))
    await feed.tell(true.event())
    await keeper.in_sync()
    await feed.tell(None)
    await running

    assert keeper.book is None
    running = asyncio.ensure_future(keeper.run(feed.events()))
    await feed.tell(true.event())
    assert sides_of(await keeper.in_sync()) == true.sides
    await feed.tell(None)
    await running
