from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, get_args

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st

from binance.models.market import Interval, Kline
from bot.alerts.conditions import (
    Average,
    Change,
    Funding,
    Gap,
    Measure,
    Move,
    Near,
    Price,
    Ratio,
    Rsi,
    Volume,
)
from bot.alerts.measures import Gauge, History, gauge_of
from bot.alerts.thresholds import SCALE, scaled

BTC, ETH = "BTCUSDT", "ETHUSDT"
START = datetime(2026, 11, 20, tzinfo=UTC)  # a Friday
LENGTHS = {
    Interval.S1: timedelta(seconds=1),
    Interval.M1: timedelta(minutes=1),
    Interval.M5: timedelta(minutes=5),
    Interval.M15: timedelta(minutes=15),
    Interval.H1: timedelta(hours=1),
}
HOUR, MINUTE = LENGTHS[Interval.H1], LENGTHS[Interval.M1]
QTY = Decimal(1)
FEW_MINUTES, FEW_SECONDS = timedelta(minutes=20), timedelta(minutes=2)
MEASURES: list[Measure] = [
    Price(symbol=BTC),
    Ratio(symbol=ETH, by=BTC),
    *(Change(symbol=BTC, window=window) for window in (FEW_SECONDS, HOUR, timedelta(days=7))),
    Move(symbol=BTC, window=FEW_SECONDS),
    *(Near(symbol=BTC, extreme="low", window=window) for window in (FEW_SECONDS, HOUR)),
    Near(symbol=BTC, extreme="high", window=FEW_MINUTES),
    *(Volume(symbol=BTC, window=window) for window in (FEW_MINUTES, timedelta(days=1))),
    Funding(symbol=BTC),
    Rsi(symbol=BTC, interval=Interval.H1),
    Gap(symbol=BTC, interval=Interval.M5, slow=Average(kind="ema", length=200)),
]


def milliseconds(time: datetime) -> int:
    return round(time.timestamp() * 1000)


def kline(opened: datetime, length: timedelta, prices: list[Any], volume: int = 1) -> Kline:
    """A candle of trades at these prices, in turn."""
    spelt = [Decimal(price) for price in prices]
    return Kline(
        open_time=opened,
        open=spelt[0],
        high=max(spelt),
        low=min(spelt),
        close=spelt[-1],
        volume=Decimal(volume),
        close_time=opened + length - timedelta(milliseconds=1),
        quote_asset_volume=Decimal(1),
        number_of_trades=len(spelt),
        taker_buy_base_asset_volume=Decimal(1),
        taker_buy_quote_asset_volume=Decimal(1),
    )


def trade(gauge: Gauge, time: datetime, price: str, symbol: str = BTC) -> int | None:
    gauge.trade(symbol, milliseconds(time), scaled(Decimal(price)), QTY)
    return gauge.value


def history(need: History, until: datetime, price: int = 100) -> Iterator[Kline]:
    """The closed candles before a moment, all at one price."""
    length = LENGTHS[need.interval]
    end = until - (until - START) % length
    for number in range(need.count, 0, -1):
        yield kline(end - number * length, length, [price])


def warm(gauge: Gauge, until: datetime, price: int = 100) -> None:
    for need in gauge.needs:
        for candle in history(need, until, price):
            gauge.candle(need.symbol, need.interval, candle, closed=True)


def percent(text: str) -> int:
    return scaled(Decimal(text))


def test_every_measure_has_a_gauge() -> None:
    kinds = get_args(get_args(Measure)[0])

    assert {type(measure) for measure in MEASURES} == set(kinds)
    assert all(gauge_of(measure).value is None for measure in MEASURES)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.kind)
