"""Alerts as sentences, in the language of whoever reads them: "BTCUSDT trades above 70,000"."""

from datetime import UTC, timedelta, tzinfo
from functools import reduce

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
    Relation,
    Rsi,
    Term,
    Volume,
    Wish,
)
from bot.alerts.spelling import day_or_moment, largest_unit
from bot.i18n import Html, Say, note
from bot.text import number

_TRADES = {
    Relation.ABOVE: note("<b>{symbol}</b> trades above <b>{price}</b>"),
    Relation.BELOW: note("<b>{symbol}</b> trades below <b>{price}</b>"),
    Relation.AT_LEAST: note("<b>{symbol}</b> trades at <b>{price}</b> or above"),
    Relation.AT_MOST: note("<b>{symbol}</b> trades at <b>{price}</b> or below"),
    Relation.CROSSES: note("<b>{symbol}</b> crosses <b>{price}</b>"),
    Relation.CROSSES_UP: note("<b>{symbol}</b> crosses <b>{price}</b> upwards"),
    Relation.CROSSES_DOWN: note("<b>{symbol}</b> crosses <b>{price}</b> downwards"),
}
_STANDS = {
    Relation.ABOVE: note("{measure} is above <b>{level}</b>"),
    Relation.BELOW: note("{measure} is below <b>{level}</b>"),
    Relation.AT_LEAST: note("{measure} is <b>{level}</b> or above"),
    Relation.AT_MOST: note("{measure} is <b>{level}</b> or below"),
    Relation.CROSSES: note("{measure} crosses <b>{level}</b>"),
    Relation.CROSSES_UP: note("{measure} crosses <b>{level}</b> upwards"),
    Relation.CROSSES_DOWN: note("{measure} crosses <b>{level}</b> downwards"),
}
_NEAR = {
    "low": note("<b>{symbol}</b> is within <b>{percent}%</b> of its lowest price of {span}"),
    "high": note("<b>{symbol}</b> is within <b>{percent}%</b> of its highest price of {span}"),
}


def sentence(say: Say, wish: Wish) -> Html:
    """What it waits for, as it follows "I will tell you when"."""
    if isinstance(wish.condition, NewListing):
        return _listing(say, wish.condition)
    terms = [_term(say, term) for term in wish.terms]
    return reduce(lambda one, other: say("{one} and {other}", one=one, other=other), terms)


def manner(say: Say, options: Options, tz: tzinfo = UTC) -> Html | None:
    """How it fires, where that is not as usual: "every time, until 2026-12-31 UTC"."""
    said: list[Html] = []
    if options.cooldown:
        said.append(say("at most once in {span}", span=_span(say, options.cooldown)))
    elif options.every:
        said.append(say("every time"))
    if options.until:
        zone = options.until.astimezone(tz).tzname()
        said.append(say("until {time} {zone}", time=day_or_moment(options.until, tz), zone=zone))
    if options.silent:
        said.append(say("without a sound"))
    return Html(", ".join(said)) if said else None


def _listing(say: Say, listing: NewListing) -> Html:
    if listing.quote is None:
        return say("a new symbol begins to trade")
    return say("a new symbol priced in <b>{quote}</b> begins to trade", quote=listing.quote)


def _term(say: Say, term: Term) -> Html:
    level = number(abs(term.level))
    match term.measure:
        case Price(symbol=symbol):
            return say(_TRADES[term.relation], symbol=symbol, price=level)
        case Change(symbol=symbol, window=window):
            return say(
                note("<b>{symbol}</b> rises by <b>{percent}%</b> or more within {span}")
                if term.level > 0
                else note("<b>{symbol}</b> falls by <b>{percent}%</b> or more within {span}"),
                symbol=symbol, percent=level, span=_span(say, window),
            )  # fmt: skip
        case Move(symbol=symbol, window=window):
            return say(
                "<b>{symbol}</b> moves by <b>{percent}%</b> or more, up or down, within {span}",
                symbol=symbol, percent=level, span=_span(say, window),
            )  # fmt: skip
        case Volume(symbol=symbol, window=window):
            return say(
                "the volume of <b>{symbol}</b> within {span} is <b>{times}</b> times the usual "
                "or more",
                symbol=symbol, times=level, span=_span(say, window),
            )  # fmt: skip
        case Near(symbol=symbol, extreme=extreme, window=window):
            return say(_NEAR[extreme], symbol=symbol, percent=level, span=_span(say, window))
        case Ratio() | Funding() | Rsi() | Gap():
            return _stands(say, term, term.measure)


def _stands(say: Say, term: Term, measure: Ratio | Funding | Rsi | Gap) -> Html:
    level = Html(number(term.level))
    match measure:
        case Ratio(symbol=symbol, by=by):
            named = say("<b>{symbol}</b> divided by <b>{by}</b>", symbol=symbol, by=by)
        case Funding(symbol=symbol):
            named = say("the funding rate of <b>{symbol}</b>", symbol=symbol)
            level = say("{percent}%", percent=level)
        case Rsi(symbol=symbol, length=length):
            named = say(
                "the RSI {length} of <b>{symbol}</b> ({candles})",
                length=length, symbol=symbol, candles=_candles(say, measure),
            )  # fmt: skip
        case Gap(symbol=symbol, fast=fast, slow=slow):
            named = say(
                "the {line} of <b>{symbol}</b> ({candles})",
                line=_average(fast) if fast else say("close"),
                symbol=symbol, candles=_candles(say, measure),
            )  # fmt: skip
            level = _average(slow)
    return say(_STANDS[term.relation], measure=named, level=level)


def _candles(say: Say, measure: Rsi | Gap) -> Html:
    if measure.live:
        return say("{interval} candles, the open one too", interval=measure.interval)
    return say("{interval} candles", interval=measure.interval)


def _average(average: Average) -> Html:
    return Html(f"{average.kind.upper()} {average.length}")


def _span(say: Say, span: timedelta) -> Html:
    n, unit = largest_unit(span)
    match unit:
        case "d":
            return say.many("{n} day", "{n} days", n)
        case "h":
            return say.many("{n} hour", "{n} hours", n)
        case _:
            return say.many("{n} minute", "{n} minutes", n)
