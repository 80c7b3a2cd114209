"""The windows next to the plainest computation over all trades."""

from collections.abc import Iterable
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.thresholds import SCALE
from bot.alerts.windows import MINUTE, SECOND, Candle, Extreme, Reference, VolumeMeter

FINE, COARSE = 5 * SECOND, 17 * MINUTE  # buckets of a second, of a minute
CANDLES = (SECOND, FINE + 2 * SECOND, MINUTE, COARSE + 2 * MINUTE, 60 * MINUTE)
START = 1_700_000_000_000 // MINUTE * MINUTE
Trade = tuple[int, int]  # time in ms, price


@st.composite
def markets(draw: st.DrawFn) -> tuple[int, int, list[Trade]]:
    """A window, its bucket, and trades of which many are close and some are far apart."""
    window, bucket = draw(st.sampled_from([(FINE, SECOND), (COARSE, MINUTE)]))
    pause = st.integers(0, 3 * bucket) | st.integers(0, 2 * window)
    steps = draw(st.lists(st.tuples(pause, st.integers(90, 110)), min_size=2, max_size=40))
    time, trades = START, []
    for step, price in steps:
        time += step
        trades.append((time, price))
    return window, bucket, trades


def candles(trades: Iterable[Trade], length: int) -> list[Candle]:
    made = []
    for number, group in groupby(trades, key=lambda trade: trade[0] // length):
        prices = [price for _, price in group]
        opened = number * length
        made.append(
            Candle(opened, opened + length, max(prices), min(prices), prices[-1], len(prices))
        )
    return made


def price_before(trades: list[Trade], moment: int) -> int | None:
    return next((price for time, price in reversed(trades) if time < moment), None)


def split(trades: list[Trade], length: int) -> tuple[list[Trade], list[Trade]]:
    """Part what precedes the last candle of a length from its own trades."""
    opened = trades[-1][0] // length * length
    past = [trade for trade in trades if trade[0] < opened]
    return past, trades[len(past) :]


@given(markets())
def test_the_reference_is_the_close_of_the_last_bucket_a_window_ago(
    market: tuple[int, int, list[Trade]],
) -> None:
    window, bucket, trades = market
    reference = Reference(window)

    for number, (time, price) in enumerate(trades):
        reference.trade(time, price)

        ago = (time - window) // bucket * bucket
        assert reference.at(time) == price_before(trades[: number + 1], ago)


@given(markets())
def test_candles_warm_a_reference_as_trades_do(market: tuple[int, int, list[Trade]]) -> None:
    window, bucket, trades = market
    by_trades, by_candles = Reference(window), Reference(window)

    for trade in trades:
        by_trades.trade(*trade)
    for candle in candles(trades, bucket):
        by_candles.candle(candle)

    later = range(trades[-1][0], trades[-1][0] + 2 * window, bucket)
    assert [by_candles.at(time) for time in later] == [by_trades.at(time) for time in later]


@given(markets(), st.sampled_from(CANDLES))
def test_a_reference_stays_within_its_bounds_during_a_candle(
    market: tuple[int, int, list[Trade]], length: int
) -> None:
    window, _, trades = market
    past, coming = split(trades, length)
    reference = Reference(window)
    for trade in past:
        reference.trade(*trade)

    bounds = reference.between(candles(coming, length)[0])

    for time, price in coming:
        reference.trade(time, price)
        found = reference.at(time)
        assert found is None or (bounds is not None and bounds[0] <= found <= bounds[1])


@given(markets(), st.booleans())
def test_the_extreme_is_that_of_the_buckets_of_a_window(
    market: tuple[int, int, list[Trade]], highest: bool
) -> None:
    window, bucket, trades = market
    extreme = Extreme(window, highest=highest)

    for number, (time, price) in enumerate(trades):
        extreme.trade(time, price)

        oldest = time // bucket - window // bucket + 1
        inside = [p for t, p in trades[: number + 1] if t // bucket >= oldest]
        whole = trades[0][0] // bucket < oldest
        assert extreme.price == ((max if highest else min)(inside) if whole else None)


@given(markets(), st.booleans())
def test_candles_warm_an_extreme_as_trades_do(
    market: tuple[int, int, list[Trade]], highest: bool
) -> None:
    window, bucket, trades = market
    by_trades, by_candles = Extreme(window, highest=highest), Extreme(window, highest=highest)

    for trade in trades:
        by_trades.trade(*trade)
    for candle in candles(trades, bucket):
        by_candles.candle(candle)

    assert by_trades.price is None or by_candles.price == by_trades.price


@given(markets(), st.booleans(), st.sampled_from(CANDLES))
def test_an_extreme_stays_within_its_bounds_during_a_candle(
    market: tuple[int, int, list[Trade]], highest: bool, length: int
) -> None:
    window, _, trades = market
    past, coming = split(trades, length)
    extreme = Extreme(window, highest=highest)
    for trade in past:
        extreme.trade(*trade)

    bounds = extreme.between(candles(coming, length)[0])

    for trade in coming:
        extreme.trade(*trade)
        found = extreme.price
        assert found is None or (bounds is not None and bounds[0] <= found <= bounds[1])


@pytest.mark.parametrize("window", [FINE, COARSE])
def test_history_that_overlaps_with_trades_changes_nothing(window: int) -> None:
    reference, extreme = Reference(window), Extreme(window, highest=False)
    old = Candle(START, START + SECOND, 120, 80, 100, 1)
    for time in range(START, START + 3 * window, SECOND):
        reference.trade(time, 100)
        extreme.trade(time, 100)

    reference.candle(old._replace(close=90))
    extreme.candle(old)
    reference.trade(START, 90)
    extreme.trade(START, 80)

    assert reference.at(START + 3 * window) == 100
    assert extreme.price == 100


def test_an_open_candle_tells_what_went_before_the_first_trade() -> None:
    extreme = Extreme(MINUTE * 20, highest=True)
    for minute in range(19):
        opened = START + minute * MINUTE
        extreme.candle(Candle(opened, opened + MINUTE, 100, 90, 95, 1))
    opened = START + 19 * MINUTE

    extreme.candle(Candle(opened, opened + MINUTE, 130, 90, 95, 1), closed=False)
    extreme.trade(opened + 40 * SECOND, 99)

    assert extreme.price == 130


def test_a_candle_in_which_nothing_was_traded_is_no_price_of_the_window() -> None:
    extreme = Extreme(FINE, highest=False)
    extreme.candle(Candle(START, START + SECOND, 90, 90, 90, 1))
    for second in range(1, 8):
        opened = START + second * SECOND
        extreme.candle(Candle(opened, opened + SECOND, 90, 90, 90, 0))

    assert extreme.price is None
    extreme.trade(START + 8 * SECOND, 100)
    assert extreme.price == 100


def minute(number: int, volume: int) -> Candle:
    opened = START + number * MINUTE
    return Candle(opened, opened + MINUTE, 1, 1, 1, volume)


@given(
    st.integers(1, 3),
    st.lists(st.integers(0, 9), min_size=60, max_size=90),
    st.sets(st.integers(1, 50)),
)
def test_the_volume_is_told_in_multiples_of_the_twenty_windows_before(
    minutes: int, volumes: list[int], missing: set[int]
) -> None:
    meter = VolumeMeter(minutes * MINUTE)
    volumes = [0 if number in missing else volume for number, volume in enumerate(volumes)]

    for number, volume in enumerate(volumes):
        if number in missing:
            continue
        meter.candle(minute(number, volume))

        seen = volumes[: number + 1]
        usual = sum(seen[-21 * minutes : -minutes])
        if len(seen) < 21 * minutes or usual == 0:
            assert meter.multiple is None
        else:
            assert meter.multiple == sum(seen[-minutes:]) * 20 * SCALE // usual


def test_a_candle_told_twice_counts_once() -> None:
    meter = VolumeMeter(MINUTE)
    for number in range(21):
        for _ in range(2):
            meter.candle(minute(number, 2 if number == 20 else 1))

    assert meter.multiple == 2 * SCALE


def test_a_week_is_measured_in_few_steps_and_moves_when_one_is_complete() -> None:
    meter = VolumeMeter(7 * 24 * 60 * MINUTE)
    hour = 60 * MINUTE
    start = START // hour * hour
    for number in range(meter.steps):
        opened = start + number * hour
        meter.candle(Candle(opened, opened + hour, 1, 1, 1, 60))
    assert meter.multiple == SCALE
    assert meter.steps <= VolumeMeter.MOST

    told = []
    for number in range(60):
        opened = start + meter.steps * hour + number * MINUTE
        meter.candle(Candle(opened, opened + MINUTE, 1, 1, 1, 169))
        told.append(meter.multiple)

    assert told[:59] == [SCALE] * 59
    assert told[59] == (167 * 60 + 169 * 60) * SCALE // (168 * 60)
