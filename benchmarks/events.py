"""What it takes to read a stream's message: as it is, by pydantic instead, and as a bare dict.

A dict is what most clients hand out; its numbers are still text and its names single letters.
"""

import json
import time
import timeit
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
from pydantic import Field, TypeAdapter, create_model
from rich.console import Console
from rich.table import Table

from binance.models.base import Event
from binance.models.events import spot as models
from binance.models.events import ticks
from binance.streams import spot
from binance.streams.stream import Stream

ROUNDS, SECONDS = 5, 0.1
LEVELS = [[f"{67000 + step}.10000000", "0.52310000"] for step in range(20)]
MINI = {
    "e": "24hrMiniTicker",
    "E": 1672515782136,
    "s": "BNBBTC",
    **dict.fromkeys("cohlvq", "10000.02500000"),
}
TIMES = {"E": 1672515782136, "s": "BTCUSDT", "T": 1672515782135}
MESSAGES: dict[str, tuple[type[Stream[Any]], Any]] = {
    "aggTrade": (
        spot.AggTrade,
        {"e": "aggTrade", **TIMES, "a": 12345, "p": "67123.41000000", "q": "0.00120000"}
        | {"f": 100, "l": 105, "m": True, "M": True},
    ),
    "bookTicker": (
        spot.BookTicker,
        {"u": 400900217, "s": "BNBUSDT", **dict.fromkeys("bBaA", "25.35190000")},
    ),
    "depth, 20 levels a side": (
        spot.Depth,
        {"e": "depthUpdate", **TIMES, "U": 157, "u": 160, "b": LEVELS, "a": LEVELS},
    ),
    "!miniTicker@arr, 600 rows": (spot.AllMiniTickers, [MINI] * 600),
}


def twin(struct: type[msgspec.Struct]) -> Any:
    """Return the model that says the same as a struct."""
    said = msgspec.structs.fields(struct)
    fields: Any = {each.name: (each.type, Field(alias=each.encode_name)) for each in said}
    return create_model(struct.__name__, __base__=Event, **fields)


class MiniTicker(msgspec.Struct, frozen=True, gc=False):
    event_ms: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    close: Decimal = msgspec.field(name="c")
    open: Decimal = msgspec.field(name="o")
    high: Decimal = msgspec.field(name="h")
    low: Decimal = msgspec.field(name="l")
    volume: Decimal = msgspec.field(name="v")
    quote_volume: Decimal = msgspec.field(name="q")


def other_ways(kind: type[Stream[Any]]) -> tuple[Callable[[bytes], Any], Callable[[bytes], Any]]:
    """Return how pydantic and msgspec read what a stream says."""
    if kind is spot.AllMiniTickers:
        pydantic = TypeAdapter(list[models.MiniTicker])
        return pydantic.validate_json, msgspec.json.Decoder(list[MiniTicker]).decode
    assert issubclass(kind.event, ticks.Tick)
    return TypeAdapter(twin(kind.event)).validate_json, msgspec.json.Decoder(kind.event).decode


def microseconds(read: Callable[[bytes], Any], message: bytes) -> float:
    timer = timeit.Timer(lambda: read(message), timer=time.process_time)
    count, taken = timer.autorange()
    count = max(1, round(count * SECONDS / taken))
    return min(timer.repeat(ROUNDS, count)) / count * 1e6


def main() -> None:
    table = Table(
        "message", "ours", "pydantic", "msgspec", "a bare dict", title="CPU to read one, us"
    )
    for name, (kind, message) in MESSAGES.items():
        raw = json.dumps(message).encode()
        by_pydantic, by_msgspec = other_ways(kind)
        ways = (kind.read, by_pydantic, by_msgspec, json.loads)
        table.add_row(name, *(f"{microseconds(read, raw):,.2f}" for read in ways))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
