"""Whatever happens to the sockets, a reader gets every trade once and in turn."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pretend_market import Market, Wire

from binance.streams.events import Resumed
from binance.streams.market import TradeHistory, TradeRange
from binance.streams.spot import AggTrade

pytestmark = pytest.mark.virtual_time

SYMBOLS = ("BTCUSDT", "ETHUSDT", "BNBUSDT")
STREAMS = [AggTrade(symbol=symbol) for symbol in SYMBOLS]


class Storm:
    """Trades for some minutes while everything goes wrong, then lets all calm down."""

    def __init__(self, market: Market, seed: int) -> None:
        self.market, self.rng = market, random.Random(seed)
        market.rng = random.Random(seed + 1)
        market.lags = (0.0, self.rng.choice([0.0, 0.5, 3.0]))
        market.duplicated = self.rng.choice([0.0, 0.05])
        market.reordered = self.rng.choice([0.0, 0.02])
        market.rest_lag = self.rng.choice([0.0, 4.0])

    async def rage(self, minutes: int = 10) -> None:
        for _ in range(minutes * 60):
            for symbol in SYMBOLS:
                for _ in range(self.rng.choice([0, 0, 1, 3])):
                    self.market.trade(symbol)
            if self.rng.random() < 0.02:
                self._strike()
            await asyncio.sleep(1)
        self._calm()
        for _ in range(400):
            for symbol in SYMBOLS:
                self.market.trade(symbol)
            await asyncio.sleep(1)

    def _strike(self) -> None:
        strike = self.rng.choice(
            [self._cut, self._mute, self._mute_one, self._shut_down, self._outage, self._no_rest]
        )
        strike()

    def _wire(self) -> Wire | None:
        return self.rng.choice(self.market.open) if self.market.open else None

    def _cut(self) -> None:
        if wire := self._wire():
            wire.end()

    def _mute(self) -> None:
        if wire := self._wire():
            wire.mute = True

    def _mute_one(self) -> None:
        if wire := self._wire():
            wire.muted.add(self.rng.choice(STREAMS).stream)

    def _shut_down(self) -> None:
        if wire := self._wire():
            self.market.shut_down(wire)
            asyncio.get_running_loop().call_later(self.rng.uniform(0, 15), wire.end)

    def _outage(self) -> None:
        self.market.down = True
        for wire in self.market.open:
            wire.end()
        self._later("down")

    def _no_rest(self) -> None:
        self.market.rest_down = True
        self._later("rest_down")

    def _later(self, flag: str) -> None:
        pause = self.rng.uniform(1, 90)
        asyncio.get_running_loop().call_later(pause, setattr, self.market, flag, False)

    def _calm(self) -> None:
        self.market.duplicated = self.market.reordered = 0.0
        self.market.down = self.market.rest_down = False


@pytest.fixture
def weathered(opened: Any, reading: Any) -> Any:
    """Read three symbols through a storm, one reader each, with rotations every two minutes."""

    @asynccontextmanager
    async def through(seed: int, *, mended: bool) -> AsyncIterator[tuple[Market, list[Any]]]:
        market = Market()
        storm = Storm(market, seed)
        async with (
            opened(market, mended=mended, lifetime=120.0) as streams,
            reading(streams, STREAMS[0]) as btc,
            reading(streams, STREAMS[1]) as eth,
            reading(streams, STREAMS[2]) as bnb,
        ):
            await asyncio.sleep(1)
            for symbol in SYMBOLS:
                market.trade(symbol)
            await asyncio.sleep(6)
            await storm.rage()
            await asyncio.sleep(60)
            yield market, [btc, eth, bnb]

    return through


@pytest.mark.parametrize("seed", range(20))
async def test_every_trade_is_told_once_and_in_turn_through_a_storm(
    weathered: Any, seed: int
) -> None:
    async with weathered(seed, mended=True) as (market, readers):
        pass

    for symbol, reader in zip(SYMBOLS, readers, strict=True):
        traded = len(market.tape[symbol])
        assert reader.ids == list(range(1, traded + 1))
        assert reader.told.count(Resumed()) == 1


async def test_without_a_history_the_same_storm_loses_trades_and_says_so(weathered: Any) -> None:
    async with weathered(3, mended=False) as (market, readers):
        pass

    for symbol, reader in zip(SYMBOLS, readers, strict=True):
        assert reader.ids == sorted(set(reader.ids))
        assert len(reader.ids) < len(market.tape[symbol])
        assert _undeclared(reader.told) == []


def _undeclared(told: list[Any]) -> list[int]:
    """List the ids before which something is missing that nobody spoke of."""
    holes, last, declared = [], None, False
    for item in told:
        if isinstance(item, Resumed):
            declared = True
            continue
        if last is not None and item.agg_trade_id != last + 1 and not declared:
            holes.append(item.agg_trade_id)
        last, declared = item.agg_trade_id, False
    return holes


async def test_what_was_traded_during_an_outage_is_told_when_it_ends(
    market: Market, opened: Any, reading: Any
) -> None:
    async with opened(market, mended=True) as streams, reading(streams, STREAMS[0]) as reader:
        await asyncio.sleep(1)
        market.trade()
        market.down = True
        await asyncio.sleep(1)
        market.wires[0].end()
        for _ in range(2500):
            market.trade()
        market.down = False
        await asyncio.sleep(60)

    assert reader.ids == list(range(1, 2502))
    assert market.asked_rest == 3


async def test_rest_that_is_behind_the_stream_is_asked_again_in_peace(
    market: Market, opened: Any, reading: Any
) -> None:
    market.rest_lag = 10.0
    async with opened(market, mended=True) as streams, reading(streams, STREAMS[0]) as reader:
        await asyncio.sleep(1)
        market.trade()
        await asyncio.sleep(1)
        market.wires[0].mute = True
        market.trade()
        market.wires[0].mute = False
        market.trade()
        await asyncio.sleep(60)

    assert reader.ids == [1, 2, 3]
    assert market.asked_rest < 15


async def test_a_hole_too_large_to_be_fetched_is_declared(market: Market, opened: Any) -> None:
    history = TradeHistory(market, most=100)
    async with opened(market, more={"history": history}) as streams:
        feed = streams.subscribe(STREAMS[0])
        assert await anext(feed) == Resumed()
        market.trade()
        assert (await anext(feed)).agg_trade_id == 1
        market.wires[0].mute = True
        for _ in range(200):
            market.trade()
        market.wires[0].mute = False
        market.trade()

        assert await anext(feed) == Resumed()
        assert (await anext(feed)).agg_trade_id == 202
        await feed.aclose()


async def test_a_slow_reader_learns_the_range_of_prices_he_missed(
    market: Market, opened: Any
) -> None:
    async with opened(market, more={"backlog": 100}) as streams:
        feed = streams.subscribe(STREAMS[0])
        assert await anext(feed) == Resumed()
        for number in range(1000):
            market.trade(price=str(1 + number % 7))
        await asyncio.sleep(1)
        told = [await anext(feed) for _ in range(5)]
        await feed.aclose()

    first = told[0]
    assert isinstance(first, TradeRange)
    assert (first.first_id, first.low, first.high) == (1, 1, 7)
    assert told[1].agg_trade_id == first.last_id + 1


async def test_a_market_whose_ids_start_over_is_followed(
    market: Market, opened: Any, reading: Any
) -> None:
    async with opened(market, mended=True) as streams, reading(streams, STREAMS[0]) as reader:
        await asyncio.sleep(1)
        market.tape["BTCUSDT"] = market.tape["BTCUSDT"] * 0
        for _ in range(20_000):
            market.trade()
        await asyncio.sleep(1)
        market.tape["BTCUSDT"].clear()
        market.trade()
        market.trade()
        await asyncio.sleep(1)

    assert reader.ids[-2:] == [1, 2]
    assert reader.told[-3] == Resumed()
