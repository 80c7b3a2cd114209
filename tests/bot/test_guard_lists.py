"""What guards read off orders of spot and margin that belong together."""

from decimal import Decimal
from typing import Any

import pytest

from binance.models.order_terms import OrderType, PegPriceType, Side, TimeInForce
from binance.private import margin, spot
from binance.request import Request
from bot.guards.catalogue import stake_of
from bot.guards.stakes import Leg, Orders, Venue

BTC = "BTCUSDT"
LIMIT: dict[str, Any] = {"type": OrderType.LIMIT, "time_in_force": TimeInForce.GTC}
WORKING: dict[str, Any] = {
    "symbol": BTC, "working_side": Side.BUY, "working_quantity": Decimal(3),
    "working_price": Decimal(90), "working_type": OrderType.LIMIT,
    "working_time_in_force": TimeInForce.GTC,
}  # fmt: skip
BOUGHT = (Leg(Venue.SPOT, BTC, Side.BUY, Decimal(3), price=Decimal(90)),)


def sold(quantity: int = 2, **terms: Any) -> Leg:
    return Leg(Venue.SPOT, BTC, Side.SELL, Decimal(quantity), **terms)


def groups(request: Request[Any]) -> tuple[tuple[Leg, ...], ...]:
    stake = stake_of(request)
    assert isinstance(stake, Orders)
    assert stake.count == 1
    return stake.groups


@pytest.mark.parametrize("market", [spot, margin])
def test_an_order_by_money_is_read_as_that_money(market: Any) -> None:
    order = market.NewOrder(
        symbol=BTC, side=Side.BUY, type=OrderType.MARKET, quote_order_qty=Decimal(50)
    )

    assert groups(order) == ((Leg(Venue.SPOT, BTC, Side.BUY, quote=Decimal(50)),),)


@pytest.mark.parametrize("market", [spot, margin])
def test_a_stop_is_read_with_its_limit_and_what_it_waits_for(market: Any) -> None:
    terms: dict[str, Any] = {"symbol": BTC, "side": Side.SELL, "quantity": Decimal(2)}
    limited = LIMIT | {"type": OrderType.STOP_LOSS_LIMIT, "price": Decimal(79)}

    stop = market.NewOrder(**terms | limited, stop_price=Decimal(80))

    assert groups(stop) == ((sold(price=Decimal(79), trigger=Decimal(80)),),)


def test_a_trailing_order_waits_for_a_reversal_by_so_many_basis_points() -> None:
    trailing = spot.NewOrder(
        symbol=BTC, side=Side.SELL, type=OrderType.STOP_LOSS, quantity=Decimal(2),
        trailing_delta=150,
    )  # fmt: skip

    assert groups(trailing) == ((sold(trailing=Decimal("0.015")),),)


def test_of_a_pair_around_the_market_only_one_can_fill() -> None:
    pair = spot.NewOco(
        symbol=BTC, side=Side.SELL, quantity=Decimal(2),
        above_type=OrderType.LIMIT_MAKER, above_price=Decimal(110),
        below_type=OrderType.STOP_LOSS_LIMIT, below_stop_price=Decimal(80),
        below_price=Decimal(79), below_time_in_force=TimeInForce.GTC,
    )  # fmt: skip

    assert groups(pair) == (
        (sold(price=Decimal(110)), sold(price=Decimal(79), trigger=Decimal(80))),
    )


@pytest.mark.parametrize("kind", [spot.NewLegacyOco, margin.NewOco])
def test_a_pair_of_the_old_kind_is_read_with_the_limit_of_its_stop(kind: Any) -> None:
    terms: dict[str, Any] = {
        "symbol": BTC, "side": Side.SELL, "quantity": Decimal(2), "price": Decimal(110),
        "stop_price": Decimal(80),
    }  # fmt: skip
    limited = {"stop_limit_price": Decimal(79), "stop_limit_time_in_force": TimeInForce.GTC}
    limit = sold(price=Decimal(110))

    assert groups(kind(**terms)) == ((limit, sold(trigger=Decimal(80))),)
    assert groups(kind(**terms | limited)) == (
        (limit, sold(price=Decimal(79), trigger=Decimal(80))),
    )


def test_the_stop_of_an_old_pair_may_trail() -> None:
    pair = spot.NewLegacyOco(
        symbol=BTC, side=Side.SELL, quantity=Decimal(2), price=Decimal(110),
        stop_price=Decimal(80), trailing_delta=200,
    )  # fmt: skip

    assert groups(pair) == (
        (sold(price=Decimal(110)), sold(trigger=Decimal(80), trailing=Decimal("0.02"))),
    )


@pytest.mark.parametrize("market", [spot, margin])
def test_what_follows_an_order_has_its_own_quantity_and_both_can_fill(market: Any) -> None:
    list_ = market.NewOto(
        **WORKING, pending_side=Side.SELL, pending_quantity=Decimal(2),
        pending_type=OrderType.LIMIT_MAKER, pending_price=Decimal(95),
    )  # fmt: skip

    assert groups(list_) == (BOUGHT, (sold(price=Decimal(95), after=Decimal(90)),))


@pytest.mark.parametrize("market", [spot, margin])
def test_the_pair_that_follows_an_order_has_its_own_quantity(market: Any) -> None:
    list_ = market.NewOtoco(
        **WORKING, pending_side=Side.SELL, pending_quantity=Decimal(2),
        pending_above_type=OrderType.LIMIT_MAKER, pending_above_price=Decimal(110),
        pending_below_type=OrderType.STOP_LOSS, pending_below_stop_price=Decimal(80),
    )  # fmt: skip

    assert groups(list_) == (
        BOUGHT,
        (sold(price=Decimal(110), after=Decimal(90)), sold(trigger=Decimal(80), after=Decimal(90))),
    )


def test_of_a_pair_one_half_may_be_missing() -> None:
    list_ = margin.NewOtoco(
        **WORKING, pending_side=Side.SELL, pending_quantity=Decimal(2),
        pending_above_type=OrderType.LIMIT_MAKER, pending_above_price=Decimal(110),
    )  # fmt: skip

    assert groups(list_) == (BOUGHT, (sold(price=Decimal(110), after=Decimal(90)),))


def test_a_pair_that_sells_what_was_bought_sells_all_of_it() -> None:
    list_ = spot.NewOpoco(
        **WORKING, pending_side=Side.SELL,
        pending_above_type=OrderType.LIMIT_MAKER, pending_above_price=Decimal(110),
        pending_below_type=OrderType.STOP_LOSS, pending_below_stop_price=Decimal(80),
    )  # fmt: skip

    _, followers = groups(list_)

    assert [one.quantity for one in followers] == [3, 3]


def test_an_order_in_a_list_that_follows_the_book_has_no_price_of_its_own() -> None:
    list_ = spot.NewOto(
        **WORKING, working_peg_price_type=PegPriceType.PRIMARY_PEG, pending_side=Side.SELL,
        pending_quantity=Decimal(2), pending_type=OrderType.STOP_LOSS,
        pending_stop_price=Decimal(80),
    )  # fmt: skip

    (working,), _ = groups(list_)

    assert working.price is None
