"""A local book is the exchange's book, after every event, or says that it is not."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binance.models.market import Level, OrderBook
from binance.models.order_terms import Side
from binance.streams.books import Ladder, LocalBook
from binance.streams.books.book import Outcome
from tests.support.book_feed import Reference, TrueBook, Venue, disturbed, in_order, sides_of

EVENTS = 10_000
WHOLE = 5_000

both = pytest.mark.parametrize("venue", ["spot", "usdm"])


def levels(*rows: tuple[str, str]) -> tuple[Level, ...]:
    return tuple(Level(Decimal(price), Decimal(qty)) for price, qty in rows)


def book(limit: int = WHOLE) -> LocalBook:
    bids = levels(("99", "1"), ("98", "2"), ("90", "10"))
    asks = levels(("101", "1"), ("102", "2"), ("110", "10"))
    return LocalBook(OrderBook(last_update_id=7, bids=bids, asks=asks), limit=limit)


@both
def test_it_is_the_true_book_after_every_event(venue: Venue) -> None:
    true, rng = TrueBook(venue, seed=5), random.Random(6)
    reference, seen = Reference(true), dict.fromkeys(Outcome, 0)
    local = LocalBook(true.snapshot(), limit=WHOLE)

    for event in disturbed((true.event() for _ in range(EVENTS)), rng, 0.05):
        outcome = local.apply(event)
        seen[outcome] += 1
        assert sides_of(local) == reference.advance(local.update_id)
        if outcome is Outcome.GAP:
            local = LocalBook(true.snapshot(), limit=WHOLE)
    assert in_order(local)

    assert seen[Outcome.APPLIED] > EVENTS * 0.8
    assert min(seen[Outcome.GAP], seen[Outcome.STALE]) > EVENTS * 0.01


@both
def test_it_is_in_order_and_finds_a_gap_exactly_where_an_event_is_missing(venue: Venue) -> None:
    true = TrueBook(venue, seed=1)
    local = LocalBook(true.snapshot(), limit=WHOLE)
    for _ in range(500):
        assert local.apply(event := true.event()) is Outcome.APPLIED
        assert local.apply(event) is Outcome.STALE
        assert in_order(local)
    true.event()
    before = sides_of(local)

    assert local.apply(true.event()) is Outcome.GAP
    assert sides_of(local) == before


@both
def test_a_snapshot_from_the_midst_of_an_event_is_followed_by_that_event(venue: Venue) -> None:
    true = TrueBook(venue, seed=2)
    reference, event = Reference(true), true.event()
    while event.final_update_id - event.first_update_id < 3:
        event = true.event()
    middle = event.final_update_id - 1
    bids, asks = ([Level(*row) for row in side.items()] for side in reference.advance(middle))
    local = LocalBook(OrderBook(last_update_id=middle, bids=bids, asks=asks), limit=WHOLE)

    assert local.apply(event) is Outcome.APPLIED
    assert local.apply(true.event()) is Outcome.APPLIED
    assert sides_of(local) == true.sides


@both
def test_a_cut_book_is_the_true_book_as_far_as_it_reaches(venue: Venue) -> None:
    true = TrueBook(venue, seed=3)
    reference = Reference(true)
    local = LocalBook(true.snapshot(5), limit=5)
    for _ in range(200):
        local.apply(true.event())
        bids, asks = reference.advance(local.update_id)
        assert local.bids.reach is not None
        assert local.asks.reach is not None
        assert dict(local.bids) == {p: q for p, q in bids.items() if p >= local.bids.reach}
        assert dict(local.asks) == {p: q for p, q in asks.items() if p <= local.asks.reach}


def test_a_book_is_worn_when_the_price_has_left_its_snapshot() -> None:
    true = TrueBook("spot", seed=4)
    cut, whole = (LocalBook(true.snapshot(limit), limit=limit) for limit in (5, WHOLE))
    true.wander(500)
    for _ in range(500):
        cut.apply(event := true.event())
        whole.apply(event)

    assert cut.worn
    assert not whole.worn


def test_an_order_is_told_its_average_price_and_slippage() -> None:
    bought = book().fill(Side.BUY, Decimal(2))
    sold = book().fill(Side.SELL, Decimal(2))

    assert (bought.avg_price, bought.last_price) == (Decimal("101.5"), Decimal(102))
    assert bought.slippage == Decimal("0.5") / 101
    assert (sold.avg_price, sold.last_price) == (Decimal("98.5"), Decimal(98))
    assert sold.slippage == Decimal("0.5") / 99


def test_an_order_for_money_spends_exactly_that() -> None:
    fill = book().fill_quote(Side.BUY, Decimal(203))

    assert (fill.qty, fill.quote_qty, fill.complete) == (Decimal(2), Decimal(203), True)


def test_an_order_larger_than_the_book_is_not_complete() -> None:
    for fill in (
        book().fill(Side.BUY, Decimal(14)),
        book().fill_quote(Side.BUY, Decimal(100_000)),
    ):
        assert (fill.qty, fill.quote_qty) == (Decimal(13), Decimal(1405))
        assert not fill.complete


def test_on_an_empty_side_nothing_is_had() -> None:
    nothing = LocalBook(OrderBook(last_update_id=1, bids=(), asks=()), limit=WHOLE)
    fill = nothing.fill(Side.SELL, Decimal(1))

    assert nothing.best_bid is nothing.best_ask is None
    assert (fill.avg_price, fill.slippage, fill.complete) == (None, None, False)


def test_depth_to_a_notional_ends_with_the_level_that_reaches_it() -> None:
    depth = book().depth_to(Decimal(295))

    assert depth.bids == levels(("99", "1"), ("98", "2"))
    assert depth.asks == levels(("101", "1"), ("102", "2"))
    assert len(book().depth_to(Decimal(296)).bids) == 3


def test_what_moves_the_price_is_all_that_lies_on_the_way() -> None:
    assert book().asks.worth_within(Decimal("0.01")) == (Decimal(101) + 2 * Decimal(102), True)
    assert book().bids.worth_within(Decimal("0.01")) == (Decimal(99), True)
    assert book().bids.worth_within(Decimal("0.5")) == (Decimal(99 + 196 + 900), True)


def test_how_much_moves_the_price_is_not_known_beyond_the_snapshot() -> None:
    cut = book(limit=3)

    assert cut.asks.worth_within(Decimal("0.05")) == (Decimal(101 + 204), True)
    assert cut.asks.worth_within(Decimal("0.1")).complete is False
    assert LocalBook(OrderBook(last_update_id=1, bids=(), asks=()), limit=3).asks.worth_within(
        Decimal("0.1")
    ) == (0, False)


def test_levels_are_put_together_under_the_worse_end_of_their_step() -> None:
    assert book().asks.grouped(Decimal(5), 2) == levels(("105", "3"), ("110", "10"))
    assert book().bids.grouped(Decimal(5), 2) == levels(("95", "3"), ("90", "10"))
    assert book().asks.grouped(Decimal(1), 2) == levels(("101", "1"), ("102", "2"))


def test_a_step_that_is_not_known_to_its_end_is_left_out() -> None:
    assert book(limit=3).asks.grouped(Decimal(4), 5) == levels(("104", "3"))
    assert book().asks.grouped(Decimal(4), 5) == levels(("104", "3"), ("112", "10"))


amounts = st.decimals(Decimal("0.001"), 1000, places=3)
ladders = st.dictionaries(amounts, amounts, min_size=1, max_size=20).map(
    lambda rows: Ladder([Level(*row) for row in rows.items()], descending=False, limit=WHOLE)
)


@given(ladders, amounts)
def test_buying_a_quantity_and_spending_what_it_costs_are_the_same(
    ladder: Ladder, qty: Decimal
) -> None:
    bought = ladder.fill(qty)
    spent = ladder.fill_quote(bought.quote_qty)

    assert bought.quote_qty == spent.quote_qty
    assert abs(bought.qty - spent.qty) < Decimal("1e-20")
    assert bought.slippage is not None
    assert bought.slippage >= 0
    assert bought.complete == (sum(level.qty for level in ladder) >= qty)
