"""What an order with a price meets in the book of its contract."""

from decimal import Decimal

import pytest

from binance.models.market import Level, OrderBook
from binance.models.order_terms import Side
from binance.streams.books import LocalBook
from bot.positions import outlook
from bot.positions.questions import Meeting

D = Decimal
MARK = D(100)
BIDS = (Level(D(99), D(1)), Level(D(98), D(2)))
ASKS = (Level(D(101), D(1)), Level(D(102), D(2)))


def book(bids: tuple[Level, ...] = BIDS, asks: tuple[Level, ...] = ASKS) -> LocalBook:
    return LocalBook(OrderBook(last_update_id=1, bids=bids, asks=asks), limit=10)


@pytest.mark.parametrize(
    ("side", "price", "filled", "average", "complete"),
    [
        (Side.BUY, 105, 2, "101.5", True),
        (Side.BUY, 101, 1, "101", False),
        (Side.SELL, 98, 2, "98.5", True),
        (Side.SELL, 99, 1, "99", False),
    ],
)
def test_a_price_that_somebody_meets_takes_what_is_there_up_to_it(
    side: Side, price: int, filled: int, average: str, complete: bool
) -> None:
    meets = outlook.meeting(book(), side, D(2), D(price), MARK)

    assert meets.takes
    assert meets.fill is not None
    assert (meets.fill.qty, meets.fill.avg_price) == (D(filled), D(average))
    assert meets.fill.complete is complete


@pytest.mark.parametrize(("side", "price"), [(Side.BUY, "100.5"), (Side.SELL, "99.5")])
def test_a_price_beyond_the_mark_that_nobody_meets_waits(side: Side, price: str) -> None:
    assert outlook.meeting(book(), side, D(2), D(price), MARK) == Meeting(takes=False)


@pytest.mark.parametrize("seen", [None, book(bids=(), asks=())])
def test_without_offers_the_mark_price_tells_that_it_takes_but_not_how_much(
    seen: LocalBook | None,
) -> None:
    assert outlook.meeting(seen, Side.BUY, D(2), D("100.5"), MARK) == Meeting(takes=True)
    assert outlook.meeting(seen, Side.BUY, D(2), D("99.5"), MARK) == Meeting(takes=False)
    assert outlook.meeting(seen, Side.SELL, D(2), D("99.5"), MARK) == Meeting(takes=True)
