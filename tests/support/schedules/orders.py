"""Orders: one for a confirmed question, none otherwise, and the last word about each is true."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from schedules import words
from schedules.record import Placed, Record
from schedules.violation import Violation
from schedules.words import Sentence, Verdict

Key = tuple[int, Sentence]  # whose order, and which

OVER = frozenset({"CANCELED", "EXPIRED", "EXPIRED_IN_MATCH", "REJECTED"})


def check(record: Record) -> Iterator[Violation]:
    confirmed = _confirmed(record)
    placed = _placed(record, confirmed)
    yield from _never_more_than_confirmed(confirmed, placed)
    yield from _never_sent_again(record)
    yield from _nothing_false_was_ever_said(record, placed)
    yield from _the_last_word_is_true(record, placed)


def _confirmed(record: Record) -> Counter[Key]:
    """How many questions about each order were answered with Confirm."""
    tapped = {(one.person, one.message_id) for one in record.taps}
    return Counter(
        (person, sentence)
        for (person, message_id), seen in record.questions().items()
        if (person, message_id) in tapped and (sentence := words.question(seen.text))
    )


def _placed(record: Record, confirmed: Counter[Key]) -> dict[Key, list[Placed]]:
    """The exchange's orders by the question they answer."""
    found: dict[Key, list[Placed]] = defaultdict(list)
    for order in record.orders:
        found[_key(order, confirmed)].append(order)
    return found


def _key(order: Placed, confirmed: Counter[Key]) -> Key:
    in_quote = (order.person, Sentence(order.side, order.symbol, order.quote_quantity))
    if order.quote_quantity and in_quote in confirmed:
        return in_quote
    return order.person, Sentence(order.side, order.symbol, order.quantity)


def _never_more_than_confirmed(
    confirmed: Counter[Key], placed: dict[Key, list[Placed]]
) -> Iterator[Violation]:
    for key, orders in placed.items():
        if not confirmed[key]:
            yield Violation("no order without a confirmed tap", f"{key}: {orders}")
        elif len(orders) > confirmed[key]:
            yield Violation("one confirmed question, one order", f"{key}: {orders}")


def _never_sent_again(record: Record) -> Iterator[Violation]:
    """After a POST that may have been carried out there is no other for the same order."""
    open_: set[tuple[object, ...]] = set()
    for post in record.posts:
        what = (post.person, post.symbol, post.side, post.amount)
        if what in open_:
            yield Violation("an order is posted once", f"again: {post}")
        if not post.refused:
            open_.add(what)


def _nothing_false_was_ever_said(
    record: Record, placed: dict[Key, list[Placed]]
) -> Iterator[Violation]:
    for seen in record.seen:
        verdict = words.verdict(seen.text)
        if verdict is None or verdict.pending:
            continue
        orders = placed.get((seen.person, verdict.sentence), [])
        if verdict.denies and orders:
            yield Violation("never `not executed` for an order that exists", f"{seen} {orders}")
        if not verdict.denies and not orders:
            yield Violation("never a status of an order that does not exist", str(seen))


def _the_last_word_is_true(record: Record, placed: dict[Key, list[Placed]]) -> Iterator[Violation]:
    last = _last_words(record)
    for key, orders in placed.items():
        verdict = last.get(key)
        if verdict is None or verdict.pending:
            yield Violation(
                "no order is left without a last word", f"{key}: {orders}", curable=True
            )
        elif not any(_agrees(verdict, order) for order in orders):
            yield Violation(
                "the last word agrees with the exchange", f"{verdict}: {orders}",
                curable=verdict.waits,
            )  # fmt: skip
    for key, verdict in last.items():
        if verdict.pending and key not in placed:
            yield Violation("no order is left without a last word", str(key), curable=True)


def _last_words(record: Record) -> dict[Key, Verdict]:
    found: dict[Key, Verdict] = {}
    for seen in record.seen:
        if verdict := words.verdict(seen.text):
            found[seen.person, verdict.sentence] = verdict
    return found


def _agrees(verdict: Verdict, order: Placed) -> bool:
    """A verdict is kept true for as long as the order goes on."""
    match verdict.head:
        case "Filled":
            return order.status == "FILLED"
        case "Waiting in the book":
            return order.status == "NEW"
        case "Partly filled":
            return order.status == "PARTIALLY_FILLED"
        case "Not executed":
            return False
        case _:
            return order.status in OVER
