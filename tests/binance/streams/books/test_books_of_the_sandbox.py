"""Books kept over the sandbox's own streams and snapshots, next to its own books."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from binance import Binance, Hosts
from binance.public import futures as usdm
from binance.public import spot
from binance.streams import futures as usdm_streams
from binance.streams import spot as spot_streams
from binance.streams.books.keeper import Keeper
from binance.streams.pace import Pauses
from sandbox.exchange import Exchange
from tests.sandbox.exchange.conftest import Hand, Site, Talk
from tests.support.book_feed import Sides, sides_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from binance.streams.books import LocalBook

SYMBOL = "LTCUSDT"
MARKETS: dict[str, Any] = {
    "spot": ("/ws/", spot_streams.Depth, spot.Depth, 5_000),
    "usdm": ("/public/ws/", usdm_streams.Depth, usdm.Depth, 1_000),
}
BEATS = 120


class Quick(Pauses):
    """No pauses: the sandbox's clock is a hand's, and the loop's is real."""

    def next(self) -> float:
        return 0.0


class Ear:
    """Reads a stream; loses, repeats and swaps some of what it hears."""

    def __init__(self, talk: Talk, stream: Any) -> None:
        self._talk, self._stream, self._rng = talk, stream, random.Random(4)
        self._queue: asyncio.Queue[object] = asyncio.Queue()
        self._held: list[object] = []
        self.heard_id = self.lost = 0

    async def events(self) -> AsyncGenerator[object]:
        while True:
            yield await self._queue.get()

    async def hear(self) -> None:
        event = self._stream.read(json.dumps(await self._talk.hear()).encode())
        self.heard_id = event.final_update_id
        fate = self._rng.random()
        if fate < 0.05:
            self.lost += 1
        elif fate < 0.1:
            self._held.append(event)
        else:
            for told in (event, *[event] * (fate < 0.2), *self._held):
                self._queue.put_nowait(told)
            self._held.clear()
        await asyncio.sleep(0)


class Truth:
    """The exchange's own book, at every update that was told."""

    def __init__(self, exchange: Exchange, market: str) -> None:
        core = exchange._core
        self._core, self._books = core, core.books if market == "spot" else core.futures.books
        self._limit = MARKETS[market][3]
        self._at: dict[int, Sides] = {}

    def look(self) -> int:
        """Return the number of the last update of now."""
        self._core.advance()
        seen = self._books.snapshot(SYMBOL, self._limit)  # its streams reach no further
        self._at[seen.update_id] = dict(seen.bids), dict(seen.asks)
        return seen.update_id

    def __contains__(self, book: LocalBook) -> bool:
        return book.update_id in self._at

    def within(self, book: LocalBook) -> Sides:
        """Return what a book should be, as far as it reaches."""
        bids, asks = self._at[book.update_id]
        lowest, highest = book.bids.reach or 0, book.asks.reach or max(asks)
        return (
            {price: qty for price, qty in bids.items() if price >= lowest},
            {price: qty for price, qty in asks.items() if price <= highest},
        )


@pytest.mark.parametrize("market", MARKETS)
async def test_a_kept_book_is_the_book_of_the_exchange(market: str) -> None:
    path, stream_of, snapshot_of, limit = MARKETS[market]
    stream, clock = stream_of(symbol=SYMBOL, update_speed="100ms"), Hand()
    exchange, compared = Exchange(now=clock, seed=3), 0
    truth = Truth(exchange, market)
    async with (
        Site.open(exchange) as site,
        Binance(Hosts.sandbox(), transport=httpx.ASGITransport(exchange.app())) as binance,
    ):
        keeper = Keeper(
            SYMBOL,
            lambda: binance.send(snapshot_of(symbol=SYMBOL, limit=limit)),
            limit=limit,
            backoff=Quick,
        )
        ear = Ear(await site.talk(f"{path}{stream.stream}"), stream)
        running = asyncio.ensure_future(keeper.run(ear.events()))
        for _ in range(BEATS):
            clock.at += 0.125  # exact in binary, and past a tenth of a second each time
            last = truth.look()
            site.beat()
            while ear.heard_id < last:
                await ear.hear()
            if (book := keeper.book) is not None and book in truth:
                assert sides_of(book) == truth.within(book)
                compared += 1
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    assert ear.lost > 2
    assert compared > BEATS / 2
