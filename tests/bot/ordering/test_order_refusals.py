"""What Binance would refuse is refused before it is sent: by which rule, and what would do."""

from decimal import Decimal
from typing import Any

import pytest
from order_listing import symbol

from binance.models.account import CommissionRates
from binance.models.market import Level, OrderBook
from binance.models.order_terms import OrderType
from binance.private.spot import NewOco, NewOrder, NewOto, NewOtoco
from binance.streams.books import LocalBook
from binance.symbols import Symbols
from bot.i18n import Say
from bot.ordering import Free, Market, OpenCounts, SpotOrder, legs, parse, request_for
from bot.refusals import Refused

RULES: dict[str, dict[str, Any]] = {
    "PERCENT_PRICE_BY_SIDE": {
        "bidMultiplierUp": "5", "bidMultiplierDown": "0.2", "askMultiplierUp": "5",
        "askMultiplierDown": "0.2", "avgPriceMins": 5,
    },
    "TRAILING_DELTA": {
        "minTrailingAboveDelta": 10, "maxTrailingAboveDelta": 2000,
        "minTrailingBelowDelta": 20, "maxTrailingBelowDelta": 1000,
    },
    "ICEBERG_PARTS": {"limit": 100},
    "MAX_NUM_ALGO_ORDERS": {"maxNumAlgoOrders": 5},
    "MAX_NUM_ORDERS": {"maxNumOrders": 200},
    "MAX_NUM_ORDER_LISTS": {"maxNumOrderLists": 20},
}  # fmt: skip
LAST = Decimal(65000)
FREE = Free(Decimal(10), Decimal(1_000_000))


def ask(text: str, info: Any = None, **market: Any) -> SpotOrder:
    command, *words = text.split()
    wish = parse(command, words, Symbols([info or symbol(RULES)]))
    known: dict[str, Any] = {"last": LAST, "free": FREE} | market
    return request_for(wish, Market(**known))


def refusal(text: str, info: Any = None, **market: Any) -> str:
    with pytest.raises(Refused) as refused:
        ask(text, info, **market)
    return Say("en")(refused.value.text, **refused.value.values)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("buy btc 0.00007",
         ("Too little: BTCUSDT takes 5 USDT or more (NOTIONAL). "
          "0.00008 BTC would do, 0.00001 more.")),
        ("buy btc $4.99",
         "Too little: BTCUSDT takes 5 USDT or more (NOTIONAL). 5 USDT would do, 0.01 more."),
        ("sell btc 0.000001 @ 65000",
         ("Too little: BTCUSDT takes 5 USDT or more (NOTIONAL). "
          "0.00008 BTC would do, 0.00008 more.")),
        # of what is sold again the fee is gone, and at the stop it is worth less
        ("bracket btc 0.00009 @ 60000 tp 70000 sl 59000 limit 58000",
         ("Too little: BTCUSDT takes 5 USDT or more (NOTIONAL). "
          "0.0001 BTC would do, 0.00001 more.")),
        ("sell btc 150", "Not enough BTC: this needs 150, and 10 is free."),
        ("sell btc 0.1 @ 65000.019",
         "Prices of BTCUSDT go in steps: 65,000.01 would do, 65,000.019 does not."),
        ("sell btc 0.1 stop 60000.001",
         "Prices of BTCUSDT go in steps: 60,000 would do, 60,000.001 does not."),
        ("buy btc 0.1 @ 12000",
         "The price 12,000 is too low (PERCENT_PRICE_BY_SIDE): 13,000 or more would do."),
        ("sell btc 0.1 @ 400000",
         "The price 400,000 is too high (PERCENT_PRICE_BY_SIDE): 325,000 or less would do."),
        ("sell btc 0.1 stop 60000 limit 12000",
         "The price 12,000 is too low (PERCENT_PRICE_BY_SIDE): 13,000 or more would do."),
        ("sell btc 0.1 trail 0.1%",
         "BTCUSDT does not trail by less than 0.2% (TRAILING_DELTA): write trail 0.2%."),
        ("sell btc 0.1 trail 11%",
         "BTCUSDT does not trail by more than 10% (TRAILING_DELTA): write trail 10%."),
        ("buy btc 0.1 trail 21%",
         "BTCUSDT does not trail by more than 20% (TRAILING_DELTA): write trail 20%."),
        ("sell btc 2 @ 70000 iceberg 0.01",
         "The iceberg shows too little (ICEBERG_PARTS): 0.02 BTC or more would do."),
        ("sell btc 2 @ 70000 iceberg 0.000001",
         "The iceberg shows too little (ICEBERG_PARTS): 0.02 BTC or more would do."),
        ("sell btc 2 @ 70000 iceberg 2",
         "An iceberg shows less than the whole 2 BTC (ICEBERG_PARTS): 1.99999 or less would do."),
        ("sell btc 2 @ 70000 iceberg 0.5%",
         "The iceberg shows too little (ICEBERG_PARTS): 0.02 BTC or more would do."),
        ("sell btc 0.00008 @ 70000 iceberg 100%",
         ("An iceberg shows less than the whole 0.00008 BTC (ICEBERG_PARTS): "
          "0.00007 or less would do.")),
        ("sell btc 1 stop 65000",
         "The market is at 65,000, and 65,000 must be below it: 64,999.99 would do."),
        ("buy btc 1 stop 64000",
         "The market is at 65,000, and 64,000 must be above it: 65,000.01 would do."),
        ("sell btc 1 tp 64000",
         "The market is at 65,000, and 64,000 must be above it: 65,000.01 would do."),
        ("sell btc 1 @ 64000 stop 60000",
         "The market is at 65,000, and 64,000 must be above it: 65,000.01 would do."),
        ("buy btc 1 @ 60000 stop 64000",
         "The market is at 65,000, and 64,000 must be above it: 65,000.01 would do."),
        ("buy btc 1 @ 66000 post",
         "The market is at 65,000, and 66,000 must be below it: 64,999.99 would do."),
        ("bracket btc 1 @ 62000 tp 61000 sl 60000",
         "61,000 must be above the entry at 62,000: 62,000.01 would do."),
        ("bracket btc 1 @ 62000 tp 63000 sl 62000",
         "62,000 must be below the entry at 62,000: 61,999.99 would do."),
        # filled at once, the entry would leave a stop that is reached already
        ("bracket btc 1 @ 67000 tp 70000 sl 66000",
         "The market is at 65,000, and 66,000 must be below it: 64,999.99 would do."),
        ("bracket sell btc 10 @ 66000 tp 60000 sl 200000",
         "Not enough USDT: this needs 2,000,000, and 1,659,340 is free."),
    ],
)  # fmt: skip
def test_the_rule_is_named_and_what_would_do(text: str, line: str) -> None:
    assert refusal(text) == line


