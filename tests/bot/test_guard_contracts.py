"""What guards read off orders of contracts: prices, what they wait for, and how many they are."""

from decimal import Decimal
from typing import Any

import pytest

from binance.models.futures.terms import OrderType, PositionSide, TimeInForce
from binance.models.order_terms import Side
from binance.private import coin_futures, futures
from binance.request import Request
from bot.guards.catalogue import stake_of
from bot.guards.stakes import Harmless, Leg, Leverage, Orders, Venue

ONE = Decimal(1)
BTC = "BTCUSDT"
VENUES = [(futures, Venue.USDM), (coin_futures, Venue.COINM)]


def order(market: Any, **terms: Any) -> Any:
    usual = {"symbol": BTC, "side": Side.BUY, "type": OrderType.MARKET, "quantity": Decimal(3)}
    return market.NewOrder(**usual | terms)


def waiting(market: Any, kind: OrderType, **terms: Any) -> Any:
    usual = {"symbol": BTC, "side": Side.SELL, "type": kind, "quantity": Decimal(3)}
    return market.NewAlgoOrder(**usual | terms)


def leg(request: Request[Any]) -> Leg:
    stake = stake_of(request)
    assert isinstance(stake, Orders)
    ((found,),) = stake.groups
    return found


@pytest.mark.parametrize(("market", "venue"), VENUES)
def test_an_order_is_read_with_its_limit_and_waits_for_nothing(market: Any, venue: Venue) -> None:
    limit = order(market, type=OrderType.LIMIT, price=Decimal(9), time_in_force=TimeInForce.GTC)

    assert leg(order(market)) == Leg(venue, BTC, Side.BUY, quantity=Decimal(3))
    assert leg(limit) == Leg(venue, BTC, Side.BUY, quantity=Decimal(3), price=Decimal(9))


@pytest.mark.parametrize(("market", "venue"), VENUES)
def test_a_stop_is_read_with_the_price_that_it_waits_for(market: Any, venue: Venue) -> None:
    at_market = waiting(market, OrderType.STOP_MARKET, trigger_price=Decimal(80))
    limited = waiting(market, OrderType.STOP, trigger_price=Decimal(80), price=Decimal(79))

    assert leg(at_market) == Leg(
        venue, BTC, Side.SELL, quantity=Decimal(3), trigger=Decimal(80)
    )  # fmt: skip
    assert leg(limited) == Leg(
        venue, BTC, Side.SELL, quantity=Decimal(3), trigger=Decimal(80), price=Decimal(79)
    )


@pytest.mark.parametrize(("market", "venue"), VENUES)
def test_a_trailing_stop_waits_for_a_reversal_by_so_many_percent(market: Any, venue: Venue) -> None:
    at_once = waiting(market, OrderType.TRAILING_STOP_MARKET, callback_rate=Decimal("2.5"))
    later = waiting(
        market, OrderType.TRAILING_STOP_MARKET,
        callback_rate=Decimal("2.5"), activate_price=Decimal(120),
    )  # fmt: skip

    assert leg(at_once) == Leg(
        venue, BTC, Side.SELL, quantity=Decimal(3), trailing=Decimal("0.025")
    )
    assert leg(later) == Leg(
        venue, BTC, Side.SELL, quantity=Decimal(3), trailing=Decimal("0.025"), trigger=Decimal(120)
    )


def test_conditional_orders_of_the_old_kind_wait_just_as_well() -> None:
    stop = order(coin_futures, type=OrderType.STOP_MARKET, stop_price=Decimal(80))
    trailing = order(
        coin_futures, type=OrderType.TRAILING_STOP_MARKET,
        callback_rate=ONE, activation_price=Decimal(70),
    )  # fmt: skip

    assert (leg(stop).trigger, leg(stop).trailing) == (80, None)
    assert (leg(trailing).trigger, leg(trailing).trailing) == (70, Decimal("0.01"))


REDUCING = [
    {"reduce_only": True},
    {"side": Side.SELL, "position_side": PositionSide.LONG},
    {"side": Side.BUY, "position_side": PositionSide.SHORT},
]
OPENING = [
    {"side": Side.SELL},
    {"side": Side.BUY, "position_side": PositionSide.LONG},
    {"side": Side.SELL, "position_side": PositionSide.SHORT},
]


@pytest.mark.parametrize(("market", "venue"), VENUES)
def test_what_only_makes_a_position_smaller_is_harmless_and_what_opens_one_is_not(
    market: Any, venue: Venue
) -> None:
    closing = waiting(
        market, OrderType.STOP_MARKET, quantity=None, trigger_price=ONE, close_position=True
    )

    for terms in REDUCING:
        assert stake_of(order(market, **terms)) == Harmless()
    assert stake_of(closing) == Harmless()
    for terms in OPENING:
        assert leg(order(market, **terms)).venue is venue


@pytest.mark.parametrize(("market", "venue"), VENUES)
def test_a_batch_is_as_many_orders_as_can_open_something(market: Any, venue: Venue) -> None:
    opening = [order(market, quantity=Decimal(n)) for n in (1, 2)]
    reducing = order(market, reduce_only=True)

    assert stake_of(market.NewOrders(batch_orders=(opening[0], reducing, opening[1]))) == Orders(
        tuple((Leg(venue, BTC, Side.BUY, quantity=Decimal(n)),) for n in (1, 2)), count=2
    )
    assert stake_of(market.NewOrders(batch_orders=(reducing, reducing))) == Harmless()


@pytest.mark.parametrize(("market", "venue"), VENUES)
def test_changed_orders_are_each_an_order_as_it_will_be(market: Any, venue: Venue) -> None:
    changes = tuple(
        market.ModifyOrder(
            symbol=BTC, order_id=1, side=Side.SELL, quantity=Decimal(n), price=Decimal(9)
        )
        for n in (1, 2)
    )
    legs = [(Leg(venue, BTC, Side.SELL, quantity=Decimal(n), price=Decimal(9)),) for n in (1, 2)]

    assert stake_of(changes[0]) == Orders((legs[0],))
    assert stake_of(market.ModifyOrders(batch_orders=changes)) == Orders(tuple(legs), count=2)


@pytest.mark.parametrize(("market", "venue"), VENUES)
def test_leverage_is_read_with_its_symbol_and_its_market(market: Any, venue: Venue) -> None:
    assert stake_of(market.ChangeLeverage(symbol=BTC, leverage=7)) == Leverage(venue, BTC, 7)
