"""What a stream's name says of its events: how they are numbered, and what a slow reader keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

Number = Callable[[Any], Any]


def _field(name: str) -> Number:
    return lambda data: data[name]


def _of_book(data: Any) -> Any:
    return data["u"] if "u" in data else data["lastUpdateId"]


def _of_candle(data: Any) -> Any:
    candle = data["k"]
    return candle["t"], data["E"], candle["x"]


def _when(data: Any) -> Any:
    """Tell the moment; of an array, of its last row."""
    return (data[-1] if isinstance(data, list) else data)["E"]


@dataclass(frozen=True)
class Kind:
    """What streams of one kind have in common.

    `number` grows from event to event. `unique`: no number is told twice, and with `contiguous`
    none is left out. `each`: every event counts; else the latest one says all. `read_number`
    takes the number from the event that was read, where that spares reading the message twice.
    """

    number: Number = _when
    read_number: Number | None = None
    unique: bool = False
    contiguous: bool = False
    each: bool = False


_BOOK = Kind(_of_book)
_CANDLE = Kind(_of_candle)
_EVERY = Kind(each=True)
_KINDS = {
    "aggTrade": Kind(
        _field("a"), attrgetter("agg_trade_id"), unique=True, contiguous=True, each=True
    ),
    "trade": Kind(_field("t"), attrgetter("trade_id"), unique=True, each=True),
    "blockTrade": Kind(_field("t"), unique=True, each=True),
    "depth": Kind(_of_book, attrgetter("final_update_id"), each=True),
    "rpiDepth": Kind(_of_book, attrgetter("final_update_id"), each=True),
    "depth5": _BOOK,
    "depth10": _BOOK,
    "depth20": _BOOK,
    "bookTicker": Kind(_of_book, attrgetter("update_id")),
    "forceOrder": _EVERY,
    "contractInfo": _EVERY,
    "referencePrice": Kind(_field("t")),
    "kline": _CANDLE,
    "continuousKline": _CANDLE,
    "indexPriceKline": _CANDLE,
    "markPriceKline": _CANDLE,
}


def kind_of(stream: str) -> Kind:
    """Look up a stream's kind by its name, such as `btcusdt@kline_1m` or `!miniTicker@arr`."""
    whole_market = stream.startswith("!")
    words = stream.removeprefix("!").split("@")
    word = words[0] if whole_market else words[-1 if len(words) == 1 else 1]
    kind = _KINDS.get(word.split("_")[0], Kind())
    # Books of all symbols at once count each symbol for itself: only the time is common.
    return Kind(each=kind.each) if whole_market else kind
