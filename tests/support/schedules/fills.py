"""Fills: everything that was traded is told, and nothing twice without saying so."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from schedules import words
from schedules.record import Record
from schedules.violation import Violation
from schedules.words import Fill


def check(record: Record) -> Iterator[Violation]:
    told = _told(record)
    for order in record.orders:
        notices = told.pop((order.person, order.order_id), Counter())
        total = _total(notices)
        if total < order.executed:
            detail = f"told {total} of {order}"
            yield Violation("each fill is told", detail, curable=True)
        elif total > order.executed:
            yield Violation("no fill is told that was not", f"told {total} of {order}")
        for notice, unmarked in notices.items():
            if unmarked > 1:
                yield Violation("no fill is told twice unmarked", f"{notice} of {order}")
    for key, notices in told.items():
        yield Violation("no fill is told to a stranger", f"{key}: {notices}")


def _told(record: Record) -> dict[tuple[int, int], Counter[Fill]]:
    """How often each notice came without the mark of a repeat, in the order of their coming."""
    found: dict[tuple[int, int], Counter[Fill]] = defaultdict(Counter)
    for seen in record.seen:
        if fill := words.fill(seen.text):
            found[seen.person, fill.order_id][fill] += not words.is_repeat(seen.text)
    return found


def _total(notices: Counter[Fill]) -> Decimal:
    """What a reader believes to have been filled: `in all` replaces, anything else adds."""
    total = Decimal(0)
    for fill in notices:
        total = max(total, fill.quantity) if fill.in_all else total + fill.quantity
    return total
