from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binance.filters import (
    Violation,
    floor_price,
    floor_quantity,
    quantity_step,
    violations,
)
from binance.models.exchange import SymbolInfo
from binance.models.orders import OrderType, Side, TimeInForce
from binance.private.spot import NewOrder

RULES: list[dict[str, Any]] = [
    {
        "filterType": "PRICE_FILTER",
        "minPrice": "0.01000000",
        "maxPrice": "1000000.00000000",
        "tickSize": "0.01000000",
    },
    {
        "filterType": "LOT_SIZE",
        "minQty": "0.00001000",
        "maxQty": "9000.00000000",
        "stepSize": "0.00001000",
    },
    {"filterType": "ICEBERG_PARTS", "limit": 100},
    {
        "filterType": "MARKET_LOT_SIZE",
        "minQty": "0.00000000",
        "maxQty": "120.00000000",
        "stepSize": "0.00000000",
    },
    {
        "filterType": "PERCENT_PRICE_BY_SIDE",
        "bidMultiplierUp": "5",
        "bidMultiplierDown": "0.2",
        "askMultiplierUp": "5",
        "askMultiplierDown": "0.8",
        "avgPriceMins": 5,
    },
    {
        "filterType": "NOTIONAL",
        "minNotional": "5.00000000",
        "applyMinToMarket": True,
        "maxNotional": "9000000.00000000",
        "applyMaxToMarket": False,
        "avgPriceMins": 5,
    },
    {"filterType": "OF_TOMORROW", "newField": 1},
]
PRICE = Decimal(67000)


@pytest.fixture
def info(rule: Callable[..., dict[str, Any]]) -> SymbolInfo:
    return SymbolInfo.model_validate(rule("BTCUSDT", filters=RULES))


def limit(quantity: str, price: str, side: Side = Side.BUY) -> NewOrder:
    return NewOrder(
        symbol="BTCUSDT",
        side=side,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC,
        quantity=Decimal(quantity),
        price=Decimal(price),
    )


def market(**amount: Decimal) -> NewOrder:
    order = {"symbol": "BTCUSDT", "side": Side.BUY, "type": OrderType.MARKET}
    return NewOrder.model_validate(order | amount)


def broken(info: SymbolInfo, order: NewOrder) -> list[tuple[str, str]]:
    return [(found.filter, found.rule) for found in violations(info, order, PRICE)]


def test_a_good_order_breaks_nothing(info: SymbolInfo) -> None:
    assert violations(info, limit("0.001", "67000.01"), PRICE) == []
    assert violations(info, market(quantity=Decimal("0.001")), PRICE) == []
    assert violations(info, market(quote_order_qty=Decimal(100)), PRICE) == []


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (limit("0.001", "67000.001"), [("PRICE_FILTER", "tick_size")]),
        (limit("0.0000101", "640000"), [("LOT_SIZE", "step_size"), ("PERCENT", "max_price")]),
        (limit("9001", "900"), [("LOT_SIZE", "max_qty"), ("PERCENT", "min_price")]),
        (limit("0.00001", "67000"), [("NOTIONAL", "min_notional")]),
        (limit("1000", "67000"), [("NOTIONAL", "max_notional")]),
        (limit("1", "53599.99", Side.SELL), [("PERCENT", "min_price")]),
        (limit("1", "53600", Side.SELL), []),
        (limit("1", "13399.99"), [("PERCENT", "min_price")]),
        (limit("1", "13400"), []),
        (market(quantity=Decimal(121)), [("MARKET_LOT_SIZE", "max_qty")]),
        (market(quantity=Decimal("0.00001")), [("NOTIONAL", "min_notional")]),
        (market(quote_order_qty=Decimal("4.99")), [("NOTIONAL", "min_notional")]),
    ],
)
def test_each_broken_rule_is_named(
    info: SymbolInfo, order: NewOrder, expected: list[tuple[str, str]]
) -> None:
    by_side = {"PERCENT": "PERCENT_PRICE_BY_SIDE"}

    assert broken(info, order) == [(by_side.get(name, name), part) for name, part in expected]


