"""The traps of USD-M futures, and orders of all kinds on the sandbox."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from binance import Account, Binance, HmacKey, Hosts, errors
from binance.models.futures.answers import Refusal
from binance.models.futures.orders import PlacedOrder
from binance.models.futures.terms import (
    AlgoStatus,
    IncomeType,
    MarginChange,
    MarginType,
    NewOrderRespType,
    OrderType,
    PositionSide,
    PriceMatch,
    TimeInForce,
    WorkingType,
)
from binance.models.market import Interval
from binance.models.order_terms import OrderStatus, Side
from binance.private import asset, futures
from binance.public import futures as market
from binance.weights import FUNDING
from sandbox.exchange import Exchange

BTC = "BTCUSDT"
HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture
async def frank() -> AsyncIterator[Account]:
    """Somebody with 10,000 USDT in the USD-M wallet."""
    transport = httpx.ASGITransport(Exchange(seed=7).app())
    rights = {"enableFutures": True, "permitsUniversalTransfer": True}
    account = {"label": "frank", "balances": {"USDT": "10000"}, "permissions": rights}
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http,
        Binance(Hosts.sandbox(), transport=transport) as binance,
    ):
        made = (await http.post("/sandbox/accounts", json=account)).json()
        frank = binance.account(HmacKey(made["api_key"], made["secret"]))
        await frank.send(
            asset.UniversalTransfer(type="MAIN_UMFUTURE", asset="USDT", amount=Decimal(10_000))
        )
        yield frank


def order(type_: OrderType = OrderType.MARKET, **terms: Any) -> futures.NewOrder:
    terms = {"quantity": Decimal("0.01"), "side": Side.BUY} | terms
    return futures.NewOrder(symbol=BTC, type=type_, **terms)


def limit(price: Decimal, **terms: Any) -> futures.NewOrder:
    return order(OrderType.LIMIT, price=price, **{"time_in_force": TimeInForce.GTC} | terms)


def algo(type_: OrderType, **terms: Any) -> futures.NewAlgoOrder:
    return futures.NewAlgoOrder(symbol=BTC, type=type_, **{"side": Side.SELL} | terms)


def test_an_order_is_spelt_as_binance_reads_it() -> None:
    params = limit(
        Decimal("60000.10"),
        reduce_only=True,
        time_in_force=TimeInForce.GTD,
        good_till_date=datetime(2026, 11, 21, tzinfo=UTC),
        new_client_order_id="mine",
    ).params()

    assert params == {
        "symbol": "BTCUSDT",
        "side": "BUY",
        "type": "LIMIT",
        "quantity": "0.01",
        "price": "60000.1",
        "timeInForce": "GTD",
        "goodTillDate": "1795219200000",
        "reduceOnly": "true",
        "newClientOrderId": "mine",
    }


@pytest.mark.parametrize(
    ("type_", "terms", "why"),
    [
        (OrderType.STOP_MARKET, {}, "placed with NewAlgoOrder"),
        (OrderType.TRAILING_STOP_MARKET, {}, "placed with NewAlgoOrder"),
        (OrderType.LIQUIDATION, {"price": 1}, "if at all"),
        (OrderType.MARKET, {"quantity": None}, "needs quantity"),
        (OrderType.MARKET, {"price": 1}, "takes no price"),
        (OrderType.MARKET, {"price_match": PriceMatch.QUEUE}, "takes no price"),
        (OrderType.MARKET, {"time_in_force": TimeInForce.GTC}, "takes no time_in_force"),
        (OrderType.LIMIT, {"price": 1}, "needs time_in_force"),
        (OrderType.LIMIT, {"time_in_force": TimeInForce.GTC}, "price or price_match"),
        (OrderType.LIMIT, {"price": 1, "price_match": PriceMatch.QUEUE}, "price or price_match"),
        (OrderType.LIMIT, {"price_match": PriceMatch.NONE}, "come from the book"),
        (OrderType.LIMIT, {"price": 1, "time_in_force": TimeInForce.GTD}, "belong together"),
        (OrderType.MARKET, {"good_till_date": 1}, "belong together"),
        (
            OrderType.MARKET,
            {"position_side": PositionSide.SHORT, "reduce_only": True},
            "hedge mode",
        ),
        (OrderType.MARKET, {"quantity": 0}, "greater than 0"),
        (OrderType.MARKET, {"new_client_order_id": "no spaces"}, "match pattern"),
        (OrderType.MARKET, {"stop_price": 1}, "Extra inputs"),
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
        "symbol": "BTCUSDT",
        "side": "SELL",
        "type": "STOP_MARKET",
        "closePosition": "true",
        "workingType": "MARK_PRICE",
        "algoType": "CONDITIONAL",
        "triggerPrice": "50000",
        "clientAlgoId": "mine",
    }


CLOSING = {"trigger_price": 1, "close_position": True}


@pytest.mark.parametrize(
    ("type_", "terms", "why"),
    [
        (OrderType.MARKET, {"quantity": 1}, "placed with NewOrder"),
        (OrderType.STOP_MARKET, {"trigger_price": 1}, "quantity must be given"),
        (OrderType.STOP_MARKET, {"quantity": 1}, "needs trigger_price"),
        (OrderType.STOP_MARKET, CLOSING | {"quantity": 1}, "excludes quantity"),
        (OrderType.STOP_MARKET, CLOSING | {"reduce_only": True}, "excludes quantity"),
        (OrderType.STOP, CLOSING | {"price": 1}, "cannot close"),
        (OrderType.STOP, {"quantity": 1, "trigger_price": 1}, "price or price_match"),
        (
            OrderType.TAKE_PROFIT_MARKET,
            CLOSING | {"position_side": PositionSide.SHORT},
            "SELL cannot close a SHORT position",
        ),
        (OrderType.TRAILING_STOP_MARKET, {"quantity": 1}, "needs callback_rate"),
        (OrderType.TRAILING_STOP_MARKET, {"quantity": 1, "callback_rate": 21}, "equal to 20"),
        (
            OrderType.STOP_MARKET,
            {"quantity": 1, "trigger_price": 1, "activate_price": 1},
            "no activate_price",
        ),
    ],
)
def test_an_impossible_conditional_order_is_never_made(
    type_: OrderType, terms: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        algo(type_, **terms)


def test_a_test_order_may_be_conditional() -> None:
    terms = {"symbol": BTC, "side": Side.SELL, "type": OrderType.STOP_MARKET, "quantity": 1}

    assert futures.TestOrder(**terms, stop_price=9).params()["stopPrice"] == "9"
    with pytest.raises(ValidationError, match="needs stop_price"):
        futures.TestOrder(**terms)


def test_orders_of_a_batch_are_spelt_as_they_travel_alone() -> None:
    first = order(reduce_only=True, new_client_order_id="a")
    second = limit(Decimal("9.10"), new_client_order_id="b")
    batch = futures.NewOrders(batch_orders=(first, second))

    assert json.loads(batch.params()["batchOrders"]) == [first.params(), second.params()]
    assert first.params()["reduceOnly"] == "true"
    assert batch.params().keys() == {"batchOrders"}
    assert (batch.orders.ten_seconds, batch.orders.longer, batch.cost) == (5, 1, 5)


def test_a_batch_survives_json_while_it_waits_for_a_user() -> None:
    batch = futures.NewOrders(batch_orders=(order(), limit(Decimal(9))))

    assert futures.NewOrders.model_validate_json(batch.model_dump_json()) == batch


def test_ids_of_a_batch_travel_as_json() -> None:
    by_number = futures.CancelOrders(symbol=BTC, order_id_list=(1, 2))
    by_name = futures.CancelOrders(symbol=BTC, orig_client_order_id_list=("a", "b"))

    assert by_number.params() == {"symbol": "BTCUSDT", "orderIdList": "[1,2]"}
    assert by_name.params() == {"symbol": "BTCUSDT", "origClientOrderIdList": '["a","b"]'}


@pytest.mark.parametrize(
    ("code", "msg", "kind"),
    [
        (-2013, "Order does not exist.", errors.NoSuchOrder),
        (-1007, "Timeout waiting for response from backend server.", errors.Unknown),
        (-4164, "Order's notional must be no smaller than 5", errors.Rejected),
    ],
)
def test_a_refusal_within_a_batch_says_what_it_would_have_raised(
    code: int, msg: str, kind: type[errors.BinanceError]
) -> None:
    (refusal,) = futures.NewOrders.read(json.dumps([{"code": code, "msg": msg}]).encode())

    assert isinstance(refusal, Refusal)
    assert isinstance(refusal.error, kind)


@pytest.mark.parametrize(
    ("request_type", "terms", "why"),
    [
        (futures.QueryOrder, {"symbol": BTC}, "order_id or orig_client_order_id"),
        (futures.CancelOrders, {"symbol": BTC}, "exactly one of order_id_list"),
        (futures.CancelOrders, {"symbol": BTC, "order_id_list": (1,) * 11}, "at most 10"),
        (futures.NewOrders, {"batch_orders": (order(),) * 6}, "at most 5"),
        (futures.ModifyOrder, {"symbol": BTC, "order_id": 1, "side": "BUY", "price": 1}, "quan"),
        (
            futures.ModifyOrder,
            {"symbol": BTC, "order_id": 1, "side": "BUY", "quantity": 1},
            "exactly one of price, price_match",
        ),
        (futures.CancelAlgoOrder, {}, "algo_id or client_algo_id"),
        (futures.AllOrders, {"start_time": 0, "end_time": 7 * DAY + 1}, "7 days apart"),
        (futures.UserTrades, {"symbol": BTC, "from_id": 1, "end_time": 2}, "from_id goes without"),
        (futures.OrderDownload, {"start_time": 0, "end_time": 367 * DAY}, "days apart"),
        (
            futures.RequestQuote,
            {"from_asset": "BTC", "to_asset": "USDT"},
            "exactly one of from_amount",
        ),
        (futures.QueryConversion, {}, "order_id or quote_id"),
        (futures.ModifyPositionMargin, {"symbol": BTC, "amount": 1, "type": 3}, "type"),
        (market.Depth, {"symbol": BTC, "limit": 30}, "must be one of 5, 10"),
        (market.RpiDepth, {"symbol": BTC, "limit": 500}, "limit"),
        (market.AggTrades, {"symbol": BTC, "from_id": 1, "start_time": 2}, "from_id goes without"),
        (market.AggTrades, {"symbol": BTC, "start_time": 0, "end_time": HOUR + 1}, "1 h apart"),
    ],
)
def test_a_question_that_binance_refuses_is_never_asked(
    request_type: Any, terms: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        request_type(**terms)


def test_funding_and_statistics_have_limits_of_their_own_and_no_weight() -> None:
    ratio = market.LongShortRatio

    assert (market.FundingRates().cost, market.FundingRates.quota) == (0, FUNDING)
    assert market.FundingInfo.quota == FUNDING
    assert ratio(symbol=BTC, period="5m").cost == 0
    assert ratio.quota is not None
    assert (ratio.quota.requests, ratio.quota.seconds, ratio.api) == (1000, 300, "fapi")
    assert ratio.quota != market.Basis.quota


def test_a_listen_key_and_a_link_are_not_shown() -> None:
    key = futures.StartUserDataStream.read(b'{"listenKey": "secret"}')

    assert key.listen_key == "secret"
    assert "secret" not in repr(key)


@pytest.mark.parametrize("nothing", ["", "None", "null", None])
def test_a_conditional_order_is_read_however_what_it_has_not_is_spelt(nothing: str | None) -> None:
    """Binance's own samples have "None": unread, a stop that was placed would stay in doubt."""
    answer = {
        "algoId": 2146760, "clientAlgoId": "mine", "algoType": "CONDITIONAL",
        "orderType": "TAKE_PROFIT", "symbol": BTC, "side": "SELL", "positionSide": "BOTH",
        "timeInForce": "GTC", "quantity": "0.01", "algoStatus": "NEW", "triggerPrice": "750.000",
        "price": "750.000", "icebergQuantity": nothing,
        "selfTradePreventionMode": "EXPIRE_MAKER", "workingType": "CONTRACT_PRICE",
        "priceMatch": "NONE", "closePosition": False, "priceProtect": False, "reduceOnly": False,
        "activatePrice": nothing, "callbackRate": nothing, "createTime": 1750485492076,
        "updateTime": 1750485492076, "triggerTime": 0, "goodTillDate": 0,
    }  # fmt: skip

    read = futures.NewAlgoOrder.read(json.dumps(answer).encode())

    assert (read.algo_id, read.price_match) == (2146760, PriceMatch.NONE)
    assert (read.iceberg_quantity, read.activate_price, read.callback_rate) == (None, None, None)


