"""What trades earned, by both methods: no cent is made and none is lost."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger import METHODS, Book, Trade, movements, replay
from bot.ledger.fees import fee_in_quote

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
D = Decimal


def trade(
    number: int, side: str, qty: str, quote_qty: str, *, fee: str = "0", asset: str | None = "USDT",
    value: str | None = None, symbol: str = "BTCUSDT",
) -> Trade:  # fmt: skip
    base, quote = symbol[:-4], symbol[-4:]
    return Trade(
        number, NOON + timedelta(minutes=number), symbol, base, quote, side == "BUY", D(qty),
        D(quote_qty), D(fee), asset, None if value is None else D(value),
    )  # fmt: skip


def book(method: str, *trades: Trade, asset: str = "BTC") -> Book:
    return replay(trades, METHODS[method])[asset, "USDT"]


def earned(one: Book) -> Decimal:
    return sum((gain.realised for gain in one.gains), D(0))


def unknown(one: Book) -> Decimal:
    return sum((gain.unknown for gain in one.gains), D(0))


TWO_LOTS = (
    trade(1, "BUY", "1", "100"),
    trade(2, "BUY", "1", "200"),
    trade(3, "SELL", "1", "180"),
)


@pytest.mark.parametrize(
    ("method", "realised", "left"), [("fifo", "80", "200"), ("average", "30", "150")]
)
def test_which_cost_leaves_first_is_what_the_methods_differ_in(
    method: str, realised: str, left: str
) -> None:
    one = book(method, *TWO_LOTS)

    assert earned(one) == D(realised)
    assert (one.inventory.qty, one.inventory.cost) == (1, D(left))


@pytest.mark.parametrize("method", METHODS)
def test_what_came_from_outside_earns_nothing_whatever_it_was_sold_for(method: str) -> None:
    one = book(method, trade(1, "BUY", "1", "100"), trade(2, "SELL", "3", "900"))

    assert earned(one) == 200  # a third of the money, for the third that was bought
    assert unknown(one) == 2
    assert one.uncounted == 600
    assert (one.inventory.qty, one.inventory.cost) == (0, 0)


@pytest.mark.parametrize("method", METHODS)
def test_a_fee_in_the_quote_makes_buying_dearer_and_selling_poorer(method: str) -> None:
    one = book(method, trade(1, "BUY", "1", "100", fee="1"), trade(2, "SELL", "1", "150", fee="2"))

    assert earned(one) == 47
    assert sum(gain.fee for gain in one.gains) == 3


@pytest.mark.parametrize("method", METHODS)
def test_a_fee_in_what_was_bought_makes_it_less(method: str) -> None:
    one = book(
        method,
        trade(1, "BUY", "1", "100", fee="0.01", asset="BTC"),
        trade(2, "SELL", "0.99", "198"),
    )

    assert earned(one) == 98
    assert unknown(one) == 0
    assert one.gains[0].fee == 1


@pytest.mark.parametrize("method", METHODS)
def test_a_fee_in_bnb_is_charged_at_its_worth_and_leaves_the_book_of_bnb(method: str) -> None:
    trades = (
        trade(1, "BUY", "2", "1000", symbol="BNBUSDT"),
        trade(2, "BUY", "1", "100", fee="0.01", asset="BNB", value="6"),
        trade(3, "SELL", "1", "150"),
    )
    books = replay(trades, METHODS[method])

    assert earned(books["BTC", "USDT"]) == 44
    bnb = books["BNB", "USDT"]
    assert earned(bnb) == 1  # bought for 5, worth 6 when it was spent
    assert (bnb.inventory.qty, bnb.inventory.cost) == (D("1.99"), 995)


def test_bnb_from_elsewhere_that_pays_a_fee_is_no_sale_to_speak_of() -> None:
    bnb = book("fifo", trade(1, "BUY", "1", "100", fee="0.01", asset="BNB", value="6"), asset="BNB")

    assert (earned(bnb), unknown(bnb)) == (0, 0)


def test_a_fee_that_nobody_can_value_is_not_guessed() -> None:
    one = trade(1, "BUY", "1", "100", fee="0.01", asset="BNB")

    assert fee_in_quote(one) is None
    assert [movement.worth for movement in movements(one)] == [100]


def test_trades_count_in_the_order_of_time_however_they_come() -> None:
    assert earned(book("fifo", *reversed(TWO_LOTS))) == 80


AMOUNTS = st.decimals("0.00000001", 10**6, places=8)
FEES = st.decimals(0, "0.01", places=4)


@st.composite
def histories(draw: st.DrawFn) -> list[Trade]:
    made = []
    for number in range(draw(st.integers(1, 25))):
        qty, quote_qty = draw(AMOUNTS), draw(AMOUNTS)
        asset = draw(st.sampled_from(["BTC", "USDT", "BNB", None]))
        of = {"BTC": qty, "USDT": quote_qty, "BNB": D(1), None: D(0)}[asset]
        fee = (of * draw(FEES)).quantize(D("1e-8"))
        made.append(
            Trade(
                number,
                NOON + timedelta(seconds=number // 2),
                "BTCUSDT",
                "BTC",
                "USDT",
                draw(st.booleans()),
                qty,
                quote_qty,
                fee,
                asset,
                draw(AMOUNTS) if asset == "BNB" else None,
            )
        )  # fmt: skip
    return made


@given(histories(), st.sampled_from(sorted(METHODS)))
def test_what_was_realised_and_what_is_left_is_the_money_that_flowed(
    history: list[Trade], method: str
) -> None:
    one = replay(history, METHODS[method])["BTC", "USDT"]

    moved = [each for each in map(movements, history) for each in each if each.asset == "BTC"]
    paid = sum((each.worth for each in moved if each.qty >= 0), D(0))
    received = sum((each.worth for each in moved if each.qty < 0), D(0))
    assert earned(one) == received - one.uncounted - paid + one.inventory.cost


@given(histories(), st.sampled_from(sorted(METHODS)))
def test_no_coin_is_made_and_none_is_lost(history: list[Trade], method: str) -> None:
    one = replay(history, METHODS[method])["BTC", "USDT"]

    moved = sum(
        (each.qty for one in history for each in movements(one) if each.asset == "BTC"), D(0)
    )
    assert one.inventory.qty == moved + unknown(one)
    assert one.inventory.qty >= 0


@given(histories())
def test_once_all_is_sold_both_methods_agree(history: list[Trade]) -> None:
    bought = [one for one in history if one.buying]
    if not bought:
        return
    held = sum((each.qty for one in bought for each in movements(one) if each.asset == "BTC"), D(0))
    end = Trade(99, NOON + timedelta(days=1), "BTCUSDT", "BTC", "USDT", False, held, held, D(0), "")
    results = [book(method, *bought, end) for method in METHODS]

    assert [one.inventory.cost for one in results] == [0, 0]
    assert earned(results[0]) == earned(results[1])
