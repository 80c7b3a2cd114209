"""An alert as it would be written, and as a sentence in the language of whoever reads it."""

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal

from bot import text
from bot.alerts.conditions import (
    Average,
    Change,
    Funding,
    Gap,
    Move,
    Near,
    NewListing,
    Options,
    Price,
    Ratio,
    Rsi,
    Term,
    Volume,
    Wish,
)
from bot.alerts.quantities import DAY, HOUR, MINUTE


def spell(wish: Wish, tz: tzinfo = UTC) -> str:
    """The words that `parse` reads as this very wish, its dates in the same `tz`."""
    return " ".join([condition(wish), *_manner(wish.options, tz)])


def condition(wish: Wish) -> str:
    """The words for what it waits for, without how it fires."""
    if isinstance(wish.condition, NewListing):
        return " ".join(filter(None, ("new listing", wish.condition.quote)))
    return " and ".join(_term(term) for term in wish.terms)


def day_or_moment(at: datetime, tz: tzinfo = UTC) -> str:
    """`2026-12-31` for the end of that day, `2026-12-31 18:00` for any other minute."""
    local = at.astimezone(tz)
    if local.hour == local.minute == 0:
        return f"{local - DAY:%Y-%m-%d}"
    return f"{local:%Y-%m-%d %H:%M}"


def largest_unit(span: timedelta) -> tuple[int, str]:
    """The largest unit that measures a span in whole numbers: 90 minutes are no hours."""
    for unit, letter in ((DAY, "d"), (HOUR, "h")):
        if span > unit and not span % unit:
            return span // unit, letter
    return (1, "h") if span == HOUR else (span // MINUTE, "m")


def _term(term: Term) -> str:
    level = _plain(term.level)
    match term.measure:
        case Price(symbol=symbol):
            named = symbol
        case Ratio(symbol=symbol, by=by):
            named = f"{symbol}/{by}"
        case Funding(symbol=symbol):
            named, level = f"{symbol} funding", f"{level}%"
        case Rsi(symbol=symbol, length=length) as rsi:
            named = f"{symbol} rsi {length} {_candles(rsi)}"
        case Gap(symbol=symbol, fast=fast, slow=slow) as gap:
            named = f"{symbol} {_average(fast)}" if fast else symbol
            level = f"{_average(slow)} {_candles(gap)}"
        case Change() | Move() | Volume() | Near() as measure:
            return f"{measure.symbol} {_windowed(measure, level)}"
    return f"{named} {term.relation} {level}"


def _windowed(measure: Change | Move | Volume | Near, level: str) -> str:
    window = _span(measure.window)
    match measure:
        case Change():
            return f"{level if level.startswith('-') else '+' + level}% {window}"
        case Move():
            return f"moves {level}% {window}"
        case Volume():
            return f"volume x{level} {window}"
        case Near(extreme=extreme):
            return f"near {extreme} {window} {level}%"


def _candles(measure: Rsi | Gap) -> str:
    return f"{measure.interval} live" if measure.live else str(measure.interval)


def _average(average: Average) -> str:
    return f"{average.kind} {average.length}"


def _manner(options: Options, tz: tzinfo) -> list[str]:
    words = ["every"] if options.every else []
    if options.cooldown:
        words.append(f"cooldown {_span(options.cooldown)}")
    if options.until:
        words.append(f"until {day_or_moment(options.until, tz)}")
    if options.silent:
        words.append("silent")
    if options.note:
        words.append(f"note {options.note}")
    return words


def _span(span: timedelta) -> str:
    n, letter = largest_unit(span)
    return f"{n}{letter}"


def _plain(value: Decimal) -> str:
    return text.number(value).replace(",", "")
