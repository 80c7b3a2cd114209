"""Spot through the real client: kinds of orders, lists of them, and questions about both."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from on_the_sandbox import Visit, visiting

from binance import errors
from binance.models.market import Interval
from binance.models.order_lists import CancelledList
from binance.models.order_terms import (
    ListOrderStatus,
    OrderStatus,
    OrderType,
    PegPriceType,
    Side,
    TimeInForce,
)
from binance.private import spot
from binance.public import spot as market

BTC = "BTCUSDT"
GTC = TimeInForce.GTC
CENT = Decimal("0.01")


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    async with visiting(label="alice") as visit:
        yield visit


@pytest.fixture
async def last(visit: Visit) -> Decimal:
    return (await visit.binance.send(market.Price(symbol=BTC))).price


def order(type_: OrderType, side: Side = Side.SELL, **fields: Any) -> spot.NewOrder:
    return spot.NewOrder(symbol=BTC, side=side, type=type_, quantity=Decimal("0.01"), **fields)


def resting(last: Decimal) -> spot.NewOrder:
    price = (last * 2).quantize(CENT)
    return order(OrderType.LIMIT, price=price, time_in_force=GTC)


def pair(last: Decimal) -> spot.NewOco:
    return spot.NewOco(
        symbol=BTC,
        side=Side.SELL,
        quantity=Decimal("0.01"),
        above_type=OrderType.LIMIT_MAKER,
        above_price=(last * 2).quantize(CENT),
        below_type=OrderType.STOP_LOSS,
        below_stop_price=(last / 2).quantize(CENT),
    )


async def test_orders_of_every_type_are_taken_and_told_whole(visit: Visit, last: Decimal) -> None:
    low, high = (last / 2).quantize(CENT), (last * 2).quantize(CENT)
    orders = [
        resting(last),
        order(OrderType.LIMIT_MAKER, price=high, iceberg_qty=Decimal("0.005")),
        order(OrderType.STOP_LOSS, stop_price=low),
        order(OrderType.STOP_LOSS_LIMIT, stop_price=low, price=low, time_in_force=GTC),
        order(OrderType.TAKE_PROFIT, trailing_delta=200),
        order(OrderType.LIMIT, peg_price_type=PegPriceType.PRIMARY_PEG, time_in_force=GTC),
    ]

    placed = [await visit.account.send(each) for each in orders]

    assert {each.status for each in placed} == {OrderStatus.NEW}
    assert placed[1].iceberg_qty == Decimal("0.005")
    assert placed[2].working_time is None
    assert placed[4].trailing_delta == 200
    assert placed[5].pegged_price is not None
    assert len(await visit.account.send(spot.OpenOrders(symbol=BTC))) == len(orders)


async def test_a_pair_is_found_by_its_name_and_ends_as_a_whole(visit: Visit, last: Decimal) -> None:
    oco = pair(last)

    placed = await visit.account.send(oco)
    found = await visit.account.send(
        spot.QueryOrderList(orig_client_order_id=oco.list_client_order_id)
    )
    ended = await visit.account.send(
        spot.CancelOrder(symbol=BTC, orig_client_order_id=oco.above_client_order_id)
    )

    assert found.order_list_id == placed.order_list_id
    assert {each.client_order_id for each in placed.orders} == {
        oco.above_client_order_id,
        oco.below_client_order_id,
    }
    assert isinstance(ended, CancelledList)
    assert ended.list_order_status is ListOrderStatus.ALL_DONE
    above = next(each for each in placed.order_reports if each.type is OrderType.LIMIT_MAKER)
    assert ended.report_of(above.order_id).status is OrderStatus.CANCELED
    assert await visit.account.send(spot.OpenOrderLists()) == []
    assert await visit.account.send(spot.AllOrderLists())


async def test_what_is_bought_first_is_sold_by_the_pair_that_waits(
    visit: Visit, last: Decimal
) -> None:
    opoco = spot.NewOpoco(
        symbol=BTC,
        working_type=OrderType.LIMIT,
        working_side=Side.BUY,
        working_price=(last / 2).quantize(CENT),
        working_quantity=Decimal("0.01"),
        working_time_in_force=GTC,
        pending_side=Side.SELL,
        pending_above_type=OrderType.LIMIT_MAKER,
        pending_above_price=(last * 2).quantize(CENT),
        pending_below_type=OrderType.STOP_LOSS,
        pending_below_stop_price=(last / 4).quantize(CENT),
    )

    placed = await visit.account.send(opoco)
    (ended,) = await visit.account.send(spot.CancelOpenOrders(symbol=BTC))

    waiting = [each for each in placed.order_reports if each.status is OrderStatus.PENDING_NEW]
    assert [each.orig_qty for each in waiting] == [0, 0]
    assert isinstance(ended, CancelledList)
    assert len(ended.order_reports) == 3


async def test_an_order_is_reduced_and_then_replaced(visit: Visit, last: Decimal) -> None:
    first = resting(last)
    await visit.account.send(first)
    amendment = spot.AmendOrder(
        symbol=BTC, orig_client_order_id=first.new_client_order_id, new_qty=Decimal("0.005")
    )

    amended = await visit.account.send(amendment)
    number = amended.amended_order.order_id
    (past,) = await visit.account.send(spot.OrderAmendments(symbol=BTC, order_id=number))
    replaced = await visit.account.send(
        spot.CancelReplace(
            **resting(last).model_dump(),
            cancel_replace_mode=spot.CancelReplaceMode.STOP_ON_FAILURE,
            cancel_orig_client_order_id=amendment.new_client_order_id,
        )
    )

    assert (past.orig_qty, past.new_qty) == (first.quantity, amended.amended_order.qty)
    assert replaced.new_order_response.status is OrderStatus.NEW
    with pytest.raises(errors.NoSuchOrder):
        await visit.account.send(spot.CancelOrder(symbol=BTC, order_id=number))


async def test_an_order_can_be_sent_without_waiting_for_its_fate(
    visit: Visit, last: Decimal
) -> None:
    swift = spot.NewOrderUnwatched.model_validate(
        resting(last).model_dump(exclude={"new_order_resp_type"})
    )

    taken = await visit.account.send(swift)

    assert taken.client_order_id == swift.new_client_order_id


async def test_a_test_tells_what_an_order_would_pay(visit: Visit, last: Decimal) -> None:
    test = spot.TestOrder(**resting(last).model_dump(), compute_commission_rates=True)

    paid = await visit.account.send(test)

    assert paid.standard_commission_for_order is not None
    assert paid.discount is not None


@pytest.mark.parametrize(
    "question",
    [
        spot.AccountCommission(symbol=BTC),
        spot.MyFilters(symbol=BTC),
        spot.UnfilledOrderCount(),
        market.ExchangeInfo(symbol=BTC),
        market.ExecutionRules(symbol=BTC),
        market.HistoricalTrades(symbol=BTC, limit=3),
        market.UiKlines(symbol=BTC, interval=Interval.D1, time_zone="-1:00"),
        market.ReferencePrice(symbol=BTC),
        market.ReferencePriceCalculation(symbol=BTC),
        market.MiniTicker24h(symbol=BTC),
        market.RollingTicker(symbol=BTC, window_size="7d"),
        market.MiniRollingTickers(symbols=(BTC, "ETHUSDT")),
        market.TradingDayTicker(symbol=BTC),
        market.MiniTradingDayTickers(symbols=(BTC,), time_zone="8"),
        market.BookTickers(),
    ],
    ids=lambda question: type(question).__name__,
)
async def test_a_question_about_spot_is_answered(visit: Visit, question: Any) -> None:
    assert await visit.account.send(question)