async def test_the_market_answers(frank: Account) -> None:
    span = {"interval": Interval.H1, "limit": 2}

    listed = {one.symbol: one for one in (await frank.send(market.ExchangeInfo())).symbols}
    premium = await frank.send(market.PremiumIndex(symbol=BTC))
    book = await frank.send(market.Depth(symbol=BTC, limit=5))
    (candle, _) = await frank.send(market.Klines(symbol=BTC, **span))
    index = await frank.send(market.IndexPriceKlines(pair=BTC, **span))
    brackets = await frank.send(futures.LeverageBrackets(symbol=BTC))
    schedule = await frank.send(market.TradingSchedule())

    assert listed[BTC].min_notional > 0
    assert listed[BTC].price_filter is not None
    assert listed[BTC].rules.keys() >= {"MAX_NUM_ORDERS", "PERCENT_PRICE", "MARKET_LOT_SIZE"}
    assert premium.next_funding_time is not None
    assert book.bids[0].price < book.asks[0].price
    assert candle.low <= candle.close <= candle.high
    assert index[0].close_time < index[1].open_time
    assert brackets[0].brackets[0].notional_floor == 0
    assert schedule.market_schedules["EQUITY"].sessions
    assert (await frank.send(market.Price(symbol=BTC))).symbol == BTC
    assert len(await frank.send(market.Prices())) == len(listed)
    assert await frank.send(market.IndexInfo())
    assert (await frank.send(market.Constituents(symbol=BTC))).constituents
    assert len(await frank.send(market.OpenInterestHistory(symbol=BTC, period="1h", limit=2))) == 2


