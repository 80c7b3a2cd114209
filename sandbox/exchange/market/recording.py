"""The kline file of `SANDBOX_REPLAY`, read and checked before anything is played."""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market.intervals import MINUTE
from sandbox.exchange.market.listing import LISTINGS

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.exchange.market.noise import Flags, Floats, Ints

USUAL = "BTCUSDT"
"""The symbol that plays a file whose name tells none."""

_NAME = re.compile(r"([^\W_a-z]+)-\d+[smhdwMo]+[-.]")  # as in BTCUSDT-1m-2022-01.csv.gz
_COLUMNS = 6  # open time, open, high, low, close, volume; what follows is not played
_UNREADABLE = (OSError, EOFError, UnicodeDecodeError, zlib.error)


class WrongReplay(ValueError):
    """`SANDBOX_REPLAY` cannot be played; the text says why and what to do."""

    def __init__(self, file: Path, problem: str, *, line: int | None = None) -> None:
        place = "" if line is None else f", line {line}"
        super().__init__(
            f"SANDBOX_REPLAY={file}{place}: {problem}. Give a CSV of 1-minute klines as "
            "data.binance.vision has them (.csv or .csv.gz), or leave it unset."
        )


@dataclass(frozen=True)
class Recording:
    """Real one-minute candles, in their order, and the symbol that plays them."""

    symbol: str
    candles: Floats
    """One row a candle: open, high, low, close, volume."""


def read(file: Path) -> Recording:
    """Read a recording whole, so that a faulty one stops the start and nothing later."""
    numbers, rows = _rows(file)
    table = np.array(rows)
    time = table[:, 0].astype(np.int64)
    time = np.where(time > 10**14, time // 1_000, time)  # microseconds since 2025
    _check(file, numbers, time, table)
    return Recording(_symbol(file), table[:, 1:])


def _rows(file: Path) -> tuple[list[int], list[list[float]]]:
    """Return the lines' numbers and values; a first line that is no candle is a header."""
    numbers, rows = [], []
    for number, line in enumerate(_lines(file), 1):
        fields = line.split(",", _COLUMNS)[:_COLUMNS]
        try:
            row = [float(field) for field in fields]
        except ValueError:
            if number > 1:
                raise WrongReplay(file, "this is not a row of numbers", line=number) from None
            continue
        if len(row) < _COLUMNS:
            raise WrongReplay(file, f"a candle has {_COLUMNS} columns or more", line=number)
        if not isfinite(sum(row)):
            raise WrongReplay(file, "a number is not finite", line=number)
        numbers.append(number)
        rows.append(row)
    if not rows:
        raise WrongReplay(file, "there is no candle in it")
    return numbers, rows


def _lines(file: Path) -> list[str]:
    opener = gzip.open if file.suffix == ".gz" else open
    try:
        with opener(file, "rt", encoding="utf-8") as text:
            return text.read().rstrip().splitlines()
    except _UNREADABLE as error:
        raise WrongReplay(file, f"it cannot be read ({_reason(error)})") from None


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _check(file: Path, numbers: list[int], time: Ints, table: Floats) -> None:
    """Refuse what no minute's trades could have made."""
    _, open_, high, low, close, volume = table.T
    step = np.diff(time, prepend=time[0] - MINUTE)
    faults: dict[str, Flags] = {
        "prices must be positive": low <= 0,
        "the high is not the highest price": high < np.maximum(open_, np.maximum(low, close)),
        "the low is not the lowest price": low > np.minimum(open_, close),
        "the volume is negative": volume < 0,
        "it does not follow the line before in time": step <= 0,
        "its time is not a full number of minutes after the line before": step % MINUTE != 0,
    }
    for problem, at in faults.items():
        if at.any():
            raise WrongReplay(file, problem, line=numbers[int(at.argmax())])
    if time.size > 1 and np.median(step) != MINUTE:
        raise WrongReplay(file, "its candles are not of one minute")


def _symbol(file: Path) -> str:
    """Return the symbol in the file's name, or the usual one."""
    match = _NAME.match(file.name)
    if match is None:
        return USUAL
    if match[1] not in LISTINGS:
        raise WrongReplay(file, f"its name says {match[1]}, which is not listed here")
    return match[1]
