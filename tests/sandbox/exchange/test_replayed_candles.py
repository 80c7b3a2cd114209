"""Real candles played as the market of BTCUSDT."""

import gzip
from pathlib import Path

import pytest

from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import INTERVALS, MINUTE
from sandbox.exchange.market.klines import klines
from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.market.pair import Pair
from sandbox.exchange.market.replay import Replay
from sandbox.exchange.market.walk import Counter

START = 29_919_600
ROWS = [
    "1640991600000,46319.00,46385.00,46300.00,46377.00,49.62922,1640991659999,0,255,0,0,0",
    "1640991660000,46377.00,46411.00,46377.00,46411.00,39.43663,1640991719999,0,203,0,0,0",
    "1640991720000,46411.00,46425.00,46351.00,46400.00,10.04895,1640991779999,0,51,0,0,0",
]


@pytest.fixture(params=["csv", "csv.gz"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"BTCUSDT-1m.{request.param}"
    text = "\n".join(ROWS).encode()
    path.write_bytes(gzip.compress(text) if request.param == "csv.gz" else text)
    return path


def played(file: Path, minutes: int, speed: float) -> list[list[float]]:
    listing = LISTINGS["BTCUSDT"]
    source = Replay(file, listing, start=START, speed=speed)
    counter = Counter(listing, seed=1)
    pair = Pair(listing, source, counter, seed=1, clock=START * MINUTE)
    list(pair.advance((START + minutes) * MINUTE - 1))
    candles = klines(pair, INTERVALS["1m"], start=START * MINUTE, limit=minutes)
    return [(each.bar[: Bar.VOLUME] / 100).tolist() for each in candles]


def test_candles_play_as_they_are_and_begin_again(file: Path) -> None:
    candles = played(file, 4, speed=1)

    assert candles == [
        [46319, 46385, 46300, 46377],
        [46377, 46411, 46377, 46411],
        [46411, 46425, 46351, 46400],
        [46319, 46385, 46300, 46377],
    ]


def test_three_times_the_speed_plays_three_candles_a_minute(file: Path) -> None:
    assert played(file, 1, speed=3) == [[46319, 46425, 46300, 46400]]


def test_half_the_speed_plays_a_candle_in_two_minutes(file: Path) -> None:
    first, second = played(file, 2, speed=0.5)

    assert (first[0], second[3]) == (46319, 46377)
    assert first[3] == second[0]
    assert (min(first[2], second[2]), max(first[1], second[1])) == (46300, 46385)


def test_a_header_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "with-header.csv"
    path.write_text("\n".join(["open_time,open,high,low,close,volume,close_time", *ROWS]))

    assert played(path, 1, speed=1) == [[46319, 46385, 46300, 46377]]
