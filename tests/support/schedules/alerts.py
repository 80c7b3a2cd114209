"""Alerts: each that was crossed is delivered, none that was not, and repeats say so."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from schedules import words
from schedules.record import Record, Trade, Wanted
from schedules.violation import Violation
from schedules.words import Armed, Fired


def check(record: Record) -> Iterator[Violation]:
    for wanted in record.wanted:
        yield from _delivered(record, wanted)
    known = {(one.person, one.symbol, one.above, one.level) for one in record.wanted}
    for seen in record.seen:
        for fired in words.fired(seen.text):
            if (seen.person, fired.symbol, fired.above, fired.level) not in known:
                yield Violation("nobody hears of an alert that they did not ask for", str(seen))


def _delivered(record: Record, wanted: Wanted) -> Iterator[Violation]:
    told = _told(record, wanted)
    crossed = _crossings(record, wanted, wanted.asked_at)
    since = _acknowledged_at(record, wanted)
    due = [] if since is None else _crossings(record, wanted, since)
    if due and not told:
        detail = f"{wanted} acknowledged at {since}, crossed by {due[0]}"
        yield Violation("no alert is lost", detail, curable=True)
    for fired, unmarked in told.items():
        if not any(_names(fired, trade) for trade in _up_to_the_first(crossed, due)):
            yield Violation("no alert is false", f"{fired} of {wanted}")
        if unmarked > 1:
            yield Violation("no alert comes twice unmarked", f"{fired} of {wanted}")
    if len(told) > 1:
        yield Violation("an alert fires once", f"{list(told)} of {wanted}")


def _told(record: Record, wanted: Wanted) -> Counter[Fired]:
    """How often it came without the mark of a repeat; one that came only marked counts as told."""
    found: Counter[Fired] = Counter()
    for seen in record.seen:
        for fired in words.fired(seen.text):
            if seen.person == wanted.person and _about(fired, wanted):
                found[fired] += not words.is_repeat(seen.text)
    return found


def _acknowledged_at(record: Record, wanted: Wanted) -> float | None:
    for seen in record.seen:
        armed = words.armed(seen.text)
        if seen.person == wanted.person and armed and _about(armed, wanted):
            return seen.at
    return None


def _about(said: Armed | Fired, wanted: Wanted) -> bool:
    return (said.symbol, said.above, said.level) == (wanted.symbol, wanted.above, wanted.level)


def _crossings(record: Record, wanted: Wanted, since: float) -> list[Trade]:
    trades = record.trades.get(wanted.symbol, ())
    return [one for one in trades if one.at > since and wanted.satisfied_by(one.price)]


def _up_to_the_first(crossed: list[Trade], due: list[Trade]) -> list[Trade]:
    """Those it may speak of: armed at some time before it was acknowledged, so not after `due`."""
    return [one for one in crossed if not due or one.at <= due[0].at]


def _names(fired: Fired, trade: Trade) -> bool:
    clock = datetime.fromtimestamp(trade.at, UTC).strftime("%H:%M:%S")
    return (fired.price, fired.clock) == (trade.price, clock)
