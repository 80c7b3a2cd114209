"""Symbols without a stream of their own: told a little later, and of the very same trade."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from alert_desk import ALICE, Desk
from alert_listing import NOON
from alert_tape import BTC

from binance.models import events
from binance.public import spot
from bot.alerts.conditions import Price

pytestmark = pytest.mark.virtual_time
ETH = "ETHUSDT"


class Crowded(Desk):
    """The engine at work, without places: every symbol has the board alone."""

    async def tick(self, symbol: str = BTC) -> None:
        """The board tells of the last second."""
        trades = self.tape.markets[symbol].trades
        day = [one.price for one in trades if one.time > self.now() - timedelta(days=1)]
        made: Any = events.MiniTicker
        ticker = made.model_construct(
            symbol=symbol, event_time=self.now(), close=trades[-1].price, high=max(day),
            low=min(day),
        )  # fmt: skip
        self.streams.tell("!miniTicker@arr", ticker)
        await self.settles()

    async def second(self, *prices: float, symbol: str = BTC) -> None:
        """A second with these trades in it, and the ticker of it."""
        for price in prices:
            await self.trade(price, after=0.9 / len(prices), symbol=symbol)
        await asyncio.sleep(0.1)
        await self.tick(symbol)

    async def seconds_of(self, price: float, count: int) -> None:
        for _ in range(count):
            await self.second(price)

    def asked(self, kind: type) -> int:
        return sum(isinstance(one, kind) for one in self.tape.asked)


@pytest.fixture
async def desk(migrated: Path, tmp_path: Path) -> AsyncIterator[Crowded]:
    shutil.copy(migrated, tmp_path / "desk.db")
    desk = Crowded(tmp_path / "desk.db")
    desk.places = 0
    async with desk.storage.begin() as unit:
        await unit.users.meet(ALICE, name="Alice", language="en", active=True)
    desk.tape.trade("100", desk.now())
    desk.tape.trade("100", desk.now(), symbol=ETH)
    desk.tape.trade("100", desk.now(), symbol="SOLUSDT")
    yield desk
    await desk.leave()


async def test_a_price_that_stays_beyond_is_told_at_the_next_ticker(desk: Crowded) -> None:
    async with desk.on():
        alert = await desk.arm("btc > 110")
        await desk.second(105, 111, 115, 112)

    assert await desk.fired(alert) == (Decimal(111), pytest.approx(0.45, abs=0.01), 1)
    assert desk.streams.names == set()


async def test_a_spike_to_a_new_high_is_told_at_the_next_ticker(desk: Crowded) -> None:
    async with desk.on():
        alert = await desk.arm("btc > 110")
        await desk.second(101)
        await desk.second(101, 111, 102)
        await desk.passes(1)

        assert (await desk.fired(alert))[0] == 111


async def test_a_spike_inside_the_days_range_is_found_in_the_minutes_candle(
    desk: Crowded,
) -> None:
    desk.tape.trade("120", NOON - timedelta(hours=3))
    async with desk.on():
        alert = await desk.arm("btc > 110")
        await desk.seconds_of(101, 70)
        await desk.second(101, 111, 102)
        spiked = desk.seconds()
        await desk.seconds_of(101, 120)

        value, at, times = await desk.fired(alert)
        assert (value, times) == (111, 1)
        assert at is not None
        assert spiked - 1 < at < spiked
        found = (await desk.alert(alert)).fired_at
        assert found is not None
        assert (found - NOON).total_seconds() - at <= 75


async def test_a_symbol_far_from_its_levels_costs_nothing(desk: Crowded) -> None:
    async with desk.on():
        await desk.arm("btc > 110")
        await desk.arm("btc < 90")
        await desk.seconds_of(101, 100)  # after which what was missed is read for certain
        desk.tape.asked.clear()
        await desk.seconds_of(102, 600)

    assert desk.asked(spot.Klines) == desk.asked(spot.AggTrades) == 0


async def test_a_symbol_amid_its_levels_costs_a_candle_a_minute(desk: Crowded) -> None:
    desk.tape.trade("120", NOON - timedelta(hours=3))
    async with desk.on():
        await desk.arm("btc > 110")
        await desk.seconds_of(101, 60)
        desk.tape.asked.clear()
        await desk.seconds_of(101, 600)

    assert desk.asked(spot.Klines) <= 11
    assert desk.asked(spot.AggTrades) == 0


async def test_a_hint_that_rest_does_not_know_of_yet_is_not_forgotten(desk: Crowded) -> None:
    async with desk.on():
        alert = await desk.arm("btc > 110")
        desk.tape.behind = 3
        await desk.second(105, 111, 112)
        await desk.passes(5)
        assert (await desk.fired(alert))[2] == 0

        desk.tape.behind = 0  # and nothing is traded any more
        await desk.passes(125)

        assert (await desk.fired(alert))[0] == 111


async def test_what_was_reached_while_the_board_was_silent_is_told(desk: Crowded) -> None:
    desk.tape.trade("120", NOON - timedelta(hours=3))
    async with desk.on():
        alert = await desk.arm("btc > 110")
        await desk.seconds_of(101, 5)
        async with desk.silence():
            await desk.second(101, 111, 102)
            await desk.seconds_of(101, 200)
        await desk.passes(2)

        assert (await desk.fired(alert))[0] == 111


async def test_what_was_reached_while_the_bot_was_away_is_told(desk: Crowded) -> None:
    async with desk.on():
        alert = await desk.arm("btc > 110")
        await desk.second(101)
        await desk.engine.watches.save_cursors()
    await desk.second(101, 111, 102)
    await desk.passes(3_600)

    async with desk.on():
        assert (await desk.fired(alert))[0] == 111


async def test_a_crossing_needs_the_other_side_here_too(desk: Crowded) -> None:
    async with desk.on():
        alert = await desk.arm("btc crosses up 95")  # it is above: it has to fall first
        await desk.seconds_of(101, 10)
        await desk.second(94)
        await desk.passes(10)
        assert (await desk.fired(alert))[2] == 0

        await desk.second(96)
        await desk.passes(10)
        assert (await desk.fired(alert))[0] == 96


async def test_an_alert_that_holds_its_tongue_is_not_asked_about_each_second(
    desk: Crowded,
) -> None:
    async with desk.on():
        alert = await desk.arm("btc > 110 every cooldown 10m")
        await desk.second(111)
        await desk.second(109)
        desk.tape.asked.clear()
        for _ in range(150):
            await desk.second(111, 109)
            await desk.second(111)

        assert (await desk.fired(alert))[2] == 1
    assert desk.asked(spot.AggTrades) <= 25  # of 300 tickers


async def test_who_needs_each_trade_is_followed_trade_by_trade(desk: Crowded) -> None:
    async with desk.on():
        price = await desk.arm("btc > 110")
        assert desk.streams.names == set()

        await desk.arm("btc +5% 15m")
        await desk.passes(1)
        assert desk.streams.names == {"btcusdt@aggTrade"}

        await desk.trade(111)
        assert (await desk.fired(price))[0] == 111


async def test_a_place_that_gets_free_goes_to_who_has_waited_longest(desk: Crowded) -> None:
    desk.places = 1
    async with desk.on() as engine:
        first = await desk.arm("btc > 110")
        await desk.arm("eth > 110")
        await desk.arm("sol > 110")
        assert desk.streams.names == {"btcusdt@aggTrade"}

        await engine.delete(ALICE, first.id)
        await desk.trade(101)
        assert desk.streams.names == set()

        await desk.passes(31)
        assert desk.streams.names == {"ethusdt@aggTrade"}


async def test_the_price_that_is_shown_is_the_tickers(desk: Crowded) -> None:
    async with desk.on() as engine:
        await desk.arm("btc > 110")
        await desk.second(105)

        assert engine.value(Price(symbol=BTC)) == 105


async def test_an_alert_ends_in_time_though_trades_come_late(desk: Crowded) -> None:
    async with desk.on():
        alert = await desk.arm_with("btc > 110", until=NOON + timedelta(seconds=60))
        await desk.seconds_of(101, 100)

        assert (await desk.alert(alert)).state == "expired"


async def test_one_that_was_reached_just_before_its_end_fires(desk: Crowded) -> None:
    desk.tape.trade("120", NOON - timedelta(hours=3))
    async with desk.on():
        alert = await desk.arm_with("btc > 110", until=NOON + timedelta(seconds=60))
        await desk.seconds_of(101, 58)
        await desk.second(101, 111, 102)
        await desk.seconds_of(101, 120)

        assert (await desk.fired(alert))[0] == 111


@pytest.mark.parametrize("seed", range(2))
async def test_each_alert_fires_at_the_first_trade_that_satisfies_it(
    seed: int, desk: Crowded
) -> None:
    """Ten minutes of strolls and spikes, with answers of REST that lag, gaps and restarts."""
    rng = Random(seed)
    if rng.random() < 0.7:
        for extreme in (80, 120):
            desk.tape.trade(extreme, NOON - timedelta(hours=3))
    armed = []
    price = 100.0
    for _ in range(2):
        async with desk.on():
            for _ in range(300):
                desk.tape.behind = rng.choice((0, 0, 0, 1, 4))
                desk.streams.down = rng.random() < 0.02
                spike = rng.choice((-9, -5, 5, 9)) if rng.random() < 0.03 else 0
                price += rng.choice((-0.5, 0, 0, 0.5))
                await desk.second(*(price, price + spike, price)[: rng.choice((1, 3))])
                if desk.streams.down:
                    desk.streams.resume()
                if rng.random() < 0.02:
                    away = rng.choice((1, 3, 7))
                    sign, level = rng.choice(((">", price + away), ("<", price - away)))
                    armed.append(await desk.arm(f"btc {sign} {level}"))
            desk.tape.behind = 0
            await desk.seconds_of(price, 130)
    for alert in armed:
        trades = desk.tape.trades[alert.position :]
        above = alert.relation == ">"
        beyond = [
            one for one in trades
            if (one.price > alert.level if above else one.price < alert.level)
        ]  # fmt: skip
        now = await desk.alert(alert)
        assert (now.position, now.times_fired) == (
            (beyond[0].agg_trade_id, 1) if beyond else (alert.position, 0)
        ), alert
    assert len(armed) >= 3
