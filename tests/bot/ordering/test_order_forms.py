"""The form says what its words say, at every price and on either side."""

from contextlib import nullcontext
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from order_listing import symbol

from binance.models.order_terms import Side, TimeInForce
from binance.symbols import Symbols
from bot.ordering import parse
from bot.ordering.form_answers import answer
from bot.ordering.form_prices import Around
from bot.ordering.forms import (
    CHOICES,
    Field,
    Form,
    Kind,
    check_part,
    choices,
    resolved,
    spelt,
)
from bot.ordering.presets import chosen, presets_of
from bot.ordering.wishes import (
    Base,
    Bracket,
    Limit,
    Oco,
    Part,
    Quote,
    Share,
    Stop,
    Touch,
    Wish,
    prices,
)
from bot.refusals import Misunderstood, Refused

BTC = symbol()
TRY = symbol(symbol="BTCTRY", quoteAsset="TRY")
SYMBOLS = Symbols([BTC, TRY])
AROUND = Around(Decimal(65000), Decimal("64999.99"), Decimal("65000.01"))
FULL = {
    Field.AMOUNT: "25%", Field.PRICE: "-1%", Field.TARGET: "2%", Field.STOP: "3%",
    Field.TRAIL: "1%", Field.TIME: "gtc",
}  # fmt: skip


def wish(form: Form) -> Wish:
    return parse(*spelt(form, BTC, AROUND), SYMBOLS)


@given(
    st.builds(
        Form,
        symbol=st.just("BTCUSDT"),
        side=st.sampled_from(Side),
        kind=st.sampled_from(Kind),
        values=st.fixed_dictionaries(
            {field: st.sampled_from(CHOICES[field]) for field in Field if field != Field.AMOUNT}
            | {Field.AMOUNT: st.sampled_from(["25%", "$100", "0.01"])}
        ),
    )
)
def test_whatever_is_tapped_can_be_said_in_words(form: Form) -> None:
    made = wish(form)

    assert made.side == form.side
    assert all(price % Decimal("0.01") == 0 for price in prices(made.kind))


@pytest.mark.parametrize("side", Side)
def test_target_and_stop_lie_where_they_belong(side: Side) -> None:
    pair = wish(Form(symbol="BTCUSDT", side=side, kind=Kind.OCO, values=FULL)).kind
    bracket = wish(Form(symbol="BTCUSDT", side=side, kind=Kind.BRACKET, values=FULL)).kind
    assert isinstance(pair, Oco)
    assert isinstance(bracket, Bracket)
    assert bracket.profit is not None
    assert bracket.loss is not None
    assert isinstance(bracket.loss, Stop)
    assert isinstance(pair.loss, Stop)

    sells = side == Side.SELL
    assert (pair.profit.price > 65000 > pair.loss.price) is sells
    assert (bracket.profit.price > bracket.entry.price > bracket.loss.price) is not sells


@pytest.mark.parametrize(
    ("side", "price"), [(Side.BUY, Decimal("64999.99")), (Side.SELL, Decimal("65000.01"))]
)
def test_the_best_price_takes_nothing_from_the_book(side: Side, price: Decimal) -> None:
    values = {Field.AMOUNT: "0.01", Field.PRICE: "best"}
    made = wish(Form(symbol="BTCUSDT", side=side, kind=Kind.POST, values=values))

    assert made.kind == Limit(price, post=True)


def test_stop_and_take_profit_wait_for_their_price() -> None:
    stop = wish(Form(symbol="BTCUSDT", side=Side.SELL, kind=Kind.STOP, values=FULL))
    take = wish(Form(symbol="BTCUSDT", side=Side.SELL, kind=Kind.TAKE, values=FULL))

    assert (stop.kind, take.kind) == (Stop(Decimal(63050)), Touch(Decimal(66300)))


@pytest.mark.parametrize(
    ("kind", "side", "wanted"),
    [
        (Kind.STOP, Side.SELL, Stop(Decimal(63050), Decimal("62986.95"))),
        (Kind.STOP, Side.BUY, Stop(Decimal(66950), Decimal("67016.95"))),
        (Kind.TAKE, Side.SELL, Touch(Decimal(66300), Decimal("66233.7"))),
        (Kind.TAKE, Side.BUY, Touch(Decimal(63700), Decimal("63763.7"))),
        (Kind.OCO, Side.SELL,
         Oco(Limit(Decimal(66300)), Stop(Decimal(63050), Decimal("62986.95")))),
    ],
)  # fmt: skip
def test_a_limit_leaves_room_beyond_its_trigger(kind: Kind, side: Side, wanted: object) -> None:
    form = Form(symbol="BTCUSDT", side=side, kind=kind, values=FULL | {Field.LIMIT: "0.1%"})

    assert wish(form).kind == wanted


