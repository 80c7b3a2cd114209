from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from binance.models.market import Interval
from binance.models.orders import OrderType, Side, TimeInForce
from binance.private import asset, coin_futures, futures, margin, spot, subaccount
from binance.public import spot as market
from binance.request import Security, wire

ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": 1}
LOAN = {"asset": "USDT", "amount": 1, "is_isolated": False}
MOVE = {"asset": "USDT", "amount": 1}
AWAY = {"coin": "USDT", "amount": 1, "address": "T1"}
BETWEEN = MOVE | {"from_account_type": "SPOT", "to_account_type": "MARGIN"}

finite = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40)


@given(finite)
def test_a_decimal_travels_with_all_its_digits_and_no_exponent(value: Decimal) -> None:
    spelt = wire(value)

    assert Decimal(spelt) == value
    assert "E" not in spelt.upper()


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_never_travels(value: Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        wire(value)


def test_values_are_spelt_as_binance_expects_them() -> None:
    assert wire(True) == "true"
    assert wire(Decimal("1E-8")) == "0.00000001"
    assert wire(Decimal("0.10")) == "0.1"
    assert wire(Decimal(100)) == "100"
    assert wire(datetime(2023, 11, 14, 22, 13, 20, 123000, tzinfo=UTC)) == "1700000000123"
    assert wire(("BTCUSDT", "ETHBTC")) == '["BTCUSDT","ETHBTC"]'
    assert wire(Side.BUY) == "BUY"


def test_a_request_names_its_parameters_as_binance_does() -> None:
    klines = market.Klines(symbol="BTCUSDT", interval=Interval.MO1, start_time=5)

    assert klines.params() == {
        "symbol": "BTCUSDT",
        "interval": "1M",
        "startTime": "5",
        "limit": "500",
    }


@given(
    side=st.sampled_from(list(Side)),
    quantity=st.decimals(min_value=Decimal("1E-8"), max_value=10**15, places=8),
    price=st.decimals(min_value=Decimal("1E-8"), max_value=10**15, places=8),
)
def test_an_order_waits_in_storage_without_changing(
    side: Side, quantity: Decimal, price: Decimal
) -> None:
    order = spot.NewOrder(
        symbol="BTCUSDT",
        side=side,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC,
        quantity=quantity,
        price=price,
    )

    restored = spot.NewOrder.model_validate_json(order.model_dump_json())

    assert restored == order
    assert restored.params() == order.params()
    assert hash(restored) == hash(order)


def test_two_orders_never_share_a_client_order_id() -> None:
    orders = [_market(quantity=Decimal(1)) for _ in range(3)]

    assert len({order.new_client_order_id for order in orders}) == 3
    assert all(len(order.new_client_order_id) <= 36 for order in orders)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"quantity": Decimal(1), "quote_order_qty": Decimal(1)},
        {"quantity": Decimal(1), "price": Decimal(1)},
        {"quantity": Decimal(0)},
        {"quantity": Decimal(-1)},
        {"quantity": Decimal("NaN")},
        {"quantity": Decimal(1), "new_client_order_id": "a space"},
        {"quantity": Decimal(1), "new_client_order_id": "x" * 37},
        {"quantity": Decimal(1), "unheard_of": 1},
    ],
)
def test_a_market_order_takes_a_quantity_or_a_quote_quantity(fields: dict[str, Decimal]) -> None:
    with pytest.raises(ValidationError):
        _market(**fields)


def test_a_limit_order_needs_price_quantity_and_time_in_force() -> None:
    with pytest.raises(ValidationError, match="type LIMIT needs time_in_force, price"):
        spot.NewOrder(symbol="BTCUSDT", side=Side.BUY, type=OrderType.LIMIT, quantity=Decimal(1))


def test_an_order_is_pointed_at_by_one_of_its_names() -> None:
    with pytest.raises(ValidationError, match="order_id or orig_client_order_id"):
        spot.QueryOrder(symbol="BTCUSDT")
    assert spot.CancelOrder(symbol="BTCUSDT", order_id=1).params() == {
        "symbol": "BTCUSDT",
        "orderId": "1",
    }


def test_a_request_knows_its_price() -> None:
    depths = [market.Depth(symbol="BTCUSDT", limit=n).cost for n in (1, 100, 101, 1000, 5000)]

    assert depths == [5, 5, 25, 50, 250]
    assert spot.OpenOrders().cost == 80
    assert spot.OpenOrders(symbol="BTCUSDT").cost == 6
    assert spot.MyTrades(symbol="BTCUSDT").cost == 20
    assert spot.MyTrades(symbol="BTCUSDT", order_id=1).cost == 5
    assert market.Tickers24h().cost == 80
    assert market.Tickers24h(symbols=("A",) * 20).cost == 2
    assert market.Tickers24h(symbols=("A",) * 21).cost == 40


def test_the_path_names_the_api_family() -> None:
    assert market.Ping().api == "api"
    assert asset.ApiRestrictions().api == "sapi"
    assert asset.ApiRestrictions.security is Security.USER_DATA


def test_only_orders_and_cancellations_change_anything() -> None:
    assert market.Ping().reads
    assert not _market(quantity=Decimal(1)).reads
    assert not spot.CancelOrder(symbol="BTCUSDT", order_id=1).reads


@pytest.mark.parametrize(
    "request_type", [spot.TestOrder, spot.TestRoutedOrder, futures.TestOrder, asset.UserAssets]
)
def test_what_only_asks_is_a_question_whatever_its_method(request_type: Any) -> None:
    assert request_type.method == "POST"
    assert request_type.reads


@pytest.mark.parametrize(
    "order",
    [
        futures.OrderDownload(start_time=0, end_time=1),
        coin_futures.IncomeDownload(start_time=0, end_time=1),
    ],
)
def test_a_download_out_of_a_few_a_month_is_no_question_although_it_is_a_get(order: Any) -> None:
    assert order.method == "GET"
    assert not order.reads


@pytest.mark.parametrize(
    ("request_type", "fields"),
    [
        (spot.NewOrder, ORDER | {"side": "SEL"}),
        (spot.NewOrder, ORDER | {"self_trade_prevention_mode": "EXPIRE_ALL"}),
        (margin.BorrowRepay, LOAN | {"type": "BOROW"}),
        (asset.UniversalTransfer, MOVE | {"type": "MAIN_NOWHERE"}),
        (asset.Withdraw, AWAY | {"wallet_type": 7}),
        (subaccount.TransferFutures, MOVE | {"email": "bob@example.com", "type": 9}),
    ],
)
def test_a_word_that_nobody_knows_moves_no_money(request_type: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="cannot be"):
        request_type(**fields)


def test_a_question_may_use_words_that_binance_adds_later() -> None:
    klines = market.Klines(symbol="BTCUSDT", interval=Interval("2d"))

    assert klines.params()["interval"] == "2d"


@pytest.mark.parametrize(
    ("request_type", "fields"),
    [
        (asset.Withdraw, AWAY | {"network": ""}),
        (asset.Withdraw, AWAY | {"address": ""}),
        (subaccount.UniversalTransfer, BETWEEN | {"to_email": ""}),
        (spot.CancelOrder, {"symbol": "BTCUSDT", "orig_client_order_id": ""}),
    ],
)
def test_what_is_left_empty_is_not_taken_for_the_default(
    request_type: Any, fields: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError, match="at least 1 character"):
        request_type(**fields)


def _market(**fields: object) -> spot.NewOrder:
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET"} | fields
    return spot.NewOrder.model_validate(order)