def test_a_violation_tells_the_limit_and_the_value(info: SymbolInfo) -> None:
    assert violations(info, market(quote_order_qty=Decimal(1)), PRICE) == [
        Violation("NOTIONAL", "min_notional", Decimal(5), Decimal(1))
    ]


NARROW: list[dict[str, Any]] = [
    {"filterType": "PRICE_FILTER", "minPrice": "10", "maxPrice": "20", "tickSize": "0.5"},
    {"filterType": "LOT_SIZE", "minQty": "2", "maxQty": "8", "stepSize": "0.5"},
]


@pytest.mark.parametrize(
    ("quantity", "price", "expected"),
    [
        ("2", "10", None),
        ("8", "20", None),
        ("2", "9.5", ("PRICE_FILTER", "min_price", "10", "9.5")),
        ("2", "20.5", ("PRICE_FILTER", "max_price", "20", "20.5")),
        ("2", "10.1", ("PRICE_FILTER", "tick_size", "0.5", "10.1")),
        ("1.5", "10", ("LOT_SIZE", "min_qty", "2", "1.5")),
        ("8.5", "10", ("LOT_SIZE", "max_qty", "8", "8.5")),
        ("2.1", "10", ("LOT_SIZE", "step_size", "0.5", "2.1")),
    ],
)
def test_what_is_allowed_reaches_up_to_the_limit_and_no_further(
    rule: Callable[..., dict[str, Any]],
    quantity: str,
    price: str,
    expected: tuple[str, str, str, str] | None,
) -> None:
    info = SymbolInfo.model_validate(rule("BTCUSDT", filters=NARROW))

    found = violations(info, limit(quantity, price), None)

    assert found == ([] if expected is None else [_violation(*expected)])


def _violation(name: str, part: str, least_or_most: str, value: str) -> Violation:
    return Violation(name, part, Decimal(least_or_most), Decimal(value))


@pytest.mark.parametrize("applies", [True, False])
def test_the_notional_of_a_market_order_counts_where_the_symbol_says_so(
    rule: Callable[..., dict[str, Any]],
    *,
    applies: bool,
) -> None:
    limits = {"minNotional": "5", "maxNotional": "90", "avgPriceMins": 5}
    to_market = {"applyMinToMarket": applies, "applyMaxToMarket": applies}
    notional = {"filterType": "NOTIONAL"} | limits | to_market
    info = SymbolInfo.model_validate(rule("BTCUSDT", filters=[notional]))

    at_market = [broken(info, market(quote_order_qty=Decimal(sum_))) for sum_ in ("0.5", "91")]
    at_a_price = [broken(info, limit("0.001", price)) for price in ("4000", "91000")]

    always = [[("NOTIONAL", "min_notional")], [("NOTIONAL", "max_notional")]]
    assert at_a_price == always
    assert at_market == (always if applies else [[], []])


def test_the_step_of_market_orders_is_for_market_orders_only() -> None:
    info = _symbol(Decimal("0.1"), Decimal("0.5"))

    assert quantity_step(info) == Decimal("0.1")
    assert quantity_step(info, market=True) == Decimal("0.5")
    assert floor_quantity(info, Decimal("0.79")) == Decimal("0.7")


def test_without_a_reference_price_those_rules_are_left_to_binance(info: SymbolInfo) -> None:
    assert violations(info, market(quantity=Decimal("0.00001")), None) == []
    assert violations(info, limit("1", "13399.99"), None) == []