def test_the_stop_of_a_bracket_is_that_of_its_exit() -> None:
    form = Form(symbol="BTCUSDT", kind=Kind.BRACKET, values=FULL | {Field.LIMIT: "0.1%"})

    made = wish(form).kind

    assert isinstance(made, Bracket)
    assert made.loss == Stop(Decimal("62419.5"), Decimal("62357.08"))  # what is bought is sold


def test_a_limit_is_a_price_too() -> None:
    values = FULL | {Field.LIMIT: "62000"}

    made = wish(Form(symbol="BTCUSDT", side=Side.SELL, kind=Kind.STOP, values=values))

    assert made.kind == Stop(Decimal(63050), Decimal(62000))


def test_icebergs_wait_in_the_book() -> None:
    values = FULL | {Field.ICEBERG: "10%", Field.PRICE: "60000"}
    form = Form(symbol="BTCUSDT", kind=Kind.LIMIT, values=values)

    assert wish(form).kind == Limit(Decimal(60000), iceberg=Part(Decimal(10)))
    assert wish(form.having(Field.ICEBERG, "0.1")).kind == Limit(
        Decimal(60000), iceberg=Decimal("0.1")
    )
    for hurried in ("ioc", "fok"):
        there_and_gone = form.having(Field.TIME, hurried)
        assert Field.ICEBERG not in there_and_gone.fields(BTC)
        assert wish(there_and_gone).kind == Limit(Decimal(60000), TimeInForce(hurried.upper()))


def test_where_there_are_no_icebergs_none_is_asked_for() -> None:
    whole = symbol(icebergAllowed=False)
    form = Form(symbol="BTCUSDT", kind=Kind.POST, values=FULL | {Field.ICEBERG: "10%"})

    assert Field.ICEBERG not in form.fields(whole)
    assert "iceberg" not in spelt(form, whole, AROUND)[1]


def test_no_iceberg_of_more_parts_than_allowed_is_offered() -> None:
    few = symbol({"ICEBERG_PARTS": {"limit": 10}})

    assert choices(Field.ICEBERG, few) == ["off", "10%", "20%", "50%"]
    assert [*choices(Field.ICEBERG, BTC)] == ["off", "5%", "10%", "20%", "50%"]


def test_a_form_kept_before_there_were_limits_and_icebergs_is_the_same_order() -> None:
    kept = {"symbol": "BTCUSDT", "side": "SELL", "kind": "oco",
            "values": {"amount": "25%", "target": "2%", "stop": "3%", "time": "gtc"}}  # fmt: skip

    form = Form.model_validate(kept)

    assert spelt(form, BTC, AROUND)[1] == ["BTCUSDT", "25%", "@", "66300", "stop", "63050"]


@pytest.mark.parametrize("field", [Field.AMOUNT, Field.TARGET, Field.STOP])
def test_what_is_missing_is_asked_for(field: Field) -> None:
    values = {one: value for one, value in FULL.items() if one != field}

    with pytest.raises(Refused, match="Choose first"):
        wish(Form(symbol="BTCUSDT", kind=Kind.OCO, values=values))


def test_money_is_of_the_asset_that_is_paid_with() -> None:
    form = Form(symbol="BTCTRY", values={Field.AMOUNT: "$100"})

    assert parse(*spelt(form, TRY, AROUND), SYMBOLS).amount == Quote(Decimal(100))


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Field.AMOUNT, "0.01", "0.01"),
        (Field.AMOUNT, "100 usdt", "$100"),
        (Field.AMOUNT, "$1k", "$1000"),
        (Field.AMOUNT, "all", "100%"),
        (Field.PRICE, "61k", "61000"),
        (Field.PRICE, "−1.5%", "-1.5%"),
        (Field.PRICE, "best", "best"),
        (Field.STOP, "4%", "4%"),
        (Field.TRAIL, "1.5", "1.5%"),
        (Field.PRICE, "hello there", None),
        (Field.PRICE, "btc", None),
        (Field.TIME, "5", None),
        (Field.LIMIT, "Off", "off"),
        (Field.LIMIT, "0.3%", "0.3%"),
        (Field.LIMIT, "62k", "62000"),
        (Field.ICEBERG, "off", "off"),
        (Field.ICEBERG, "15%", "15%"),
        (Field.ICEBERG, "0.1 btc", "0.1"),
        (Field.PRICE, "off", None),
    ],
)
def test_answers(field: Field, text: str, value: str | None) -> None:
    assert answer(Form(symbol="BTCUSDT"), field, text, BTC) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (Field.AMOUNT, "0"), (Field.AMOUNT, "1 doge"), (Field.AMOUNT, "1,5"),
        (Field.PRICE, "-5"), (Field.PRICE, "+-5%"), (Field.STOP, "60%"), (Field.STOP, "-5%"),
        (Field.TRAIL, "1.555%"), (Field.TARGET, "1.2.3"),
        (Field.LIMIT, "-1%"), (Field.LIMIT, "60%"), (Field.ICEBERG, "$100"),
        (Field.ICEBERG, "1 doge"), (Field.ICEBERG, "0"), (Field.ICEBERG, "101%"),
    ],
)  # fmt: skip
def test_odd_answers_are_refused_or_taken_for_none(field: Field, text: str) -> None:
    try:
        value = answer(Form(symbol="BTCUSDT"), field, text, BTC)
    except Misunderstood:
        return
    assert value is None