def test_what_it_needs_is_enough(measure: Measure) -> None:
    gauge, now = gauge_of(measure), START + timedelta(seconds=59.5)

    warm(gauge, now)
    for symbol in (ETH, BTC):
        trade(gauge, now, "101", symbol)
    gauge.funding(BTC, Decimal("0.0001"))
    if isinstance(measure, Rsi):  # which nothing but a movement gives a value
        gauge.candle(BTC, Interval.H1, kline(START, HOUR, [100, 101]), closed=True)

    assert gauge.value is not None


def test_a_price_is_that_of_the_trade() -> None:
    assert trade(gauge_of(Price(symbol=BTC)), START, "67123.4") == scaled(Decimal("67123.4"))


def test_a_ratio_moves_with_either_symbol() -> None:
    gauge = gauge_of(Ratio(symbol=ETH, by=BTC))

    values = [
        trade(gauge, START, "4000", ETH),
        trade(gauge, START, "80000", BTC),
        trade(gauge, START, "3200", ETH),
    ]

    assert values == [None, percent("0.05"), percent("0.04")]


def test_a_candle_stands_for_the_trades_that_were_passed_over() -> None:
    gauges = [
        gauge_of(Price(symbol=BTC)),
        gauge_of(Change(symbol=BTC, window=HOUR)),
        gauge_of(Near(symbol=BTC, extreme="low", window=HOUR)),
    ]
    for gauge in gauges:
        warm(gauge, START)
        trade(gauge, START, "100")
        for second in range(1, 90):
            opened = START + timedelta(seconds=second)
            candle = kline(opened, LENGTHS[Interval.S1], [105, 80, 120])
            gauge.candle(BTC, Interval.S1, candle, closed=True)

    assert [gauge.value for gauge in gauges] == [percent("120"), percent("20"), percent("50")]


def test_an_older_candle_does_not_undo_a_trade_of_a_ratio() -> None:
    gauge = gauge_of(Ratio(symbol=ETH, by=BTC))
    trade(gauge, START, "4000", ETH)
    trade(gauge, START, "80000", BTC)

    gauge.candle(BTC, Interval.M1, kline(START - MINUTE, MINUTE, [90_000]), closed=True)

    assert gauge.value == percent("0.05")


@pytest.mark.parametrize(("price", "change", "move"), [("105", "5", "5"), ("97", "-3", "3")])
def test_a_change_has_a_sign_and_a_move_has_none(price: str, change: str, move: str) -> None:
    for kind, expected in ((Change, change), (Move, move)):
        gauge = gauge_of(kind(symbol=BTC, window=HOUR))
        warm(gauge, START)

        assert trade(gauge, START + timedelta(seconds=3), price) == percent(expected)


def test_a_change_is_counted_from_what_was_a_window_ago() -> None:
    gauge = gauge_of(Change(symbol=BTC, window=timedelta(minutes=15)))
    warm(gauge, START)

    trade(gauge, START + timedelta(seconds=1), "200")

    assert trade(gauge, START + timedelta(minutes=15, seconds=1), "210") == percent("110")
    assert trade(gauge, START + timedelta(minutes=15, seconds=2), "210") == percent("5")


@pytest.mark.parametrize(
    ("extreme", "price", "percents"),
    [("low", "101", "1"), ("high", "99", "1"), ("low", "98", "0"), ("high", "120", "0")],
)
def test_how_near_is_told_in_percent_of_the_extreme(
    extreme: Any, price: str, percents: str
) -> None:
    gauge = gauge_of(Near(symbol=BTC, extreme=extreme, window=timedelta(hours=24)))
    warm(gauge, START)

    assert trade(gauge, START, price) == percent(percents)


def test_funding_is_told_in_percent() -> None:
    gauge = gauge_of(Funding(symbol=BTC))

    gauge.funding(BTC, Decimal("-0.00012345"))

    assert gauge.value == percent("-0.012345")