DOTTED = "“{}” is read differently by different people. Write {} or {}."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sell btc 0.1 stop 58.250", DOTTED.format("58.250", "58.25", "58250")),
        ("sell btc 0.1 @ 70000 stop 58.251", DOTTED.format("58.251", "58.251", "58251")),
        ("sell btc 0.1 @ 71.500 stop 58000", DOTTED.format("71.500", "71.5", "71500")),
        ("buy btc 0.1 @ 61.100", DOTTED.format("61.100", "61.1", "61100")),
        ("sell btc 0.1 stop 58000 limit 57.900", DOTTED.format("57.900", "57.9", "57900")),
        ("sell btc 0.1 trail 2% from 70.500", DOTTED.format("70.500", "70.5", "70500")),
        ("bracket btc 0.1 @ 60000 tp 70.100 sl 59000", DOTTED.format("70.100", "70.1", "70100")),
    ],
)
def test_a_dot_is_asked_back_where_the_market_is_at_as_many_thousands(text: str, line: str) -> None:
    assert refusal(text) == line


@pytest.mark.parametrize(
    ("price", "last"),
    [("58.250", "60"), ("58.250", "600"), ("1.234", "1.5"), ("0.123", "123"), ("58.25", "58250")],
)
def test_a_price_is_a_price_where_no_thousands_are_likely(price: str, last: str) -> None:
    fine = {"PRICE_FILTER": {"minPrice": "0.001", "maxPrice": "1000000", "tickSize": "0.001"}}

    assert ask(f"sell btc 9 stop {price}", symbol(fine), last=Decimal(last))


@pytest.mark.parametrize(
    ("text", "changes", "line"),
    [
        ("sell btc 1 stop 60000", {"orderTypes": ["LIMIT", "MARKET"]},
         ("BTCUSDT takes no STOP_LOSS orders: write a limit too, as in "
          "“stop 3800 limit 3790”.")),
        ("sell btc 1 @ 70000 stop 60000", {"ocoAllowed": False},
         "BTCUSDT does not take this order now (OCO ALLOWED)."),
        ("bracket btc 1 @ 60000 sl 50000", {"otoAllowed": False},
         "BTCUSDT does not take this order now (OTO ALLOWED)."),
        ("sell btc 1 @ 70000 iceberg 0.1", {"icebergAllowed": False},
         "BTCUSDT does not take this order now (ICEBERG ALLOWED)."),
        ("sell btc 1 trail 2%", {"allowTrailingStop": False},
         "BTCUSDT does not take this order now (TRAILING_STOP ALLOWED)."),
        ("sell btc 1", {"status": "HALT"}, "BTCUSDT does not take this order now (STATUS)."),
    ],
)  # fmt: skip
def test_what_a_symbol_does_not_allow(text: str, changes: dict[str, Any], line: str) -> None:
    assert refusal(text, symbol(RULES, **changes)) == line


@pytest.mark.parametrize(
    ("text", "counts", "rule"),
    [
        ("sell btc 1 stop 60000", OpenCounts(algo_orders=5), "MAX_NUM_ALGO_ORDERS"),
        ("sell btc 1 @ 70000 stop 60000", OpenCounts(algo_orders=5), "MAX_NUM_ALGO_ORDERS"),
        ("sell btc 1 @ 70000 stop 60000", OpenCounts(orders=199), "MAX_NUM_ORDERS"),
        ("sell btc 1 @ 70000 stop 60000", OpenCounts(lists=20), "MAX_NUM_ORDER_LISTS"),
    ],
)
def test_no_more_orders_than_may_be_open(text: str, counts: OpenCounts, rule: str) -> None:
    assert rule in refusal(text, counts=counts)
    assert ask("sell btc 1 @ 70000", counts=OpenCounts(orders=199, algo_orders=5, lists=20))


