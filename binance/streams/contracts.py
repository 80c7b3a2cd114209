"""What the streams of USD-M and COIN-M may be asked for; anything else stays silent."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator

from binance.models.futures.terms import ContractType
from binance.models.market import Interval

BookSpeed: TypeAlias = Literal["100ms", "500ms"]
"""How often a book is told of; without a choice every 250 milliseconds."""

Dated: TypeAlias = Literal[
    ContractType.PERPETUAL, ContractType.CURRENT_QUARTER, ContractType.NEXT_QUARTER
]
"""What a contract of a pair is at a time."""


def _of_a_minute(interval: Interval) -> Interval:
    if interval is Interval.S1:
        raise ValueError("there are no candles of a second")
    return interval


LongInterval = Annotated[Interval, AfterValidator(_of_a_minute)]
"""The length of a candle, from a minute on."""