def test_a_symbol_that_does_not_trade_takes_no_order(
    rule: Callable[..., dict[str, Any]],
) -> None:
    halted = rule("BTCUSDT", status="CANCEL_ONLY", isSpotTradingAllowed=False)
    halted |= {"orderTypes": ["LIMIT"], "quoteOrderQtyMarketAllowed": False}

    found = broken(SymbolInfo.model_validate(halted), market(quote_order_qty=Decimal(9)))

    assert found == [
        ("STATUS", "CANCEL_ONLY"),
        ("STATUS", "SPOT_TRADING_NOT_ALLOWED"),
        ("ORDER_TYPE", "MARKET"),
        ("ORDER_TYPE", "QUOTE_ORDER_QTY"),
    ]


def test_the_older_filters_are_known_too(rule: Callable[..., dict[str, Any]]) -> None:
    older = [
        {
            "filterType": "MIN_NOTIONAL",
            "minNotional": "10",
            "applyToMarket": False,
            "avgPriceMins": 5,
        },
        {
            "filterType": "PERCENT_PRICE",
            "multiplierUp": "1.3",
            "multiplierDown": "0.7",
            "avgPriceMins": 5,
        },
    ]
    info = SymbolInfo.model_validate(rule("BTCUSDT", filters=older))

    assert broken(info, limit("0.0001", "90000")) == [
        ("MIN_NOTIONAL", "min_notional"),
        ("PERCENT_PRICE", "max_price"),
    ]
    assert broken(info, market(quantity=Decimal("0.0001"))) == []


amounts = st.decimals(min_value=0, max_value=10**15, allow_nan=False, places=18)
steps = st.builds(
    lambda digit, places: Decimal(digit).scaleb(-places),
    st.sampled_from([1, 2, 5]),
    st.integers(0, 8),
)


@given(value=amounts, step=steps, market_step=st.one_of(st.just(Decimal(0)), steps))
def test_rounding_goes_down_to_the_next_step_and_no_further(
    value: Decimal, step: Decimal, market_step: Decimal
) -> None:
    info = _symbol(step, market_step)

    floored = floor_quantity(info, value, market=True)

    both = max(step, market_step)
    assert floored <= value
    assert floored % step == 0
    assert not market_step or floored % market_step == 0
    assert value - floored < 5 * both * 2
    assert floor_quantity(info, floored, market=True) == floored
    assert floor_quantity(info, value) <= value < floor_quantity(info, value) + step


@given(value=amounts, tick=steps)
def test_a_price_is_rounded_down_to_its_tick(value: Decimal, tick: Decimal) -> None:
    info = _symbol(tick, Decimal(0), tick=tick)

    floored = floor_price(info, value)

    assert floored <= value < floored + tick
    assert floored % tick == 0


def test_without_a_rule_nothing_is_rounded(rule: Callable[..., dict[str, Any]]) -> None:
    free = SymbolInfo.model_validate(rule("BTCUSDT"))

    assert floor_quantity(free, Decimal("1.23456789"), market=True) == Decimal("1.23456789")
    assert floor_price(free, Decimal("1.23456789")) == Decimal("1.23456789")


def _symbol(step: Decimal, market_step: Decimal, tick: Decimal = Decimal(1)) -> SymbolInfo:
    lots = {"minQty": "0", "maxQty": "0"}
    return SymbolInfo.model_validate(
        {
            "symbol": "X",
            "status": "TRADING",
            "baseAsset": "X",
            "baseAssetPrecision": 8,
            "quoteAsset": "Y",
            "quoteAssetPrecision": 8,
            "orderTypes": ["LIMIT"],
            "quoteOrderQtyMarketAllowed": True,
            "isSpotTradingAllowed": True,
            "filters": [
                {"filterType": "LOT_SIZE", "stepSize": format(step, "f")} | lots,
                {"filterType": "MARKET_LOT_SIZE", "stepSize": format(market_step, "f")} | lots,
                {
                    "filterType": "PRICE_FILTER",
                    "tickSize": format(tick, "f"),
                    "minPrice": "0",
                    "maxPrice": "0",
                },
            ],
        }
    )