def test_volume_counts_closed_candles_only() -> None:
    gauge = gauge_of(Volume(symbol=BTC, window=MINUTE))
    warm(gauge, START)
    assert gauge.value == SCALE

    gauge.candle(BTC, Interval.M1, kline(START, MINUTE, [1], volume=5), closed=False)
    assert gauge.value == SCALE
    gauge.candle(BTC, Interval.M1, kline(START, MINUTE, [1], volume=5), closed=True)

    assert gauge.value == 5 * SCALE


@pytest.mark.parametrize("live", [True, False])
def test_an_rsi_is_that_of_talib_and_the_open_candle_counts_when_asked(live: bool) -> None:
    prices = np.round(60_000 + np.random.default_rng(3).normal(0, 100, 320).cumsum(), 2)
    gauge = gauge_of(Rsi(symbol=BTC, interval=Interval.H1, live=live))
    for number, price in enumerate(prices[:-1]):
        candle = kline(START + number * HOUR, HOUR, [str(price)])
        gauge.candle(BTC, Interval.H1, candle, closed=True)
    closed, opened = talib.RSI(prices[:-1], 14)[-1], talib.RSI(prices, 14)[-1]
    assert gauge.value == pytest.approx(closed * SCALE, abs=100)

    candle = kline(START + 319 * HOUR, HOUR, [str(prices[-1])])
    gauge.candle(BTC, Interval.H1, candle, closed=False)

    assert gauge.value == pytest.approx((opened if live else closed) * SCALE, abs=100)


def test_candles_of_other_lengths_are_none_of_its_business() -> None:
    for measure in MEASURES:
        if isinstance(measure, Price | Ratio):
            continue  # the close of any candle is a price
        gauge = gauge_of(measure)
        warm(gauge, START)
        before = gauge.value

        gauge.candle(BTC, Interval.D3, kline(START, timedelta(days=3), [1, 500]), closed=True)

        assert gauge.value == before


def test_what_trades_do_not_move_has_no_bounds() -> None:
    for measure in MEASURES:
        if isinstance(measure, Volume | Funding | Rsi | Gap):
            gauge = gauge_of(measure)
            warm(gauge, START)

            assert gauge.bounds(kline(START, MINUTE, [1, 500])) is None


@st.composite
def gaps(draw: st.DrawFn) -> list[tuple[datetime, int]]:
    pause = st.integers(0, 20) | st.integers(0, 2400)
    steps = draw(st.lists(st.tuples(pause, st.integers(80, 120)), min_size=1, max_size=25))
    time, trades = START, []
    for seconds, price in steps:
        time += timedelta(seconds=seconds)
        trades.append((time, price))
    return trades


@pytest.mark.parametrize(
    "measure",
    [
        *(kind(symbol=BTC, window=FEW_SECONDS) for kind in (Change, Move)),
        Near(symbol=BTC, extreme="low", window=FEW_SECONDS),
        Near(symbol=BTC, extreme="high", window=FEW_MINUTES),
        Price(symbol=BTC),
    ],
    ids=lambda measure: measure.kind,
)
@given(trades=gaps(), warmed=st.booleans())
def test_no_trade_of_a_minute_leaves_its_bounds(
    measure: Measure, trades: list[tuple[datetime, int]], warmed: bool
) -> None:
    gauge = gauge_of(measure)
    if warmed:
        warm(gauge, START)

    for minute, group in groupby(trades, key=lambda one: one[0] - (one[0] - START) % MINUTE):
        inside = list(group)
        bounds = gauge.bounds(kline(minute, MINUTE, [price for _, price in inside]))
        for time, price in inside:
            value = trade(gauge, time, str(price))
            assert value is None or (bounds is not None and bounds[0] <= value <= bounds[1])


def test_a_quiet_minute_far_from_the_extreme_can_be_passed_over() -> None:
    gauge = gauge_of(Near(symbol=BTC, extreme="low", window=HOUR))
    warm(gauge, START)
    trade(gauge, START, "110")

    bounds = gauge.bounds(kline(START + MINUTE, MINUTE, [110, 105, 108]))

    assert bounds == (percent("5"), percent("10"))
