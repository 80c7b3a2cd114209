"""What a slow reader is spared: of prices the latest is kept, trades are summed up."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from binance.streams.events import Resumed


@dataclass(frozen=True)
class TradeRange:
    """Aggregate trades of one symbol that a slow reader did not get one by one.

    All from `first_id` to `last_id` are in it; any price that was crossed lies between `low` and
    `high`. Who needs the very trade asks for it by its id.
    """

    symbol: str
    first_id: int
    last_id: int
    low: Decimal
    high: Decimal
    last: Decimal

    def joined(self, later: "TradeRange") -> "TradeRange":
        return TradeRange(
            self.symbol,
            self.first_id,
            later.last_id,
            min(self.low, later.low),
            max(self.high, later.high),
            later.last,
        )


def condensed(items: Iterable[Any]) -> list[Any]:
    """Sum up the trades of each symbol, as far as nothing is missing between them."""
    kept: list[Any] = []
    places: dict[str, int] = {}
    for item in items:
        if isinstance(item, Resumed):
            places.clear()
        trades = _as_range(item)
        place = None if trades is None else places.get(trades.symbol)
        if trades is None:
            kept.append(item)
        elif place is not None and kept[place].last_id + 1 == trades.first_id:
            kept[place] = kept[place].joined(trades)
        else:
            places[trades.symbol] = len(kept)
            kept.append(trades)
    return kept


def conflation_key(stream: str, event: Any) -> Hashable | None:
    """Name what an event replaces while it waits, in a stream whose latest event says all."""
    symbol = getattr(event, "symbol", None)
    if symbol is None and stream.startswith("!"):
        return None
    candle = getattr(event, "kline", None)
    return stream, symbol, getattr(candle, "open_time", None)


def _as_range(item: Any) -> TradeRange | None:
    if isinstance(item, TradeRange):
        return item
    if (number := getattr(item, "agg_trade_id", None)) is None:
        return None
    return TradeRange(item.symbol, number, number, item.price, item.price, item.price)
