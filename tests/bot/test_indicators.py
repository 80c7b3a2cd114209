"""Indicators over a kept window next to TA-Lib over the whole history."""

from typing import Literal

import numpy as np
import pytest
import talib

from binance.models.market import Interval
from bot.alerts import indicators
from bot.alerts.conditions import Average, Gap, Rsi
from bot.alerts.indicators import Closes, Prices

HOUR = 3_600_000
LENGTHS = [2, 14, 50, 200]


def walk(steps: int, seed: int = 5) -> Prices:
    """Closes of a market that moves by a percent each hour, and by half of it once."""
    moves = np.random.default_rng(seed).normal(0, 0.01, steps)
    moves[steps // 10] = -0.5
    return 60_000 * np.exp(np.cumsum(moves))


def rsi(length: int) -> Rsi:
    return Rsi(symbol="BTCUSDT", interval=Interval.H1, length=length)


def average(kind: Literal["ema", "sma"], length: int) -> Average:
    return Average(kind=kind, length=length)


def gap(slow: Average, fast: Average | None = None) -> Gap:
    return Gap(symbol="BTCUSDT", interval=Interval.H1, fast=fast, slow=slow)


def kept(measure: Rsi | Gap, prices: Prices) -> Closes:
    closes = Closes(indicators.history(measure))
    for number, price in enumerate(prices):
        closes.close((number + 1) * HOUR, price)
    return closes


@pytest.mark.parametrize("length", LENGTHS)
def test_an_rsi_of_what_is_kept_is_that_of_all_history(length: int) -> None:
    prices = walk(10_000)

    value = indicators.formula(rsi(length))(kept(rsi(length), prices).closed)

    assert value == pytest.approx(talib.RSI(prices, length)[-1], abs=1e-6)


@pytest.mark.parametrize("kind", ["ema", "sma"])
@pytest.mark.parametrize("length", [*LENGTHS, 500])
def test_an_average_of_what_is_kept_is_that_of_all_history(
    kind: Literal["ema", "sma"], length: int
) -> None:
    prices = walk(10_000)
    whole = (talib.EMA if kind == "ema" else talib.SMA)(prices, length)[-1]
    measure = gap(average(kind, length))

    value = indicators.formula(measure)(kept(measure, prices).closed)

    assert value == pytest.approx((prices[-1] - whole) / whole * 100, abs=1e-6)


def test_two_averages_part_as_over_all_history() -> None:
    prices = walk(5_000)
    measure = gap(average("sma", 200), fast=average("ema", 50))
    fast, slow = talib.EMA(prices, 50)[-1], talib.SMA(prices, 200)[-1]

    value = indicators.formula(measure)(kept(measure, prices).closed)

    assert value == pytest.approx((fast - slow) / slow * 100, abs=1e-6)


def test_the_open_candle_counts_without_being_kept() -> None:
    prices = walk(1_000)
    closes = kept(rsi(14), prices)
    settled = indicators.rsi(closes.closed, 14)

    live = [indicators.rsi(closes.with_open(price), 14) for price in (50_000.0, 70_000.0)]

    assert live == [
        pytest.approx(talib.RSI(np.append(prices, price), 14)[-1], abs=1e-6)
        for price in (50_000.0, 70_000.0)
    ]
    assert indicators.rsi(closes.closed, 14) == settled


def test_the_first_values_come_when_talib_gives_them() -> None:
    prices = walk(20)

    assert indicators.rsi(prices[:14], 14) is None
    assert indicators.rsi(prices[:15], 14) == pytest.approx(talib.RSI(prices, 14)[14])
    assert indicators.ema(prices[:13], 14) is None
    assert indicators.ema(prices[:14], 14) == pytest.approx(talib.EMA(prices, 14)[13])
    assert indicators.gap(prices[:13], None, average("sma", 14)) is None
    assert indicators.gap(prices[:14], average("sma", 15), average("sma", 14)) is None


def test_a_market_that_never_moved_has_no_rsi() -> None:
    assert indicators.rsi(np.full(100, 1.0), 14) is None


def test_the_latest_candle_may_be_corrected_and_older_ones_are_past() -> None:
    closes = Closes(3)
    for number, price in enumerate([1.0, 2.0, 3.0, 4.0], start=1):
        closes.close(number * HOUR, price)

    closes.close(4 * HOUR, 5.0)
    closes.close(3 * HOUR, 9.0)

    assert closes.closed.tolist() == [2.0, 3.0, 5.0]
