"""What a measure was at each of its events, told from all that was traded.

What lies long before the schedule began is history, at which nothing fires: it is left out.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from heapq import merge
from typing import Literal, NamedTuple

from pretend_market import BEGUN

from alert_world.candlesticks import Candlestick, candlesticks
from alert_world.history import History, Tape, milliseconds
from alert_world.indicators import averages_apart, strength
from alert_world.kinds import length_ms
from binance.models.market import AggTrade
from bot.alerts.conditions import Change, Gap, Measure, Move, Near, Price, Ratio, Rsi, Volume

SINCE = (BEGUN - 600) * 1000
_HUNDRED_MILLIONTH = Decimal("0.00000001")
_FINE = 15 * 60_000  # the longest window that is counted in seconds
_USUAL = 20  # windows before


class Reading(NamedTuple):
    """`place` is a trade's id, or a moment in milliseconds."""

    place: int
    ms: int
    value: Decimal | None


def readings(measure: Measure, history: History) -> Iterator[Reading]:
    """Go through what a measure was, one event after another."""
    tape = history.tapes[measure.symbol]
    match measure:
        case Price():
            yield from _prices(tape)
        case Change() | Move():
            yield from _changes(tape, measure)
        case Near():
            yield from _nearness(tape, _ms(measure), measure.extreme)
        case Ratio():
            yield from _ratios(tape, history.tapes[measure.by])
        case Volume():
            yield from _volumes(tape, _ms(measure), history.until_ms)
        case Rsi() | Gap():
            yield from _indicated(tape, measure, history.until_ms)
        case _:
            raise AssertionError(measure)


def rounded(value: Decimal, way: str = "ROUND_FLOOR") -> Decimal:
    """As fine as values are compared."""
    return value.quantize(_HUNDRED_MILLIONTH, rounding=way)


def _ms(measure: Change | Move | Near | Volume) -> int:
    return round(measure.window.total_seconds() * 1000)


def _bucket(window_ms: int) -> int:
    return 1_000 if window_ms <= _FINE else 60_000


def _recent(tape: Tape, times: Sequence[int]) -> Iterator[tuple[int, int, AggTrade]]:
    """The trades that may fire something: their places on the tape, times, and themselves."""
    for place in range(bisect_left(times, SINCE), len(tape)):
        yield place, times[place], tape[place]


# of trades


def _prices(tape: Tape) -> Iterator[Reading]:
    times = [milliseconds(one) for one in tape]
    for place, ms, trade in _recent(tape, times):
        yield Reading(place + 1, ms, trade.price)


def _changes(tape: Tape, measure: Change | Move) -> Iterator[Reading]:
    """Compare each trade with the last before the second, or minute, that was open then."""
    times = [milliseconds(one) for one in tape]
    window = _ms(measure)
    bucket = _bucket(window)
    for place, ms, trade in _recent(tape, times):
        earlier = bisect_left(times, (ms - window) // bucket * bucket)
        value = _percent(trade.price, tape[earlier - 1].price) if earlier else None
        if value is not None and isinstance(measure, Move):
            value = abs(value)
        yield Reading(place + 1, ms, value)


def _nearness(tape: Tape, window: int, extreme: Literal["low", "high"]) -> Iterator[Reading]:
    """Compare each trade with the extreme of the whole seconds, or minutes, up to its own."""
    times = [milliseconds(one) for one in tape]
    bucket = _bucket(window)
    count = -(-window // bucket)
    for place, ms, trade in _recent(tape, times):
        oldest = ms // bucket - count + 1
        if times[0] // bucket > oldest:
            yield Reading(place + 1, ms, None)
            continue
        begun = bisect_left(times, oldest * bucket)
        prices = [one.price for one in tape[begun : place + 1]]
        reference = min(prices) if extreme == "low" else max(prices)
        difference = abs(trade.price - reference)
        yield Reading(place + 1, ms, rounded(difference * 100 / reference))


def _ratios(tape: Tape, other: Tape) -> Iterator[Reading]:
    prices: list[Decimal | None] = [None, None]
    dividends = [(milliseconds(one), 0, one.price) for one in tape]
    divisors = [(milliseconds(one), 1, one.price) for one in other]
    for ms, n, price in merge(dividends, divisors):
        prices[n] = price
        one, by = prices
        value = None if one is None or by is None else rounded(one / by)
        if ms >= SINCE:
            yield Reading(ms, ms, value)


def _percent(price: Decimal, reference: Decimal) -> Decimal:
    return rounded((price - reference) * 100 / reference)


# of candles


def _volumes(tape: Tape, window: int, until_ms: float) -> Iterator[Reading]:
    """Compare the last minutes with the mean of the twenty windows before, at each full minute."""
    minutes = candlesticks(tape, 60_000, until_ms)
    recent = window // 60_000
    for end in range(1, len(minutes) + 1):
        ms = minutes[end - 1].end_ms
        if ms < SINCE:
            continue
        first = end - recent * (_USUAL + 1)
        usual = _volume(minutes[max(first, 0) : end - recent])
        now = _volume(minutes[max(end - recent, 0) : end])
        value = rounded(now * _USUAL / usual) if first >= 0 and usual else None
        yield Reading(ms, ms, value)


def _volume(minutes: Sequence[Candlestick]) -> Decimal:
    return sum((one.volume for one in minutes), Decimal(0))


def _indicated(tape: Tape, measure: Rsi | Gap, until_ms: float) -> Iterator[Reading]:
    closed = candlesticks(tape, length_ms(measure.interval), until_ms)
    for candle, value in zip(
        closed, indicated([one.close for one in closed], measure), strict=True
    ):
        if candle.end_ms >= SINCE:
            yield Reading(candle.end_ms, candle.end_ms, value)


def indicated(closes: Sequence[Decimal], measure: Rsi | Gap) -> list[Decimal | None]:
    """What an indicator is after each close."""
    if isinstance(measure, Rsi):
        values = strength(closes, measure.length)
    else:
        fast = None if measure.fast is None else (measure.fast.kind, measure.fast.length)
        values = averages_apart(closes, fast, (measure.slow.kind, measure.slow.length))
    return [None if one is None else rounded(one, "ROUND_HALF_EVEN") for one in values]
