"""What happened while nobody listened: found, and found cheaply."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from alert_desk import Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from binance.errors import Unreachable
from binance.models.market import AggTrade
from binance.public import spot
from storage import Message

pytestmark = pytest.mark.virtual_time

NewDesk = Callable[[], AbstractAsyncContextManager[Desk]]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def quiet(desk: Desk, length: timedelta, price: int = 100) -> None:
    """A trade every three seconds, from now on; the time itself does not pass yet."""
    at, end = desk.now(), desk.now() + length
    while at < end:
        desk.tape.trade(price, at)
        at += 3 * SECOND


@pytest.mark.parametrize(
    ("wish", "most"),
    [
        ("btc > 110", 10),  # of 28,800 trades
        ("btc +10% 1h", 15),  # its history too
        ("btc moves 10% 5m", 110),  # by seconds
    ],
)
async def test_a_quiet_day_costs_few_requests(wish: str, most: int, desk: Desk) -> None:
    for number in range(70):
        desk.tape.trade(100, desk.now() + (number - 70) * MINUTE)
    async with desk.on() as engine:
        alert = await desk.arm(wish)
        await desk.passes(31)
        await engine.watches.save_cursors()
    quiet(desk, DAY)
    await desk.passes(DAY.total_seconds())
    desk.tape.asked.clear()

    async with desk.on():
        await desk.settles()
        assert (await desk.alert(alert)).state == "armed"
    assert len(desk.tape.asked) <= most


async def test_one_trade_of_a_quiet_day_is_found_with_its_time(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc > 110")
    quiet(desk, DAY / 2)
    await desk.passes(DAY.total_seconds() / 2)
    spike = desk.tape.trade(111, desk.now())
    quiet(desk, DAY / 2)
    await desk.passes(DAY.total_seconds() / 2)
    desk.tape.asked.clear()

    async with desk.on():
        await desk.settles()

    fired = await desk.alert(alert)
    assert (fired.position, fired.crossed_at) == (spike.agg_trade_id, spike.time)
    assert len(desk.tape.asked) < 20
    (told,) = await desk.told()
    assert "That was 12 hours ago, while I was offline." in told.text


@pytest.mark.parametrize("wish", ["btc +10% 1m", "btc +10% 1h"])
async def test_what_is_armed_while_quiet_hours_are_passed_over_knows_them_too(
    wish: str, desk: Desk
) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        await desk.arm("btc > 200")
    quiet(desk, HOUR)
    await desk.passes(HOUR.total_seconds())
    quiet(desk, 3 * HOUR + 20 * SECOND, price=120)  # it rose more than an hour ago
    await desk.passes(3 * 3600 + 20)
    desk.tape.takes = 0.5

    async with desk.on():
        await desk.passes(0.6)  # the first page of what was missed is here
        alert = await desk.arm(wish)
        await desk.passes(30)
        desk.tape.takes = 0
        await desk.trade(120)

        assert (await desk.alert(alert)).state == "armed"
        await desk.trade(133)
        assert (await desk.fired(alert))[0] > 10


async def test_answers_that_lag_behind_the_stream_are_waited_for(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc > 110")
        desk.tape.behind = 2
        async with desk.silence():
            await desk.trade(111)
        await desk.trade(105)
        await desk.passes(20)
        assert (await desk.alert(alert)).state == "armed"
        desk.tape.behind = 0
        await desk.passes(6)

    assert await desk.fired(alert) == (111, 1, 1)


async def test_what_cannot_be_fetched_is_asked_for_again_from_where_it_stopped(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc > 110")
    quiet(desk, DAY / 4)
    await desk.passes(DAY.total_seconds() / 4)
    desk.tape.trade(111, desk.now())
    for number in range(5):
        await desk.passes(1)
        desk.tape.failures = [Unreachable("no way")] * number
        async with desk.on():
            await desk.passes(200 if number == 4 else 0.01)

    assert (await desk.fired(alert))[0] == 111
    assert len(await desk.told()) == 1


async def test_a_market_that_began_anew_is_followed_from_its_new_beginning(desk: Desk) -> None:
    """As testnet does once a month: its ids start over."""
    for _ in range(11_000):
        desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc > 110")
        desk.tape.markets.clear()
        await desk.trades(100, 105)
        await desk.trade(111)
        assert (await desk.fired(alert))[0] == 111
        again = await desk.engine.rearm(1001, alert.id)
        assert again is not None
    await desk.trade(112)
    async with desk.on():
        await desk.settles()

    assert await desk.fired(alert) == (112, 4, 2)


walks = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 30, 61, 600, 4_000, 30_000]),  # seconds of silence before
        st.sampled_from([1, 1, 2, 30, 600, 1_000]),  # trades
        st.sampled_from([-1, 0, 0, 1]),  # by which the price moves, trade by trade
        st.sampled_from([0, 0, 0, -25, 25]),  # a spike of one trade in the middle
    ),
    min_size=1,
    max_size=6,
)
WISHES: dict[str, Callable[[Decimal], bool]] = {
    "btc > 115": lambda price: price > 115,
    "btc < 85": lambda price: price < 85,
    "btc crosses 120": lambda price: price > 120,
    "btc crosses down 80": lambda price: price < 80,
}


def walk(desk: Desk, steps: list[tuple[int, int, int, int]]) -> None:
    """Let the price walk; the time does not pass yet."""
    at, price = desk.now(), Decimal(100)
    for silence, count, slope, spike in steps:
        at += silence * SECOND
        for number in range(count):
            at += timedelta(milliseconds=70)
            price = max(Decimal(50), price + Decimal(slope) / 10)
            desk.tape.trade(str(price + (spike if number == count // 2 else 0)), at)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=walks, wish=st.sampled_from([*WISHES]), heard=st.integers(0, 3))
async def test_the_first_trade_that_satisfies_it_fires_it_however_long_the_gap(
    steps: Any, wish: str, heard: int, new_desk: NewDesk
) -> None:
    async with new_desk() as desk:
        desk.tape.trade(100, desk.now())
        async with desk.on() as engine:
            alert = await desk.arm(wish)
            for _ in range(heard):
                await desk.trade(100)
            if heard:
                await engine.watches.save_cursors()
        walk(desk, steps)
        await desk.passes((desk.tape.trades[-1].time - desk.now()).total_seconds() + 1)
        async with desk.on():
            await desk.settles()
        async with desk.on():
            fired = await desk.alert(alert)

        satisfied = (one.agg_trade_id for one in desk.tape.trades if WISHES[wish](one.price))
        assert (fired.position if fired.state == "fired" else None) == next(satisfied, None)
        assert len(await desk.told()) == (fired.state == "fired")


def changed(trades: list[AggTrade], window: timedelta, bucket: timedelta) -> list[Decimal | None]:
    """By how many percent each trade differs from the close of the latest bucket a window ago."""
    found: list[Decimal | None] = []
    for one in trades:
        ago = one.time - window
        end = ago - (ago - trades[0].time.replace(second=0, microsecond=0)) % bucket
        before = [other.price for other in trades if other.time < end]
        found.append((one.price - before[-1]) / before[-1] * 100 if before else None)
    return found


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([1, 30, 61, 290, 600, 4_000]),
            st.sampled_from([1, 2, 30]),
            st.sampled_from([-1, 0, 1]),
            st.sampled_from([0, 0, 0, -25, 25]),
        ),
        min_size=1,
        max_size=5,
    ),
    by_seconds=st.booleans(),
    flood=st.integers(0, 2),
)
async def test_a_change_within_a_gap_is_found_at_its_trade(
    steps: Any, by_seconds: bool, flood: int, new_desk: NewDesk
) -> None:
    """`flood`: so many thousand trades come first, so that candles are asked for."""
    window, bucket = (5 * MINUTE, SECOND) if by_seconds else (60 * MINUTE, MINUTE)
    async with new_desk() as desk:
        for _ in range(70):
            desk.tape.trade(100, desk.now())
            await desk.passes(60)
        async with desk.on():
            alert = await desk.arm("btc +20% 5m" if by_seconds else "btc +20% 1h")
        armed = len(desk.tape.trades)
        for number in range(flood * 1000):
            desk.tape.trade(100, desk.now() + timedelta(milliseconds=number))
        await desk.passes(flood)
        walk(desk, steps)
        await desk.passes((desk.tape.trades[-1].time - desk.now()).total_seconds() + 1)
        async with desk.on():
            await desk.settles()

        flooded = armed + flood * 1000
        sparse = desk.tape.trades[:armed] + desk.tape.trades[flooded - 1 :]
        changes = changed(sparse, window, bucket)
        satisfied = (
            one.agg_trade_id
            for one, change in zip(sparse, changes, strict=True)
            if change is not None and change >= 20 and one.agg_trade_id > armed
        )
        fired = await desk.alert(alert)
        assert (fired.position if fired.state == "fired" else None) == next(satisfied, None)


async def test_only_what_is_missing_is_asked_for(desk: Desk) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        await desk.arm("btc > 110")
        desk.tape.asked.clear()
        await desk.trades(*([100] * 50))
        async with desk.silence():
            await desk.trades(101, 102)

    asked = [one for one in desk.tape.asked if not isinstance(one, spot.ExchangeInfo)]
    assert [one.from_id for one in asked] == [52]


def fires(trades: list[AggTrade]) -> list[int]:
    """Which trades `btc > 110 every` fires at: after the first, once it was false, a minute on."""
    found: list[int] = []
    ready, quiet_until = True, trades[0].time
    for one in trades[1:]:
        if not ready:
            ready = one.price < 110
        elif one.price > 110 and one.time >= quiet_until:
            found.append(one.agg_trade_id)
            ready, quiet_until = False, one.time + MINUTE
    return found


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(
        st.tuples(
            st.sampled_from(["105", "110", "115"]),
            st.sampled_from([1, 20, 61]),
            st.sampled_from(["", "", "off", "save", "silence", "resume"]),
        ),
        max_size=25,
    )
)
async def test_whatever_ends_and_begins_again_it_fires_each_time_and_once(
    events: list[tuple[str, int, str]], new_desk: NewDesk
) -> None:
    async with new_desk() as desk:
        desk.tape.trade(100, desk.now())
        waiting = iter(events)
        begun = False
        while True:
            async with desk.on() as engine:
                if not begun:
                    alert, begun = await desk.arm("btc > 110 every"), True
                what = ""
                for price, after, what in waiting:
                    await desk.trade(price, after=after)
                    match what:
                        case "off":
                            break
                        case "save":
                            await engine.watches.save_cursors()
                        case "silence":
                            desk.streams.down = True
                        case "resume":
                            desk.streams.resume()
            desk.streams.down = False
            if what != "off":
                break
        async with desk.on():
            await desk.settles()

        due = fires(desk.tape.trades)
        async with desk.storage.read() as unit:
            rows = await unit.outbox._session.scalars(select(Message.key).order_by(Message.id))
            told = [str(key).rpartition(":")[0] for key in rows]
            assert told == [f"alert:{alert.id}:{number}" for number in due]
        assert (await desk.alert(alert)).times_fired == len(due)
