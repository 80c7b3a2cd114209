"""What the measures of alerts are judged by, and which promise is made of them."""

from datetime import timedelta
from typing import Literal, NamedTuple

from binance.models.market import Interval
from bot.alerts.conditions import Funding, Gap, Measure, Ratio, Rsi, Volume, Wish

LENGTHS = {
    Interval.S1: timedelta(seconds=1),
    Interval.M1: timedelta(minutes=1),
    Interval.M3: timedelta(minutes=3),
}


class Source(NamedTuple):
    """Where a measure's events come from; `length_ms` is how far apart, where that is sure."""

    kind: Literal["trades", "candles", "rates"]
    symbol: str
    length_ms: int = 1


def sources(measure: Measure) -> list[Source]:
    match measure:
        case Ratio():
            return [Source("trades", symbol) for symbol in (measure.symbol, measure.by)]
        case Volume():
            return [Source("candles", measure.symbol, 60_000)]
        case Rsi() | Gap():
            return [Source("candles", measure.symbol, length_ms(measure.interval))]
        case Funding():
            return [Source("rates", measure.symbol)]
    return [Source("trades", measure.symbol)]


def is_sampled(wish: Wish) -> bool:
    """Whether it is judged by states of which not every one is told, nor kept."""
    measures = [term.measure for term in wish.terms]
    return any(
        isinstance(one, Funding) or (isinstance(one, Rsi | Gap) and one.live) for one in measures
    )


def length_ms(interval: Interval) -> int:
    return round(LENGTHS[interval].total_seconds() * 1000)
