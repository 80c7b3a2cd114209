"""Which questions and orders of COIN-M futures are never sent, and how others are spelt."""

import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from binance.models.futures.answers import Refusal
from binance.models.futures.terms import (
    OrderType,
    PositionSide,
    PriceMatch,
    TimeInForce,
    WorkingType,
)
from binance.models.market import Interval
from binance.models.orders import Side
from binance.private import coin_futures
from binance.public import coin_futures as market

PERPETUAL = "BTCUSD_PERP"
DAY = 86_400_000


def order(type_: OrderType = OrderType.MARKET, **terms: Any) -> coin_futures.NewOrder:
    terms = {"quantity": Decimal(2), "side": Side.BUY} | terms
    return coin_futures.NewOrder(symbol=PERPETUAL, type=type_, **terms)


def limit(price: Decimal, **terms: Any) -> coin_futures.NewOrder:
    return order(OrderType.LIMIT, price=price, time_in_force=TimeInForce.GTC, **terms)


def algo(type_: OrderType, **terms: Any) -> coin_futures.NewAlgoOrder:
    return coin_futures.NewAlgoOrder(symbol=PERPETUAL, side=Side.SELL, type=type_, **terms)


def test_an_order_is_spelt_as_binance_reads_it() -> None:
    params = limit(
        Decimal("60000.10"),
        position_side=PositionSide.BOTH,
        reduce_only=True,
        new_client_order_id="mine",
    ).params()

    assert params == {
        "symbol": "BTCUSD_PERP",
        "side": "BUY",
        "type": "LIMIT",
        "positionSide": "BOTH",
        "quantity": "2",
        "price": "60000.1",
        "timeInForce": "GTC",
        "reduceOnly": "true",
        "newClientOrderId": "mine",
    }


