"""From a wish to a request: rounded down, within the rules, and within what is there."""

from decimal import Context, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from order_listing import BTCUSDT, LAST, RICH, symbol

from binance.filters import violations
from binance.models.exchange import SymbolInfo
from binance.models.orders import OrderType, Side
from binance.private.spot import NewOrder
from bot.ordering import Amount, Base, Free, Market, Quote, Share, Wish, request_for
from bot.ordering.wishes import AtMarket, Limit
from bot.refusals import Refused

EXACT = Context(prec=200)


def order(
    side: Side, amount: Amount, price: str | None = None, *, free: Free = RICH,
    info: SymbolInfo = BTCUSDT, last: Decimal = LAST,
) -> NewOrder:  # fmt: skip
    kind = Limit(Decimal(price)) if price is not None else AtMarket()
    made = request_for(Wish(side, info, amount, kind), Market(last, free))
    assert isinstance(made, NewOrder)
    return made


def refusal(side: Side, amount: Amount, price: str | None = None, **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        order(side, amount, price, **more)
    return refused.value


def test_a_quantity_is_cut_to_the_step_and_never_rounded_up() -> None:
    assert order(Side.BUY, Base(Decimal("0.0123499999"))).quantity == Decimal("0.01234")
    assert order(Side.SELL, Base(Decimal("0.0123499999"))).quantity == Decimal("0.01234")


def test_a_market_order_keeps_both_steps() -> None:
    info = symbol({"MARKET_LOT_SIZE": {"minQty": "0", "maxQty": "100", "stepSize": "0.00025"}})

    assert order(Side.SELL, Base(Decimal("0.0123")), info=info).quantity == Decimal("0.01225")
    assert order(Side.SELL, Base(Decimal("0.0123")), "65000", info=info).quantity == Decimal(
        "0.0123"
    )


def test_money_buys_at_the_market_without_being_turned_into_coins() -> None:
    made = order(Side.BUY, Quote(Decimal(100)))

    assert (made.type, made.quote_order_qty, made.quantity) == (
        OrderType.MARKET, Decimal(100), None,
    )  # fmt: skip


def test_money_with_a_price_is_turned_into_coins_rounded_down() -> None:
    made = order(Side.BUY, Quote(Decimal(100)), "65000")

    assert (made.type, made.quantity, made.price) == (
        OrderType.LIMIT, Decimal("0.00153"), Decimal(65000),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("side", "price", "field", "value"),
    [
        (Side.BUY, None, "quote_order_qty", "250.12345678"),
        (Side.SELL, None, "quantity", "0.08333"),
        (Side.BUY, "65000", "quantity", "0.00384"),
        (Side.SELL, "65000", "quantity", "0.08333"),
    ],
)
def test_a_share_is_of_what_is_free_on_the_side_that_is_spent(
    side: Side, price: str | None, field: str, value: str
) -> None:
    free = Free(base=Decimal("0.333333"), quote=Decimal("1000.493827156"))

    made = order(side, Share(Decimal(25)), price, free=free)

    assert getattr(made, field) == Decimal(value)


def test_all_of_it_is_not_more_than_is_there() -> None:
    free = Free(base=Decimal("0.12345678"), quote=Decimal("812.87654321"))

    assert order(Side.SELL, Share(Decimal(100)), free=free).quantity == Decimal("0.12345")
    assert order(Side.BUY, Share(Decimal(100)), free=free).quote_order_qty == free.quote


def test_a_price_between_two_ticks_is_refused_with_one_that_would_do() -> None:
    refused = refusal(Side.BUY, Base(Decimal("0.01")), "65000.019")

    assert refused.values["nearest"] == "65,000.01"
    assert refused.values["price"] == "65,000.019"
    assert order(Side.BUY, Base(Decimal("0.01")), "65000.01").price == Decimal("65000.01")


def test_a_price_below_the_first_tick_is_not_answered_with_zero() -> None:
    assert refusal(Side.BUY, Base(Decimal("0.01")), "0.001").values["nearest"] == "0.01"


def test_less_than_a_step_is_refused() -> None:
    assert refusal(Side.BUY, Base(Decimal("0.000009"))).values["nearest"] == "0.00008"
    assert refusal(Side.SELL, Share(Decimal(25)), free=Free(Decimal(0), Decimal(0)))
    assert (
        "nothing free"
        in refusal(Side.BUY, Share(Decimal(25)), free=Free(Decimal(0), Decimal(0))).text
    )


def test_a_share_of_nothing_is_refused_with_a_price_too() -> None:
    nothing = Free(Decimal(0), Decimal(0))

    assert refusal(Side.BUY, Share(Decimal(25)), "65000", free=nothing)


@pytest.mark.parametrize("price", [None, "65000"])
def test_an_order_below_the_least_value_is_refused(price: str | None) -> None:
    refused = refusal(Side.BUY, Base(Decimal("0.00007")), price)

    assert (refused.values["limit"], refused.values["asset"]) == ("5", "USDT")
    assert refusal(Side.BUY, Quote(Decimal("4.99"))).values["limit"] == "5"


@pytest.mark.parametrize(
    ("side", "amount", "price", "asset"),
    [
        (Side.BUY, Base(Decimal(1)), None, "USDT"),
        (Side.BUY, Base(Decimal(1)), "60000", "USDT"),
        (Side.BUY, Quote(Decimal("59999.99")), None, "USDT"),
        (Side.SELL, Base(Decimal("0.6")), None, "BTC"),
        (Side.SELL, Quote(Decimal(60000)), None, "BTC"),
        (Side.SELL, Quote(Decimal(60000)), "65000", "BTC"),
    ],
)
def test_what_is_not_there_cannot_be_spent(
    side: Side, amount: Amount, price: str | None, asset: str
) -> None:
    poor = Free(base=Decimal("0.5"), quote=Decimal("59999.98"))

    assert refusal(side, amount, price, free=poor).values["asset"] == asset


def test_exactly_what_is_there_may_be_spent() -> None:
    free = Free(base=Decimal("0.5"), quote=Decimal(65000))

    assert order(Side.BUY, Base(Decimal(1)), free=free)
    assert order(Side.BUY, Base(Decimal(1)), "65000", free=free)
    assert order(Side.SELL, Base(Decimal("0.5")), free=free)


@pytest.mark.parametrize("price", [None, "999999999999999"])
def test_absurd_sizes_are_refused_and_break_nothing(price: str | None) -> None:
    most = Decimal("999999999999999.999999999999999999")

    for side in Side.BUY, Side.SELL:
        for amount in Base(most), Quote(most):
            refused = refusal(side, amount, price, info=symbol({
                "MARKET_LOT_SIZE": {"minQty": "0", "maxQty": "0", "stepSize": "0"}}))  # fmt: skip
            assert "Not enough" in refused.text or price is not None


def test_a_symbol_that_does_not_trade_takes_no_order() -> None:
    halted = BTCUSDT.model_copy(update={"status": "BREAK"})

    assert refusal(Side.BUY, Base(Decimal("0.01")), info=halted).values["rule"] == "STATUS"


@st.composite
def symbols(draw: st.DrawFn) -> SymbolInfo:
    step = Decimal(draw(st.sampled_from(["0.00000001", "0.00001", "0.025", "1", "100"])))
    market = Decimal(draw(st.sampled_from(["0", "0.00001", "0.003", "1", "250"])))
    tick = Decimal(draw(st.sampled_from(["0.00000001", "0.01", "0.05", "1"])))
    least = draw(st.integers(0, 3))
    return symbol(
        {
            "PRICE_FILTER": {"minPrice": tick, "maxPrice": "1000000", "tickSize": tick},
            "LOT_SIZE": {"minQty": step * least, "maxQty": "90000", "stepSize": step},
            "MARKET_LOT_SIZE": {"minQty": "0", "maxQty": "1200", "stepSize": market},
        }
    )


money = st.decimals("0.00000001", 10**9, places=8)
amounts = st.one_of(
    st.builds(Base, money),
    st.builds(Quote, money),
    st.builds(Share, st.decimals("0.000001", 100, places=6)),
)


@given(
    info=symbols(), side=st.sampled_from([Side.BUY, Side.SELL]), amount=amounts,
    ticks=st.none() | st.integers(1, 10**6), last=st.decimals("0.00000001", 10**6, places=8),
    base=st.decimals(0, 10**9, places=8), quote=st.decimals(0, 10**9, places=8),
)  # fmt: skip
def test_an_order_keeps_every_rule_and_never_needs_more_than_is_free(
    info: SymbolInfo, side: Side, amount: Amount, ticks: int | None, last: Decimal,
    base: Decimal, quote: Decimal,
) -> None:  # fmt: skip
    assert info.price_filter is not None
    price = None if ticks is None else ticks * info.price_filter.tick_size
    limit = None if price is None else str(price)
    try:
        made = order(side, amount, limit, free=Free(base, quote), info=info, last=last)
    except Refused:
        return

    assert violations(info, made, last) == []
    assert made.price == price
    if side == Side.BUY:
        spent = EXACT.multiply(made.quantity or Decimal(0), price or last)
        assert (made.quote_order_qty or spent) <= quote
    else:
        sold = EXACT.divide(made.quote_order_qty or Decimal(0), last)
        assert (made.quantity or sold) <= base


@given(
    amount=amounts,
    side=st.sampled_from([Side.BUY, Side.SELL]),
    ticks=st.none() | st.integers(1, 10**8),
)
def test_an_order_is_never_for_more_than_was_asked(
    amount: Amount, side: Side, ticks: int | None
) -> None:
    price = None if ticks is None else ticks * Decimal("0.01")
    rich = Free(Decimal(10**6), Decimal(10**12))
    try:
        made = order(side, amount, None if price is None else str(price), free=rich)
    except Refused:
        return

    match amount:
        case Base(most):
            assert made.quantity is not None
            assert 0 <= most - made.quantity < Decimal("0.00001")
        case Quote(most) if made.quantity is not None:
            assert EXACT.multiply(made.quantity, price or LAST) <= most
        case Quote(most):
            assert made.quote_order_qty == most
        case Share(percent):
            spent = made.quantity if side == Side.SELL else made.quote_order_qty
            free = rich.base if side == Side.SELL else rich.quote
            if spent is None:
                spent = EXACT.multiply(made.quantity or Decimal(0), price or LAST)
            assert spent <= EXACT.divide(EXACT.multiply(free, percent), Decimal(100))
