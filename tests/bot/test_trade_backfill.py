"""Missed trades are fetched: those that matter all of them, the rest as cheaply as can be."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binance.models.market import AggTrade, Interval, Kline
from binance.public import spot
from bot.alerts import backfill
from bot.alerts.backfill import Ahead, Backfill

Wanted = Callable[[Interval, Kline], bool]


def never(_interval: Interval, _candle: Kline) -> bool:
    return False


def minutes() -> Interval:
    return Interval.M1


def above(level: int) -> Wanted:
    return lambda _interval, candle: candle.high > level


async def read(fill: Backfill, after: int, matters: Wanted) -> list[AggTrade]:
    missed = fill.since("BTCUSDT", after, matters, minutes)
    return [one async for one in missed if not isinstance(one, Ahead)]


def ids(trades: list[AggTrade]) -> list[int]:
    return [one.agg_trade_id for one in trades]


async def test_the_newest_trade_is_the_last_one(tape: Any, clock: Any) -> None:
    fill = Backfill(tape, clock)

    assert await fill.newest("BTCUSDT") is None

    tape.trade(100, clock())
    newest = tape.trade(101, clock())
    assert await fill.newest("BTCUSDT") == newest


async def test_the_trade_before_a_moment_is_not_one_that_was_made_between_two_answers(
    tape: Any, clock: Any
) -> None:
    moment, earlier = clock(), tape.trade(100, clock())

    class Busy:
        async def send(self, request: Any, **more: Any) -> Any:
            answer = await tape.send(request, **more)
            if len(tape.trades) == 1:
                tape.trade(101, moment + timedelta(seconds=1))
            return answer

    assert await Backfill(Busy(), clock).before("BTCUSDT", moment) == earlier


async def test_nothing_missed_costs_one_question(tape: Any, clock: Any) -> None:
    tape.trade(100, clock())

    assert await read(Backfill(tape, clock), 1, above(0)) == []
    assert len(tape.asked) == 1


async def test_a_short_gap_is_read_whole(tape: Any, clock: Any) -> None:
    for second in range(2_500):
        tape.trade(100, clock() + timedelta(seconds=second / 10))
    clock.passes(300)

    assert ids(await read(Backfill(tape, clock), 100, never)) == list(range(101, 2_501))
    assert not any(isinstance(one, spot.Klines) for one in tape.asked)


async def test_a_gap_of_just_one_page_is_read_to_its_end(tape: Any, clock: Any) -> None:
    for _ in range(2 * backfill.PAGE):
        tape.trade(100, clock())

    assert len(await read(Backfill(tape, clock), 0, never)) == 2 * backfill.PAGE


def day(tape: Any, start: datetime, *, spike_at: int | None = None) -> datetime:
    """A quiet day of a trade every three seconds, perhaps with one trade at 200."""
    count = 86_400 // 3
    for number in range(count):
        tape.trade(200 if number == spike_at else 100, start + timedelta(seconds=3 * number))
    return start + timedelta(days=1)


async def test_long_quiet_times_are_skipped_cheaply(tape: Any, clock: Any) -> None:
    clock.at = day(tape, clock.at)

    await read(Backfill(tape, clock), 0, above(150))

    weight = sum(one.cost for one in tape.asked)
    assert weight < 40  # 29 pages of trades would cost 116


async def test_a_single_trade_of_a_day_is_found(tape: Any, clock: Any) -> None:
    clock.at = day(tape, clock.at, spike_at=20_000)

    found = await read(Backfill(tape, clock), 0, above(150))

    assert [one.agg_trade_id for one in found if one.price == 200] == [20_001]
    assert len(found) < 8_000


async def test_trades_begin_in_the_middle_of_a_minute_that_matters(tape: Any, clock: Any) -> None:
    for number in range(1_500):
        tape.trade(100, clock() + timedelta(milliseconds=10 * number))
    tape.trade(200, clock() + timedelta(seconds=30))
    clock.passes(3_600)

    found = await read(Backfill(tape, clock), 0, above(150))

    assert found[-1].price == 200
    assert len(found) == 1_501


Bursts = list[tuple[int, int, int]]  # seconds of silence before, how many trades, their price

bursts_of_trades = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 30, 59, 60, 61, 600, 4_000, 61_000]),
        st.sampled_from([1, 1, 2, 30, 990, 1_000]),
        st.sampled_from([100, 100, 100, 200]),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(bursts=bursts_of_trades, after=st.integers(0, 40))
async def test_every_trade_of_a_minute_that_matters_comes_once_and_in_order(
    bursts: Bursts, after: int, new_tape: Callable[[], Any], clock: Any
) -> None:
    tape, at = new_tape(), clock.at
    for silence, count, price in bursts:
        at += timedelta(seconds=silence)
        for _ in range(count):
            tape.trade(price, at)
            at += timedelta(milliseconds=70)
    end = at
    loud = {_minute(one) for one in tape.trades if one.price > Decimal(150)}
    missed = {one.agg_trade_id for one in tape.trades[after:]}
    wanted = {one.agg_trade_id for one in tape.trades if _minute(one) in loud} & missed

    found = ids(await read(Backfill(tape, lambda: end), after, above(150)))

    assert found == sorted(set(found))
    assert wanted <= set(found) <= missed


def _minute(trade: AggTrade) -> datetime:
    return trade.time.replace(second=0, microsecond=0)
