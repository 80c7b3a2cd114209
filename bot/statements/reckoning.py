"""From books and incomes to results; nothing is asked here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import accumulate

from bot.ledger import Book
from bot.ledger.inventory import portion
from bot.portfolio import LastPrice, worth
from bot.statements.results import Result

NOTHING = Decimal(0)
Books = Mapping[tuple[str, str], Book]


def of_books(
    chosen: Books,
    others: Books,
    since: datetime | None,
    held: Mapping[str, Decimal],
    last: LastPrice,
) -> list[Result]:
    """What each asset earned since then, by the chosen method and by the other one."""
    left: defaultdict[str, Decimal] = defaultdict(Decimal)
    for book in chosen.values():
        left[book.asset] += book.inventory.qty
    return [
        _result(book, others[place], since, held.get(book.asset, NOTHING), left[book.asset], last)
        for place, book in chosen.items()
    ]


def _result(
    book: Book, other: Book, since: datetime | None, held: Decimal, left: Decimal, last: LastPrice
) -> Result:
    """`left` is what all books of the asset have; what is gone is taken from each by its share."""
    gains = [one for one in book.gains if since is None or one.at >= since]
    mine = book.inventory.qty
    gone = portion(left - held, mine, left) if left > held else NOTHING
    cost = portion(book.inventory.cost, mine - gone, mine) if mine else NOTHING
    price = last(book.asset + book.quote)
    return Result(
        asset=book.asset,
        quote=book.quote,
        realised=sum((one.realised for one in gains), NOTHING),
        other=realised(other, since),
        fees=sum((one.fee for one in gains), NOTHING),
        unknown=sum((one.unknown for one in gains), NOTHING),
        left=mine - gone,
        cost=cost,
        gone=gone,
        outside=max(held - left, NOTHING),
        unrealised=None if price is None else (mine - gone) * price - cost,
    )


def realised(book: Book, since: datetime | None) -> Decimal:
    return sum((one.realised for one in book.gains if since is None or one.at >= since), NOTHING)


def in_dollars(amounts: Iterable[tuple[str, Decimal]], last: LastPrice) -> Decimal:
    """The sum in USDT at today's prices; what nothing prices adds nothing."""
    return sum((worth(asset, amount, last) or NOTHING for asset, amount in amounts), NOTHING)


def changes(
    books: Iterable[Book], since: datetime | None
) -> Iterator[tuple[datetime, str, Decimal]]:
    """What was realised, with its time and currency."""
    for book in books:
        for one in book.gains:
            if one.realised and (since is None or one.at >= since):
                yield one.at, book.quote, one.realised


def curve(
    changes: Iterable[tuple[datetime, str, Decimal]], last: LastPrice
) -> tuple[tuple[datetime, Decimal], ...]:
    """How the sum of all changes grew, in USDT."""
    ordered = sorted((at, worth(asset, amount, last) or NOTHING) for at, asset, amount in changes)
    sums = accumulate(amount for _, amount in ordered)
    return tuple((at, total) for (at, _), total in zip(ordered, sums, strict=True))