@pytest.mark.parametrize(
    ("type_", "terms", "why"),
    [
        (OrderType.MARKET, {"quantity": None}, "MARKET needs quantity"),
        (OrderType.MARKET, {"price": 1}, "takes no price"),
        (OrderType.LIMIT, {"price": 1}, "needs time_in_force"),
        (OrderType.LIMIT, {"time_in_force": TimeInForce.GTC}, "price or price_match"),
        (OrderType.LIMIT, {"price": 1, "price_match": PriceMatch.QUEUE}, "price or price_match"),
        (
            OrderType.LIMIT,
            {"price": 1, "stop_price": 2, "time_in_force": TimeInForce.GTC},
            "LIMIT takes no stop_price",
        ),
        (OrderType.STOP, {"price": 1}, "needs stop_price"),
        (OrderType.TAKE_PROFIT_MARKET, {}, "needs stop_price"),
        (OrderType.TRAILING_STOP_MARKET, {}, "needs callback_rate"),
        (OrderType.TRAILING_STOP_MARKET, {"callback_rate": Decimal("0.01")}, "callback_rate"),
        (OrderType.TRAILING_STOP_MARKET, {"callback_rate": Decimal(11)}, "callback_rate"),
        (OrderType.MARKET, {"close_position": True}, "cannot close"),
        (
            OrderType.MARKET,
            {"reduce_only": True, "position_side": PositionSide.LONG},
            "in hedge mode",
        ),
        (OrderType.STOP_MARKET, {"stop_price": 1, "close_position": True}, "excludes quantity"),
        (OrderType.MARKET, {"quantity": 0}, "greater than 0"),
        (OrderType.MARKET, {"new_client_order_id": "no spaces"}, "new_client_order_id"),
    ],
)
def test_an_impossible_order_is_never_made(
    type_: OrderType, terms: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        order(type_, **terms)


def test_a_whole_position_is_closed_without_a_quantity() -> None:
    stop = algo(
        OrderType.STOP_MARKET,
        trigger_price=Decimal(50_000),
        close_position=True,
        working_type=WorkingType.MARK_PRICE,
        client_algo_id="mine",
    )

    assert stop.params() == {
        "symbol": "BTCUSD_PERP",
        "side": "SELL",
        "type": "STOP_MARKET",
        "closePosition": "true",
        "workingType": "MARK_PRICE",
        "algoType": "CONDITIONAL",
        "triggerPrice": "50000",
        "clientAlgoId": "mine",
    }


def test_only_conditional_orders_wait_for_a_trigger() -> None:
    with pytest.raises(ValidationError, match="placed with NewOrder"):
        algo(OrderType.MARKET, quantity=Decimal(1))
    with pytest.raises(ValidationError, match="needs trigger_price"):
        algo(OrderType.STOP_MARKET, quantity=Decimal(1))


def test_a_batch_holds_orders_as_json_of_texts() -> None:
    first = order(reduce_only=True, new_client_order_id="a")
    batch = coin_futures.NewOrders(batch_orders=(first, limit(Decimal(9), new_client_order_id="b")))

    assert json.loads(batch.params()["batchOrders"]) == [
        {
            "symbol": "BTCUSD_PERP",
            "side": "BUY",
            "type": "MARKET",
            "quantity": "2",
            "reduceOnly": "true",
            "newClientOrderId": "a",
        },
        {
            "symbol": "BTCUSD_PERP",
            "side": "BUY",
            "type": "LIMIT",
            "quantity": "2",
            "price": "9",
            "timeInForce": "GTC",
            "newClientOrderId": "b",
        },
    ]
    assert (batch.orders.ten_seconds, batch.orders.longer) == (5, 1)
    with pytest.raises(ValidationError, match="at most 5"):
        coin_futures.NewOrders(batch_orders=(order(),) * 6)


def test_each_order_of_a_batch_is_answered_for_itself() -> None:
    refused = {"code": -2022, "msg": "ReduceOnly Order is rejected."}

    (answer,) = coin_futures.CancelOrders.read(json.dumps([refused]).encode())

    assert answer == Refusal(**refused)


def test_a_changed_order_keeps_its_side_and_gets_a_price_and_a_quantity() -> None:
    named = {"symbol": PERPETUAL, "order_id": 7, "side": Side.BUY}

    assert coin_futures.ModifyOrder(**named, quantity=1, price=9).params()["price"] == "9"
    with pytest.raises(ValidationError, match="exactly one of price, price_match"):
        coin_futures.ModifyOrder(**named, quantity=1)
    with pytest.raises(ValidationError, match="quantity"):
        coin_futures.ModifyOrder(**named, price=9)


@pytest.mark.parametrize(
    ("request_type", "terms", "why"),
    [
        (coin_futures.QueryOrder, {"symbol": PERPETUAL}, "order_id or orig_client_order_id"),
        (coin_futures.CancelOrders, {"symbol": PERPETUAL}, "exactly one of order_id_list"),
        (coin_futures.CancelAlgoOrder, {}, "algo_id or client_algo_id"),
        (coin_futures.AllOrders, {}, "exactly one of symbol, pair"),
        (coin_futures.AllOrders, {"pair": "BTCUSD", "order_id": 1}, "at most one of pair"),
        (coin_futures.UserTrades, {"pair": "BTCUSD", "from_id": 1}, "at most one of pair"),
        (coin_futures.UserTrades, {"pair": "BTCUSD", "order_id": 1}, "order_id needs symbol"),
        (coin_futures.UserTrades, {"symbol": "A", "from_id": 1, "end_time": 2}, "at most one"),
        (
            coin_futures.UserTrades,
            {"symbol": "A", "start_time": 0, "end_time": 7 * DAY + 1},
            "7 days apart",
        ),
        (coin_futures.OrderDownload, {"start_time": 0, "end_time": 367 * DAY}, "days apart"),
        (coin_futures.ChangeLeverage, {"symbol": PERPETUAL, "leverage": 126}, "125"),
        (market.Prices, {"symbol": PERPETUAL, "pair": "BTCUSD"}, "at most one of symbol, pair"),
        (market.Depth, {"symbol": PERPETUAL, "limit": 30}, "must be one of 5, 10"),
        (market.AggTrades, {"symbol": "A", "from_id": 1, "start_time": 2}, "at most one"),
        (
            market.AggTrades,
            {"symbol": "A", "start_time": 0, "end_time": DAY // 24 + 1},
            "apart at most",
        ),
        (
            market.Klines,
            {"symbol": "A", "interval": Interval.D1, "start_time": 0, "end_time": 201 * DAY},
            "200 days apart",
        ),
    ],
)
def test_a_question_that_binance_refuses_is_never_asked(
    request_type: Any, terms: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        request_type(**terms)


def test_a_pair_is_charged_as_all_symbols_are() -> None:
    assert market.Tickers24h(symbol=PERPETUAL).cost == 1
    assert market.Tickers24h(pair="BTCUSD").cost == 40
    assert coin_futures.OpenOrders(pair="BTCUSD").cost == 40


def test_the_floor_of_a_bracket_is_read_however_it_is_spelt() -> None:
    bracket = {"bracket": 1, "initialLeverage": 125, "qtyCap": 50, "maintMarginRatio": 0.004}

    for name in ("qtylFloor", "qtyFloor"):
        rows = [{"symbol": PERPETUAL, "brackets": [bracket | {name: 5, "cum": 0}]}]
        (read,) = coin_futures.LeverageBrackets.read(json.dumps(rows).encode())
        assert read.brackets[0].qty_floor == 5
