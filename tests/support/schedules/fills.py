"""Fills: everything that was traded is told, in one message an order, and nothing else is."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from schedules import words
from schedules.record import Placed, Record
from schedules.violation import Violation

OVER = frozenset({"FILLED", "CANCELED", "EXPIRED", "EXPIRED_IN_MATCH", "REJECTED"})


@dataclass
class _Told:
    """What one chat says of one order: in each message what it said, the last word last."""

    growing: dict[int, list[Decimal]] = field(default_factory=lambda: defaultdict(list))
    endings: dict[int, list[Decimal]] = field(default_factory=lambda: defaultdict(list))
    unmarked: set[int] = field(default_factory=set)
    """The messages that were there, at some time, without the mark of a repeat."""

    @property
    def total(self) -> Decimal:
        """What a reader believes at the end to have been filled: one message says all of it."""
        return max((said[-1] for said in self.growing.values()), default=Decimal(0))

    @property
    def highest(self) -> Decimal:
        every = (*self.growing.values(), *self.endings.values())
        return max((one for said in every for one in said), default=Decimal(0))


def check(record: Record) -> Iterator[Violation]:
    told = _told(record)
    for order in record.orders:
        yield from _of_order(order, told.pop((order.person, order.order_id), _Told()))
    for key, stray in told.items():
        yield Violation("no fill is told to a stranger", f"{key}: {stray}")


def _of_order(order: Placed, told: _Told) -> Iterator[Violation]:
    if told.total < order.executed:
        yield Violation("each fill is told", f"told {told.total} of {order}", curable=True)
    if told.highest > order.executed:
        yield Violation("no fill is told that was not", f"told {told.highest} of {order}")
    for messages in (told.growing, told.endings):
        if len(messages.keys() & told.unmarked) > 1:
            yield Violation("no fill is told twice unmarked", f"{dict(messages)} of {order}")
    if told.endings and order.status not in OVER:
        yield Violation("no order is over that is not", f"{told.endings} of {order}")
    for said in told.growing.values():
        if said != sorted(said):
            yield Violation("no fill is taken back", f"{said} of {order}")


def _told(record: Record) -> dict[tuple[int, int], _Told]:
    found: dict[tuple[int, int], _Told] = defaultdict(_Told)
    for seen in record.seen:
        if fill := words.fill(seen.text):
            told = found[seen.person, fill.order_id]
            said = told.endings if fill.ends else told.growing
            said[seen.message_id].append(fill.quantity)
            if not words.is_repeat(seen.text):
                told.unmarked.add(seen.message_id)
    return found
