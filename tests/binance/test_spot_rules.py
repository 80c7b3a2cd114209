"""Which parameters of spot's requests go together, how they travel, and what they cost."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from binance.models.exchange import SymbolInfo
from binance.models.symbol_filters import IcebergParts, SymbolFilter, UnknownFilter
from binance.private import spot
from binance.public import spot as market
from binance.request import Request

DAY = 86_400_000
ONE = Decimal(1)
GTC = {"time_in_force": "GTC"}
PEG = {"peg_price_type": "PRIMARY_PEG"}
LEVEL = {"peg_offset_type": "PRICE_LEVEL", "peg_offset_value": 5}
PRICED = GTC | {"price": "9"}


def order(type_: str, **fields: Any) -> spot.NewOrder:
    given = {"symbol": "BTCUSDT", "side": "BUY", "type": type_, "quantity": "2"} | fields
    return spot.NewOrder.model_validate(given)


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("LIMIT", PRICED),
        ("LIMIT", PRICED | {"iceberg_qty": "1"}),
        ("LIMIT", GTC | PEG),
        ("LIMIT", PRICED | PEG | LEVEL),
        ("LIMIT_MAKER", {"price": "9"}),
        ("LIMIT_MAKER", {"price": "9", "iceberg_qty": "1"}),
        ("MARKET", {}),
        ("MARKET", {"quantity": None, "quote_order_qty": "50"}),
        ("STOP_LOSS", {"stop_price": "8"}),
        ("TAKE_PROFIT", {"trailing_delta": 100}),
        ("TAKE_PROFIT", {"trailing_delta": 100, "stop_price": "8"}),
        ("STOP_LOSS_LIMIT", PRICED | {"stop_price": "8"}),
        ("TAKE_PROFIT_LIMIT", PRICED | {"trailing_delta": 100, "iceberg_qty": "1"}),
        ("TAKE_PROFIT_LIMIT", GTC | PEG | {"stop_price": "8"}),
        ("MARKET", {"strategy_id": 1, "strategy_type": 1_000_000}),
    ],
)
def test_an_order_has_what_its_type_needs(type_: str, fields: dict[str, Any]) -> None:
    assert order(type_, **fields).params()["newOrderRespType"] == "FULL"


@pytest.mark.parametrize(
    ("type_", "fields", "why"),
    [
        ("LIMIT", {"price": "9"}, "type LIMIT needs time_in_force"),
        ("LIMIT", PRICED | {"quantity": None}, "type LIMIT needs quantity"),
        ("LIMIT", PRICED | {"quote_order_qty": "5"}, "does not take quote_order_qty"),
        ("LIMIT", PRICED | {"stop_price": "8"}, "type LIMIT does not take stop_price"),
        ("LIMIT", {"time_in_force": "IOC", "price": "9", "iceberg_qty": "1"}, "GTC"),
        ("LIMIT", PRICED | LEVEL, "does not take peg_offset_type, peg_offset_value"),
        ("LIMIT", GTC | PEG | {"peg_offset_value": 5}, "belong together"),
        ("LIMIT", GTC | PEG | LEVEL | {"peg_offset_value": 101}, "less than or equal to 100"),
        ("LIMIT_MAKER", PRICED, "type LIMIT_MAKER does not take time_in_force"),
        ("LIMIT_MAKER", {"peg_price_type": "MARKET_PEG"}, "other side of the book"),
        ("MARKET", {"quote_order_qty": "50"}, "either quantity or quote_order_qty"),
        ("MARKET", {"price": "9"}, "type MARKET does not take price"),
        ("MARKET", PEG, "type MARKET does not take peg_price_type"),
        ("MARKET", {"iceberg_qty": "1"}, "type MARKET does not take iceberg_qty"),
        ("MARKET", {"strategy_type": 999_999}, "greater than or equal to 1000000"),
        ("MARKET", {"new_order_resp_type": "ACK"}, "must be RESULT or FULL"),
        ("STOP_LOSS", {}, "type STOP_LOSS needs stop_price or trailing_delta"),
        ("STOP_LOSS", {"stop_price": "8", "price": "9"}, "does not take price"),
        ("STOP_LOSS_LIMIT", {"stop_price": "8"}, "needs time_in_force, price"),
        ("TAKE_PROFIT_LIMIT", PRICED, "needs stop_price or trailing_delta"),
    ],
)
def test_an_order_that_does_not_fit_its_type_never_leaves(
    type_: str, fields: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        order(type_, **fields)


LIST = {"symbol": "BTCUSDT"}
OCO = {"side": "SELL", "quantity": "1", "above_type": "LIMIT_MAKER", "above_price": "11"}
BELOW = {"below_type": "STOP_LOSS", "below_stop_price": "9"}
WORKING = {
    "working_type": "LIMIT",
    "working_side": "BUY",
    "working_price": "10",
    "working_quantity": "1",
    "working_time_in_force": "GTC",
}
SELL_LATER = {"pending_type": "MARKET", "pending_side": "SELL"}
PAIR_LATER = {"pending_side": "SELL"} | {
    f"pending_{name}": value
    for name, value in (OCO | BELOW).items()
    if name.startswith(("above_", "below_"))
}
QUANTITY = {"pending_quantity": "1"}


@pytest.mark.parametrize(
    ("kind", "fields", "orders"),
    [
        (spot.NewOco, OCO | BELOW, 2),
        (spot.NewOto, WORKING | SELL_LATER | QUANTITY, 2),
        (spot.NewOtoco, WORKING | PAIR_LATER | QUANTITY, 3),
        (spot.NewOpo, WORKING | SELL_LATER, 2),
        (spot.NewOpoco, WORKING | PAIR_LATER, 3),
    ],
)
def test_every_order_of_a_list_has_a_name_to_ask_for(
    kind: type[Request[Any]], fields: dict[str, Any], orders: int
) -> None:
    request = kind.model_validate(LIST | fields)

    names = [value for name, value in request.params().items() if name.endswith("ClientOrderId")]
    assert len(set(names)) == orders + 1
    assert kind.orders == (orders, orders)


@pytest.mark.parametrize(
    ("kind", "fields", "why"),
    [
        (spot.NewOco, OCO | BELOW | {"side": "BUY"}, "above_type must be one of STOP_LOSS"),
        (spot.NewOco, OCO | BELOW | {"below_type": "TAKE_PROFIT"}, "below_type must be one of"),
        (spot.NewOco, OCO | BELOW | {"below_stop_price": "12"}, "met at a higher price"),
        (spot.NewOco, OCO | {"below_type": "STOP_LOSS"}, "needs below_stop_price or below_trail"),
        (spot.NewOto, WORKING | SELL_LATER, "pendingQuantity"),
        (spot.NewOto, WORKING | QUANTITY | SELL_LATER | {"pending_price": "9"}, "does not take"),
        (spot.NewOto, WORKING | SELL_LATER | QUANTITY | {"working_type": "MARKET"}, "LIMIT_MAKER"),
        (spot.NewOtoco, WORKING | QUANTITY | {"pending_side": "SELL"}, "pendingBelowType"),
        (spot.NewOpo, WORKING | SELL_LATER | {"pending_side": "BUY"}, "pending_side SELL"),
        (spot.NewOpo, WORKING | SELL_LATER | {"new_order_resp_type": "ACK"}, "RESULT or FULL"),
    ],
)
def test_a_list_of_orders_that_do_not_go_together_never_leaves(
    kind: type[Request[Any]], fields: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        kind.model_validate(LIST | fields)


BUY = {"symbol": "BTCUSDT", "side": "BUY", "quantity": "1"}
MARKET = BUY | {"type": "MARKET"}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (spot.AllOrders, {"symbol": "A", "start_time": 1, "end_time": DAY + 2}),
        (spot.AllOrderLists, {"from_id": 1, "start_time": 1}),
        (spot.AmendOrder, {"symbol": "A", "new_qty": "1"}),
        (spot.AmendOrder, {"symbol": "A", "new_qty": "0", "order_id": 1}),
        (spot.CancelOrderList, {"symbol": "A"}),
        (
            spot.CancelReplace,
            order("MARKET").model_dump() | {"cancel_replace_mode": "ALLOW_FAILURE"},
        ),
        (spot.MyPreventedMatches, {"symbol": "A"}),
        (spot.MyPreventedMatches, {"symbol": "A", "order_id": 1, "limit": 5}),
        (spot.MyTrades, {"symbol": "A", "order_id": 1, "start_time": 1}),
        (
            spot.NewLegacyOco,
            LIST | {"side": "BUY", "quantity": "1", "price": "9", "stop_price": "8"},
        ),
        (
            spot.NewRoutedOrder,
            {"symbol": "A", "side": "BUY", "type": "LIMIT_MAKER", "quantity": "1"},
        ),
        (spot.QueryOrderList, {}),
        (market.ExchangeInfo, {"symbols": ("A",), "permissions": ("SPOT",)}),
        (market.ExecutionRules, {"symbol": "A", "symbol_status": "TRADING"}),
        (market.Klines, {"symbol": "A", "interval": "1d", "time_zone": "Europe/Berlin"}),
        (market.RollingTicker, {"symbol": "A", "window_size": "60m"}),
        (market.RollingTicker, {"symbol": "A", "window_size": "1d2h"}),
        (market.TradingDayTickers, {"symbols": ("A",) * 101}),
    ],
)
def test_a_question_that_binance_would_refuse_is_not_asked(
    kind: type[Request[Any]], fields: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate(fields)


def test_lists_and_switches_travel_as_json() -> None:
    info = market.ExchangeInfo(permissions=("SPOT", "MARGIN"), show_permission_sets=True)

    assert info.params() == {"permissions": '["SPOT","MARGIN"]', "showPermissionSets": "true"}


def test_a_short_ticker_asks_for_the_short_form() -> None:
    ticker = market.MiniTickers24h(symbols=("BTCUSDT",))

    assert ticker.params() == {"symbols": '["BTCUSDT"]', "type": "MINI"}
    assert market.Ticker24h(symbol="BTCUSDT").params() == {"symbol": "BTCUSDT"}


def test_what_is_computed_besides_costs_more() -> None:
    given = order("MARKET").model_dump()

    assert spot.TestOrder(**given).cost == 1
    assert spot.TestOrder(**given, compute_commission_rates=False).cost == 1
    assert spot.TestOrder(**given, compute_commission_rates=True).cost == 20
    assert market.ExecutionRules(symbols=("A",) * 3).cost == 6
    assert market.ExecutionRules().cost == 40


def test_a_filter_of_tomorrow_survives_and_a_broken_one_does_not() -> None:
    reader: TypeAdapter[SymbolFilter] = TypeAdapter(SymbolFilter)

    known = reader.validate_python({"filterType": "ICEBERG_PARTS", "limit": 100})
    unknown = reader.validate_python({"filterType": "OF_TOMORROW", "level": 7})

    assert known == IcebergParts(filter_type="ICEBERG_PARTS", limit=100)
    assert isinstance(unknown, UnknownFilter)
    assert unknown.model_extra == {"level": 7}
    with pytest.raises(ValidationError):
        reader.validate_python({"filterType": "ICEBERG_PARTS"})


def test_a_symbol_knows_all_of_its_filters(rule: Any) -> None:
    raw = [{"filterType": "MAX_NUM_ORDERS", "maxNumOrders": 200}, {"filterType": "OF_TOMORROW"}]

    info = SymbolInfo.model_validate(rule("BTCUSDT", filters=raw))

    assert list(info.rules) == ["MAX_NUM_ORDERS", "OF_TOMORROW"]
