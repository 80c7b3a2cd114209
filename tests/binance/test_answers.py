"""Answers as Binance's documentation shows them."""

import pickle
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from binance.models import events, market, orders, wallet
from binance.models.account import AccountInfo

KLINE = [
    1499040000000,
    "0.01634790",
    "0.80000000",
    "0.01575800",
    "0.01577100",
    "148976.11427815",
    1499644799999,
    "2434.19055334",
    308,
    "1756.87402397",
    "28.46694368",
    "0",
]
QUERIED = {
    "symbol": "LTCBTC",
    "orderId": 1,
    "orderListId": -1,
    "clientOrderId": "myOrder1",
    "price": "0.1",
    "origQty": "1.0",
    "executedQty": "0.0",
    "cummulativeQuoteQty": "0.0",
    "status": "NEW",
    "timeInForce": "GTC",
    "type": "LIMIT",
    "side": "BUY",
    "stopPrice": "0.0",
    "icebergQty": "0.0",
    "time": 1499827319559,
    "updateTime": 1499827319559,
    "isWorking": True,
    "workingTime": 1499827319559,
    "origQuoteOrderQty": "0.000000",
    "selfTradePreventionMode": "NONE",
}
REPORT = {
    "e": "executionReport",
    "E": 1499405658658,
    "s": "ETHBTC",
    "c": "mUvoqJxFIILMdfAW5iGSOW",
    "S": "BUY",
    "o": "LIMIT",
    "f": "GTC",
    "q": "1.00000000",
    "p": "0.10264410",
    "P": "0.00000000",
    "F": "0.00000000",
    "g": -1,
    "C": "",
    "x": "NEW",
    "X": "NEW",
    "r": "NONE",
    "i": 4293153,
    "l": "0.00000000",
    "z": "0.00000000",
    "L": "0.00000000",
    "n": "0",
    "N": None,
    "T": 1499405658657,
    "t": -1,
    "I": 8641984,
    "w": True,
    "m": False,
    "M": False,
    "O": 1499405658657,
    "Z": "0.00000000",
    "Y": "0.00000000",
    "Q": "0.00000000",
    "W": 1499405658657,
    "V": "NONE",
}


def test_a_candle_is_read_from_its_list() -> None:
    kline = market.Kline.model_validate(KLINE)

    assert kline.open_time == datetime(2017, 7, 3, tzinfo=UTC)
    assert kline.close == Decimal("0.01577100")
    assert kline.number_of_trades == 308
    assert kline.taker_buy_quote_asset_volume == Decimal("28.46694368")


def test_small_milliseconds_are_not_taken_for_seconds() -> None:
    average = market.AvgPrice.model_validate({"mins": 5, "price": "1", "closeTime": 5_000})

    assert average.close_time == datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC)


def test_a_price_keeps_every_digit() -> None:
    ticker = market.TickerPrice.model_validate_json(
        '{"symbol": "X", "price": "123456789.123456789123"}'
    )

    assert ticker.price == Decimal("123456789.123456789123")


def test_a_book_is_read_level_by_level() -> None:
    book = market.OrderBook.model_validate(
        {"lastUpdateId": 1, "bids": [["4.0", "431"]], "asks": [["4.1", "12"]]}
    )

    assert book.bids[0].price == Decimal("4.0")
    assert book.asks[0].qty == Decimal(12)


def test_an_order_has_no_average_price_before_its_first_fill() -> None:
    assert orders.Order.model_validate(QUERIED).average_price is None
    filled = QUERIED | {"executedQty": "4", "cummulativeQuoteQty": "10"}
    assert orders.Order.model_validate(filled).average_price == Decimal("2.5")
    lost = QUERIED | {"executedQty": "4", "cummulativeQuoteQty": "-1"}
    assert orders.Order.model_validate(lost).average_price is None


def test_a_status_of_tomorrow_survives() -> None:
    order = orders.Order.model_validate(QUERIED | {"status": "FROZEN"})

    assert order.status == "FROZEN"
    assert not order.status.final
    assert orders.Order.model_validate_json(order.model_dump_json()) == order
    assert pickle.loads(pickle.dumps(order.status)) == "FROZEN"
    assert order.status != orders.OrderStatus.NEW
    assert {orders.OrderStatus("FROZEN"): 1}[orders.OrderStatus("FROZEN")] == 1


def test_known_statuses_say_whether_they_are_final() -> None:
    final = {status for status in orders.OrderStatus if status.final}

    assert final == {"FILLED", "CANCELED", "REJECTED", "EXPIRED", "EXPIRED_IN_MATCH"}


@pytest.mark.parametrize("number", [1, None])
def test_a_status_that_is_no_text_is_refused(number: Any) -> None:
    with pytest.raises(ValidationError):
        orders.Order.model_validate(QUERIED | {"status": number})


def test_an_answer_cannot_be_changed() -> None:
    order = orders.Order.model_validate(QUERIED)

    with pytest.raises(ValidationError):
        order.price = Decimal(1)  # type: ignore[misc]


def test_an_account_is_read() -> None:
    account = AccountInfo.model_validate(
        {
            "makerCommission": 15,
            "takerCommission": 15,
            "buyerCommission": 0,
            "sellerCommission": 0,
            "commissionRates": {
                "maker": "0.00150000",
                "taker": "0.00150000",
                "buyer": "0.00000000",
                "seller": "0.00000000",
            },
            "canTrade": True,
            "canWithdraw": True,
            "canDeposit": True,
            "updateTime": 123456789,
            "accountType": "SPOT",
            "balances": [{"asset": "BTC", "free": "4723846.89208129", "locked": "0.5"}],
            "permissions": ["SPOT"],
            "uid": 354937868,
        }
    )

    assert account.balances[0].total == Decimal("4723847.39208129")
    assert account.uid == 354937868


def test_a_right_that_is_not_named_is_not_granted() -> None:
    rights = wallet.ApiRestrictions.model_validate(
        {"ipRestrict": False, "createTime": 1623840271000, "enableReading": True}
    )

    assert not rights.enable_withdrawals
    assert not rights.enable_spot_and_margin_trading


def test_an_execution_report_is_read() -> None:
    report = events.ExecutionReport.model_validate(REPORT)

    assert report.symbol == "ETHBTC"
    assert report.status is orders.OrderStatus.NEW
    assert report.execution_type is events.ExecutionType.NEW
    assert report.average_price is None
    assert report.order_client_id == "mUvoqJxFIILMdfAW5iGSOW"


def test_a_cancellation_names_the_order_it_cancelled() -> None:
    report = events.ExecutionReport.model_validate(REPORT | {"x": "CANCELED", "C": "bt-1"})

    assert report.order_client_id == "bt-1"


def test_a_fill_names_its_price_and_fee() -> None:
    fill = {"x": "TRADE", "X": "FILLED", "z": "2", "Z": "5", "n": "0.1", "N": "ETH", "t": 7}

    report = events.ExecutionReport.model_validate(REPORT | fill)

    assert report.average_price == Decimal("2.5")
    assert (report.commission, report.commission_asset) == (Decimal("0.1"), "ETH")


def test_many_answers_are_read_at_once() -> None:
    candles = TypeAdapter(list[market.Kline]).validate_python([KLINE, KLINE])

    assert len(candles) == 2


def test_an_agg_trade_is_read() -> None:
    trade = market.AggTrade.model_validate(
        {
            "a": 26129,
            "p": "0.01633102",
            "q": "4.70443515",
            "f": 27781,
            "l": 27781,
            "T": 1498793709153,
            "m": True,
            "M": True,
        }
    )

    assert trade.agg_trade_id == 26129
    assert trade.is_buyer_maker
