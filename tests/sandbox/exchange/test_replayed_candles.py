"""Real candles played as the market of a symbol."""

import gzip
from pathlib import Path

import pytest

from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import INTERVALS, MINUTE
from sandbox.exchange.market.klines import klines
from sandbox.exchange.market.recording import WrongReplay, read
from sandbox.exchange.market.venue import Market

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


def played(file: Path, minutes: int, speed: float, symbol: str = "BTCUSDT") -> list[list[float]]:
    market = Market(seed=1, speed=speed, replay=file, clock=START * MINUTE)
    pair = market.pairs[symbol]
    market.advance((START + minutes) * MINUTE - 1)
    candles = klines(pair, INTERVALS["1m"], start=START * MINUTE, limit=minutes)
    tick = float(pair.listing.tick)
    return [(each.bar[: Bar.VOLUME] * tick).round(8).tolist() for each in candles]


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


@pytest.mark.parametrize("name", ["1.csv", "2.csv.gz", "ethusdt.csv"])
def test_a_file_whose_name_tells_no_symbol_is_bitcoin(tmp_path: Path, name: str) -> None:
    assert read(written(tmp_path, *ROWS, name=name)).symbol == "BTCUSDT"


def test_the_files_name_tells_the_symbol(tmp_path: Path) -> None:
    row = ROWS[0].replace("46", "3")

    file = written(tmp_path, row, name="ETHUSDT-1m-2022-01.csv.gz")

    assert played(file, 1, speed=1, symbol="ETHUSDT") == [[3319, 3385, 3300, 3377]]


def test_times_in_microseconds_are_the_same_times(tmp_path: Path) -> None:
    rows = [row.replace("0000,", "0000000,", 1) for row in ROWS]

    assert played(written(tmp_path, *rows), 3, speed=1) == played(
        written(tmp_path, *ROWS), 3, speed=1
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1640991780000,1,2,3", "a candle has 6 columns"),
        ("1640991780000,one,2,1,1,5", "this is not a row of numbers"),
        ("1640991780000,nan,2,1,1,5", "a number is not finite"),
        ("1640991780000,1,1,0,1,5", "prices must be positive"),
        ("1640991780000,3,2,1,1,5", "the high is not the highest price"),
        ("1640991780000,3,4,3,2,5", "the low is not the lowest price"),
        ("1640991780000,3,4,2,2,-5", "the volume is negative"),
        ("1640991720000,3,4,2,2,5", "it does not follow the line before in time"),
        ("1640991730000,3,4,2,2,5", "not a full number of minutes after"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    file = written(tmp_path, "open_time,open,high,low,close,volume", *ROWS, line)

    with pytest.raises(WrongReplay) as refusal:
        Market(seed=1, clock=0, replay=file)

    sentence = str(refusal.value)
    assert f"SANDBOX_REPLAY={file}, line 5: " in sentence
    assert problem in sentence
    assert "leave it unset" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("1.csv", b"", "there is no candle in it"),
        ("1.csv", b"open_time,open\n", "there is no candle in it"),
        ("1.csv", b"\xff\xfe", "it cannot be read"),
        ("1.csv.gz", b"0,1,1,1,1,1", "it cannot be read"),
        ("1.csv.gz", gzip.compress(b"0,1,1,1,1,1" * 99, mtime=0)[:-20], "it cannot be read"),
        ("NOPEUSDT-1m-2022-01.csv", b"0,1,1,1,1,1", "NOPEUSDT, which is not listed"),
        ("1.csv", b"0,1,1,1,1,1\n3600000,1,1,1,1,1\n7200000,1,1,1,1,1", "not of one minute"),
    ],
)
def test_a_file_that_cannot_be_played_is_refused(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(WrongReplay, match=problem):
        read(tmp_path / name)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongReplay, match="No such file"):
        read(tmp_path / "nothing.csv")


def written(folder: Path, *lines: str, name: str = "1.csv") -> Path:
    text, path = "\n".join(lines).encode(), folder / name
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path
