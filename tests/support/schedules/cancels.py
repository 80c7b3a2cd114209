"""Cancellations: each is answered, what is said of it is true, and nobody else's order is gone."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from schedules import words
from schedules.record import Placed, Record, Seen
from schedules.violation import Violation

Key = tuple[int, int]  # whose order, and its number


def check(record: Record) -> Iterator[Violation]:
    regrets = Counter((one.person, one.order_id) for one in record.regrets)
    orders = {(one.person, one.order_id): one for one in record.orders}
    told = _told(record)
    for key, taps in regrets.items():
        yield from _of_one(orders[key], taps, told.pop(key, {}))
    for key, stray in told.items():
        yield Violation("no cancellation is told that nobody asked for", f"{key}: {stray}")
    for key, order in orders.items():
        if order.status == "CANCELED" and not regrets[key]:
            yield Violation("no order is cancelled that nobody wants gone", str(order))
    for seen in record.seen:
        if words.DENIED in seen.text:  # all that can be tapped has been in the book
            yield Violation("no order is denied that exists", str(seen))


def _of_one(order: Placed, taps: int, told: dict[int, list[Seen]]) -> Iterator[Violation]:
    said = [(one, told_of) for one in _every(told) if (told_of := words.cancelled(one.text))]
    if all(one.pending for _, one in said):
        yield Violation("each cancellation has a last word", f"{order}", curable=True)
    for seen, one in said:
        if one.denies(order.status):
            yield Violation("nothing false is said of a cancellation", f"{seen} of {order}")
        if one.open and order.status == "CANCELED" and taps == 1:
            yield Violation("nothing false is said of a cancellation", f"{seen} of {order}")
    if sum(map(_is_final, told.values())) > taps:
        yield Violation("no cancellation is told twice unmarked", f"{told} of {order}")


def _is_final(versions: list[Seen]) -> bool:
    """Whether a message tells the end of it, and did so at some time without the mark of a repeat.

    One that said first that nobody knows yet is no second one: an end that comes late is told
    in its place and anew as well.
    """
    told = [words.cancelled(one.text) for one in versions]
    if told[0] is not None and told[0].pending:
        return False
    return not all(words.is_repeat(one.text) for one in versions)


def _every(told: dict[int, list[Seen]]) -> Iterator[Seen]:
    for versions in told.values():
        yield from versions


def _told(record: Record) -> dict[Key, dict[int, list[Seen]]]:
    """What each chat says of each order that was to be gone, by message, in turn."""
    found: dict[Key, dict[int, list[Seen]]] = defaultdict(lambda: defaultdict(list))
    for seen in record.seen:
        if told := words.cancelled(seen.text):
            found[seen.person, told.order_id][seen.message_id].append(seen)
    return found