def test_a_stop_at_market_is_no_larger_than_a_market_order_may_be() -> None:
    rich = Free(Decimal(500), Decimal(0))

    line = refusal("sell btc 130 stop 60000", free=rich)

    assert line == (
        "Too much: BTCUSDT takes at most 100 BTC at once (MARKET_LOT_SIZE). "
        "100 BTC would do, 30 less."
    )


def test_what_is_sold_again_is_what_the_fee_leaves() -> None:
    usual = ask("bracket btc 1 @ 60000 tp 70000 sl 50000")
    rate = Decimal("0.0002")
    cheap = ask(
        "bracket btc 1 @ 60000 tp 70000 sl 50000",
        rates=CommissionRates(maker=Decimal(0), taker=rate, buyer=Decimal(0), seller=Decimal(0)),
    )

    assert isinstance(usual, NewOtoco)
    assert isinstance(cheap, NewOtoco)
    assert usual.working_quantity == 1
    assert usual.pending_quantity == Decimal("0.999")
    assert cheap.pending_quantity == Decimal("0.9998")


def test_the_book_tells_what_a_maker_must_not_meet_and_what_a_market_order_costs() -> None:
    book = LocalBook(
        OrderBook(
            last_update_id=1,
            bids=(Level(Decimal(64990), Decimal(5)),),
            asks=(Level(Decimal(65010), Decimal(1)), Level(Decimal(70000), Decimal(4))),
        ),
        limit=10,
    )

    assert "65,009.99 would do" in refusal("buy btc 0.1 @ 65010 post", book=book)
    assert ask("buy btc 0.1 @ 65005 post", book=book)
    assert refusal("buy btc 2", book=book, free=Free(Decimal(0), Decimal(130_000))) == (
        "Not enough USDT: this needs 135,010, and 130,000 is free."
    )


def test_prices_are_judged_by_the_typical_one_where_it_is_known() -> None:
    assert "26,000 or more" in refusal("buy btc 0.1 @ 14000", typical=Decimal(130_000))


def test_the_nearest_price_is_on_its_tick_and_within_the_band() -> None:
    odd = Decimal("65000.03")

    assert "13,000.01 or more" in refusal("buy btc 0.1 @ 12000", typical=odd)
    assert "325,000.15 or less" in refusal("sell btc 0.1 @ 400000", typical=odd)
    assert "325,000.1 or less" in refusal("sell btc 0.1 @ 400000", typical=Decimal("65000.021"))
    assert ask("buy btc 0.1 @ 13000.01", typical=odd)


def test_what_a_triggered_limit_may_cost_must_be_there() -> None:
    free = Free(Decimal(0), Decimal(66_500))

    line = refusal("buy btc 1 stop 66000 limit 67000", free=free)

    assert line == "Not enough USDT: this needs 67,000, and 66,500 is free."
    assert ask("buy btc 1 stop 66000 limit 66500", free=free)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("sell btc 1 trail 2%", OrderType.STOP_LOSS),
        ("sell btc 1 trail 2% from 66000", OrderType.TAKE_PROFIT),
        ("sell btc 1 trail 2% from 64000", OrderType.STOP_LOSS),
        ("buy btc 1 trail 2% from 66000 limit 67000", OrderType.STOP_LOSS_LIMIT),
        ("buy btc 1 trail 2% from 64000 limit 67000", OrderType.TAKE_PROFIT_LIMIT),
        ("sell btc 1 touch 66000 limit 65500", OrderType.TAKE_PROFIT_LIMIT),
    ],
)
def test_where_it_begins_tells_the_type_of_an_order(text: str, type_: OrderType) -> None:
    made = ask(text)

    assert isinstance(made, NewOrder)
    assert made.type == type_


def test_each_order_of_a_list_is_on_its_side_of_the_market() -> None:
    sell, buy = (
        ask("sell btc 1 @ 70000 stop 60000"),
        ask("buy btc 1 @ 60000 stop 70000 limit 70100"),
    )
    only = ask("bracket btc 1 @ 60000 tp 70000")

    assert isinstance(sell, NewOco)
    assert isinstance(buy, NewOco)
    assert isinstance(only, NewOto)
    assert (sell.above_type, sell.below_type) == (OrderType.LIMIT_MAKER, OrderType.STOP_LOSS)
    assert (buy.above_type, buy.below_type) == (OrderType.STOP_LOSS_LIMIT, OrderType.LIMIT_MAKER)
    assert [leg.type for leg in legs(only)] == [OrderType.LIMIT, OrderType.LIMIT]


def test_money_for_a_pair_is_never_exceeded_whichever_order_is_filled() -> None:
    made = ask("buy btc $700 @ 60000 stop 70000")

    assert isinstance(made, NewOco)
    assert made.quantity == Decimal("0.01")
