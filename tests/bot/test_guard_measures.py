"""How much an order comes to at worst, and how far from the market: examples worked by hand."""

from decimal import Decimal
from typing import Any

import pytest

from binance.models.order_terms import Side
from binance.streams.books import Fill
from bot.guards.measures import astray, needs_the_book, notional
from bot.guards.references import Reference
from bot.guards.stakes import Leg, Venue

DOLLARS = Reference(Decimal(100), "BTC")  # the market is at 100
LIRA = Reference(Decimal(100), "BTC", rate=Decimal("0.5"))
COIN = Reference(Decimal(100), "BTC", contract=Decimal(10))


def leg(side: Side, **terms: Any) -> Leg:
    quantity = None if "quote" in terms else Decimal(2)
    amounts = {name: Decimal(value) for name, value in terms.items()}
    return Leg(Venue.SPOT, "BTCUSDT", side, quantity=quantity, **amounts)


def buying(**terms: Any) -> Leg:
    return leg(Side.BUY, **terms)


def selling(**terms: Any) -> Leg:
    return leg(Side.SELL, **terms)


def filled(at: str, *, complete: bool = True) -> Fill:
    price = Decimal(at)
    return Fill(Decimal(2), price * 2, best_price=price, last_price=price, complete=complete)


@pytest.mark.parametrize(
    ("order", "fill", "worth"),
    [
        (buying(price="90"), None, "180"),
        (buying(price="90", trigger="120"), None, "180"),  # whatever triggers it, it pays no more
        (buying(), filled("103"), "206"),
        (buying(), filled("97"), "200"),  # the book may have moved until it arrives
        (buying(trigger="120"), None, "240"),
        (buying(trailing="0.02"), None, "204"),
        (buying(quote="30"), None, "30"),
        (selling(price="90"), None, "200"),  # what may be worth more is given away
        (selling(price="110"), None, "220"),
        (selling(trigger="80"), None, "200"),
        (selling(trigger="120", price="110"), None, "240"),
        (selling(trailing="0.05"), None, "210"),
    ],
)
def test_an_order_is_worth_what_it_may_come_to_at_worst(
    order: Leg, fill: Fill | None, worth: str
) -> None:
    assert notional(order, DOLLARS, fill) == Decimal(worth)
    assert notional(order, LIRA, fill) == Decimal(worth) / 2
    if order.quote is None:
        assert notional(order, COIN, fill) == 20  # dollars that contracts stand for


@pytest.mark.parametrize(
    ("order", "fill", "percent"),
    [
        (buying(price="104"), None, "4"),
        (buying(price="90"), None, "-10"),
        (selling(price="96"), None, "4"),
        (selling(price="110"), None, "-10"),
        (buying(), filled("103"), "3"),
        (selling(), filled("97"), "3"),
        (buying(), filled("100", complete=False), None),
        (buying(), None, None),
        # What waits for a price finds the market there.
        (buying(price="132", trigger="120"), None, "10"),
        (selling(price="72", trigger="80"), None, "10"),
        (buying(trigger="120"), None, "0"),
        (selling(trailing="0.05"), None, "0"),
        # What waits for a reversal finds it that much further.
        (buying(price="110", trailing="0.1"), None, "0"),
        (selling(price="81", trailing="0.1"), None, "10"),
        (buying(price="132", trigger="120", trailing="0.1"), None, "0"),
        # What follows an order finds the market at that one's price, or beyond it.
        (buying(price="132", after="120"), None, "10"),
        (buying(price="104", after="80"), None, "4"),
        (selling(price="72", after="80"), None, "10"),
        (selling(price="96", after="120"), None, "4"),
        (selling(price="45", trigger="50", after="80"), None, "10"),
    ],
)
def test_an_order_is_off_the_market_by_so_many_percent(
    order: Leg, fill: Fill | None, percent: str | None
) -> None:
    assert astray(order, DOLLARS, fill) == (None if percent is None else Decimal(percent))


def test_an_order_that_nobody_can_fill_has_no_price_to_measure() -> None:
    nothing = Fill(Decimal(0), Decimal(0), best_price=None, last_price=None, complete=True)

    assert nothing.avg_price is None
    assert astray(buying(), DOLLARS, nothing) is None
    assert notional(buying(), DOLLARS, nothing) == 200


@pytest.mark.parametrize(
    ("order", "asks"),
    [
        (buying(), True), (buying(quote="30"), True), (buying(price="1"), False),
        (buying(trigger="1"), False), (buying(trailing="0.1"), False),
        (buying(price="1", trigger="1"), False),
    ],
)  # fmt: skip
def test_only_a_market_order_of_now_asks_the_book(order: Leg, asks: bool) -> None:
    assert needs_the_book(order) is asks
