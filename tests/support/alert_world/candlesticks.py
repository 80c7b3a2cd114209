"""Closed candles of a tape, reckoned apart from those that the exchange tells."""

from decimal import Decimal
from typing import NamedTuple

from alert_world.history import Tape, milliseconds


class Candlestick(NamedTuple):
    end_ms: int
    close: Decimal
    volume: Decimal


def candlesticks(tape: Tape, length_ms: int, until_ms: float) -> list[Candlestick]:
    """All that had ended by then, from the one of the first trade on; none is left out."""
    made: list[Candlestick] = []
    end, close, volume = 0, Decimal(0), Decimal(0)
    for trade in tape:
        ms = milliseconds(trade)
        end = end or ms // length_ms * length_ms + length_ms
        while ms >= end:
            made.append(Candlestick(end, close, volume))
            end, volume = end + length_ms, Decimal(0)
        close, volume = trade.price, volume + trade.qty
    while end and end <= until_ms:
        made.append(Candlestick(end, close, volume))
        end, volume = end + length_ms, Decimal(0)
    return made