def test_a_price_keeps_the_digits_that_tell_a_point_from_thousands() -> None:
    form = Form(symbol="BTCUSDT", side=Side.SELL, kind=Kind.STOP, values={Field.AMOUNT: "0.01"})

    with pytest.raises(Misunderstood):
        answer(form, Field.STOP, "58.000", BTC)
    written = answer(form, Field.STOP, "58.250", BTC)

    assert written is not None
    assert spelt(form.having(Field.STOP, written), BTC, AROUND)[1][-1] == "58.250"


@given(st.sampled_from(Field), st.text(max_size=12))
def test_whatever_is_written_makes_a_form_that_can_be_said(field: Field, text: str) -> None:
    form = Form(symbol="BTCUSDT", kind=Kind.BRACKET, values=FULL)
    try:
        value = answer(form, field, text, BTC)
    except Misunderstood:
        return
    if value is not None:
        assert resolved(form.having(field, value), Field.PRICE, BTC, AROUND)
        assert spelt(form.having(field, value), BTC, AROUND)


def test_another_symbol_takes_no_numbers_along() -> None:
    values = FULL | {
        Field.AMOUNT: "0.5", Field.STOP: "60000", Field.LIMIT: "59900", Field.ICEBERG: "0.1"
    }  # fmt: skip

    moved = Form(symbol="BTCUSDT", values=values).about("ETHUSDT")

    assert moved.values.keys() == FULL.keys() - {Field.AMOUNT, Field.STOP}


def test_parts_of_an_order_mean_the_same_of_another_symbol() -> None:
    values = {Field.LIMIT: "0.1%", Field.ICEBERG: "off"}

    assert Form(symbol="BTCUSDT", values=values).about("ETHUSDT").values == values


def test_amounts_on_buttons_are_kept_for_each_asset() -> None:
    kept = chosen(None, ["try", "5000", "1000"], SYMBOLS)
    kept = chosen(kept, ["$20", "40"], SYMBOLS)

    assert presets_of(kept, "TRY") == ["1000", "5000"]
    assert presets_of(kept, "USDC") == ["20", "40"]
    assert presets_of(kept, "BTC") == []
    assert presets_of(None, "USDT") == ["50", "100", "250"]


def test_an_amount_is_what_the_words_mean() -> None:
    amounts = [wish(Form(symbol="BTCUSDT", values={Field.AMOUNT: one})).amount
               for one in ("0.01", "$5", "75%")]  # fmt: skip

    assert amounts == [Base(Decimal("0.01")), Quote(Decimal(5)), Share(Decimal(75))]


@pytest.mark.parametrize(
    ("amount", "price", "part", "refused"),
    [
        ("0.1", "best", "0.1", True), ("0.1", "best", "0.09", False), ("0.1", "best", "off", False),
        ("0.1", "best", "50%", False), ("25%", "best", "9", False), (None, "best", "9", False),
        ("$650", "32500", "0.02", True), ("$650", "32500", "0.019", False),
    ],
)  # fmt: skip
def test_an_iceberg_shows_less_than_an_amount_that_is_known(
    amount: str | None, price: str, part: str, refused: bool
) -> None:
    values = {Field.AMOUNT: amount, Field.PRICE: price, Field.ICEBERG: part}
    form = Form(
        symbol="BTCUSDT", kind=Kind.LIMIT, values={key: one for key, one in values.items() if one}
    )
    with pytest.raises(Refused, match="smaller part") if refused else nullcontext():
        check_part(form, BTC, AROUND)