async def test_a_position_is_opened_protected_and_closed(frank: Account) -> None:
    await frank.send(futures.ChangeMarginType(symbol=BTC, margin_type=MarginType.ISOLATED))
    await frank.send(futures.ChangeLeverage(symbol=BTC, leverage=5))

    opened = await frank.send(order(new_order_resp_type=NewOrderRespType.RESULT))
    added = await frank.send(
        futures.ModifyPositionMargin(symbol=BTC, amount=Decimal(5), type=MarginChange.ADD)
    )
    (held,) = await frank.send(futures.PositionInformation(symbol=BTC))
    low = (held.mark_price * Decimal("0.96")).quantize(Decimal("0.1"))
    stop = algo(OrderType.STOP_MARKET, trigger_price=low, close_position=True)
    await frank.send(stop)
    waiting = await frank.send(futures.OpenAlgoOrders(symbol=BTC))
    await frank.send(futures.CancelAlgoOrder(client_algo_id=stop.client_algo_id))
    gone = await frank.send(futures.QueryAlgoOrder(client_algo_id=stop.client_algo_id))
    closed = await frank.send(order(side=Side.SELL, reduce_only=True))
    found = await frank.send(futures.QueryOrder(symbol=BTC, order_id=closed.order_id))
    trades = await frank.send(futures.UserTrades(symbol=BTC))
    fees = await frank.send(futures.IncomeHistory(income_type=IncomeType.COMMISSION))

    assert opened.status is OrderStatus.FILLED
    assert (added.amount, added.type) == (Decimal(5), MarginChange.ADD)
    assert held.position_amt == Decimal("0.01")
    assert [each.algo_status for each in waiting] == [AlgoStatus.NEW]
    assert (gone.algo_status, gone.actual_order_id) == (AlgoStatus.CANCELED, None)
    assert closed.status is OrderStatus.NEW  # as it was accepted: the fill is looked up
    assert found.average_price is not None
    assert sum(each.qty for each in trades if each.side is Side.SELL) == Decimal("0.01")
    assert all(fee.income < 0 for fee in fees)
    assert await frank.send(futures.PositionInformation(symbol=BTC)) == []


