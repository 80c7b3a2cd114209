"""The book that the house keeps: never crossed, deep, and calm enough to be followed."""

import itertools

import pytest

from sandbox.exchange.market.book import Level
from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.market.venue import Market

CLOCK = 1_795_176_030_000


@pytest.fixture
def market() -> Market:
    return Market(seed=1, clock=CLOCK)


@pytest.mark.parametrize("symbol", sorted(LISTINGS))
def test_the_book_never_crosses(market: Market, symbol: str) -> None:
    book, pair = market.book(symbol), market.pairs[symbol]

    for _ in pair.advance(CLOCK + 5_000):
        bids, asks = book.top("BUY", 50), book.top("SELL", 50)
        assert bids[0].price <= pair.last.price <= asks[0].price
        assert bids[0].price < asks[0].price
        assert all(one.price > next_.price > 0 for one, next_ in itertools.pairwise(bids))
        assert all(one.price < next_.price for one, next_ in itertools.pairwise(asks))
        assert min(level.quantity for level in bids + asks) > 0


@pytest.mark.parametrize("symbol", ["BTCUSDT", "BTCTRY", "PAXGUSDT"])
def test_the_book_is_as_deep_as_the_live_one(market: Market, symbol: str) -> None:
    bids, asks = (market.book(symbol).top(side, 9_999) for side in ("BUY", "SELL"))

    assert len(bids) == len(asks) == 5_000
    assert 0 < bids[-1].price < bids[0].price / 2
    assert all(one.price > next_.price for one, next_ in itertools.pairwise(bids))
    assert all(one.price < next_.price for one, next_ in itertools.pairwise(asks))


def test_a_cheap_coin_has_bids_down_to_one_tick(market: Market) -> None:
    bids = market.book("SHIBUSDT").top("BUY", 5_000)

    assert 1_000 < len(bids) < 2_000
    assert bids[-1].price < LISTINGS["SHIBUSDT"].tick * 10


@pytest.mark.parametrize("side", ["BUY", "SELL"])
def test_a_tenth_of_a_second_changes_few_levels(market: Market, side: str) -> None:
    before, changes = dict(market.book("BTCUSDT").top(side, 5_000)), []
    for tenth in range(1, 20):
        market.advance(CLOCK + tenth * 100)
        after = dict(market.book("BTCUSDT").top(side, 5_000))
        changes.append(len(before.items() ^ after.items()))
        before = after

    assert all(changes)
    assert sum(changes) / len(changes) < 200


def test_two_who_look_at_one_moment_see_the_same(market: Market) -> None:
    again = Market(seed=1, clock=CLOCK)

    assert market.book("ETHUSDT").top("BUY", 100) == again.book("ETHUSDT").top("BUY", 100)
    assert market.book("ETHUSDT").top("SELL", 20) == market.book("ETHUSDT").top("SELL", 100)[:20]


def test_what_was_taken_is_gone_until_the_price_moves(market: Market) -> None:
    book = market.book("ETHUSDT")
    first, second, *_ = book.top("SELL", 5)

    book.take("SELL", first.price, first.quantity)
    book.take("SELL", second.price, LISTINGS["ETHUSDT"].step)

    left = book.top("SELL", 5)
    assert left[0].price == second.price
    assert left[0].quantity == second.quantity - LISTINGS["ETHUSDT"].step
    market.advance(CLOCK + 60_000)
    assert book.top("SELL", 1)[0].quantity > 0


def test_a_level_does_not_fill_up_while_the_price_stands_still(market: Market) -> None:
    pair, book = market.pairs["SOLBNB"], market.book("SOLBNB")
    moved, (gone, left, *_) = None, book.top("BUY", 2)

    for tenth in range(1, 1_200):
        market.advance(CLOCK + tenth * 100)
        if pair.centre is not moved:
            moved, (gone, rest, *_) = pair.centre, book.top("BUY", 2)
            left = Level(rest.price, pair.listing.step)
            book.take("BUY", gone.price, gone.quantity)
            book.take("BUY", rest.price, rest.quantity - pair.listing.step)
        assert book.top("BUY", 1) == [left]
        assert gone.price / pair.listing.tick not in book.grid("BUY")


@pytest.mark.parametrize("symbol", ["BTCBUSD", "EOSUSDT"])
def test_a_closed_market_offers_nothing(market: Market, symbol: str) -> None:
    assert market.book(symbol).top("BUY", 5) == market.book(symbol).top("SELL", 5) == []