async def test_orders_rest_are_changed_and_cancelled(frank: Account) -> None:
    mark = (await frank.send(market.PremiumIndex(symbol=BTC))).mark_price
    low = (mark * Decimal("0.96")).quantize(Decimal("0.1"))
    first = limit(low)

    placed = await frank.send(first)
    batch = await frank.send(
        futures.NewOrders(batch_orders=(limit(low), limit(low * 3), limit(low)))
    )
    named = {"symbol": BTC, "side": Side.BUY, "quantity": Decimal("0.02")}
    await frank.send(futures.ModifyOrder(order_id=placed.order_id, price=low - 1, **named))
    (change,) = await frank.send(futures.OrderAmendments(symbol=BTC, order_id=placed.order_id))
    await frank.send(
        futures.CancelOrder(symbol=BTC, orig_client_order_id=first.new_client_order_id)
    )
    rest = await frank.send(futures.OpenOrders(symbol=BTC))
    numbers = tuple(each.order_id for each in rest)
    cancelled = await frank.send(futures.CancelOrders(symbol=BTC, order_id_list=(*numbers, 1)))

    assert [type(each) for each in batch] == [PlacedOrder, Refusal, PlacedOrder]
    assert (change.amendment.price.after, change.amendment.orig_qty.after) == (
        low - 1,
        named["quantity"],
    )
    assert [type(each) for each in cancelled] == [PlacedOrder, PlacedOrder, Refusal]
    assert await frank.send(futures.OpenOrders()) == []


async def test_the_account_tells_what_it_has_and_has_chosen(frank: Account) -> None:
    info = await frank.send(futures.GetAccount())
    older = await frank.send(futures.GetAccountV2())
    (chosen,) = await frank.send(futures.SymbolConfigs(symbol=BTC))
    await frank.send(futures.ChangePositionMode(dual_side_position=True))
    hedged = await frank.send(order(position_side=PositionSide.LONG))

    assert info.total_wallet_balance == older.total_wallet_balance == 10_000
    assert older.can_trade
    assert chosen.margin_type is MarginType.CROSSED
    assert hedged.position_side is PositionSide.LONG
    assert (await frank.send(futures.GetPositionMode())).dual_side_position
    assert [one.limit for one in await frank.send(futures.OrderRateLimits())]
