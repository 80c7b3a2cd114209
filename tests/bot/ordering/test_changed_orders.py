"""Which request changes an order: a reduction in its place, or another order for what is left."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from order_listing import LAST, RICH, symbol

from binance.errors import HalfDone, NoSuchOrder
from binance.models.order_terms import OrderStatus, OrderType, Side, TimeInForce
from binance.models.orders import Order
from binance.private.spot import AmendOrder, CancelReplace
from bot import order_notices
from bot.changes import Changes
from bot.deeds import deed_from, deed_of
from bot.i18n import Say
from bot.ordering import Free, Market
from bot.ordering.changes import Change, moved, parse
from bot.ordering.successors import successor_of
from bot.refusals import Misunderstood, Refused

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BTC = symbol(amendAllowed=True, cancelReplaceAllowed=True)
MARKET = Market(last=LAST, free=RICH, typical=LAST)


def order(**changes: Any) -> Order:
    fields: dict[str, Any] = {
        "symbol": "BTCUSDT", "order_id": 7, "client_order_id": "x", "side": Side.BUY,
        "type": OrderType.LIMIT, "status": OrderStatus.NEW, "price": Decimal(60000),
        "orig_qty": Decimal(1), "executed_qty": Decimal(0), "time_in_force": TimeInForce.GTC,
        "cummulative_quote_qty": Decimal(0), "time": NOON, "update_time": NOON, "is_working": True,
    }  # fmt: skip
    return Order.model_construct(**(fields | changes))


def change(words: str, one: Order | None = None, market: Market = MARKET) -> Any:
    return successor_of(one or order(), BTC, parse(f"7 {words}".split())[1], market)


@pytest.mark.parametrize("words", ["0.5", "50%", "0.500009"])
def test_what_only_shrinks_is_amended(words: str) -> None:
    made = change(words)

    assert isinstance(made, AmendOrder)
    assert (made.order_id, made.new_qty) == (7, Decimal("0.5"))


@pytest.mark.parametrize("words", ["2", "@ 61000", "0.5 @ 61000", "1 @ 59000"])
def test_everything_else_is_replaced_and_stops_where_the_old_one_stays(words: str) -> None:
    made = change(words)

    assert isinstance(made, CancelReplace)
    assert made.cancel_replace_mode == "STOP_ON_FAILURE"
    assert made.cancel_restrictions == "ONLY_NEW"
    assert made.cancel_order_id == 7


def test_where_nothing_may_be_amended_even_less_of_it_is_replaced() -> None:
    info = symbol(amendAllowed=False, cancelReplaceAllowed=True)

    made = successor_of(order(), info, Change(quantity=Decimal("0.5")), MARKET)

    assert isinstance(made, CancelReplace)


def test_of_an_order_that_is_filled_in_part_only_the_rest_is_replaced() -> None:
    made = change("@ 61000", order(executed_qty=Decimal("0.3")))

    assert made.quantity == Decimal("0.7")
    assert made.cancel_restrictions == "ONLY_PARTIALLY_FILLED"


def test_a_share_is_of_what_is_left() -> None:
    made = change("50%", order(executed_qty=Decimal("0.4")))

    assert made.new_qty == Decimal("0.7")


@given(filled=st.integers(0, 99), wanted=st.integers(1, 300), price=st.integers(50_000, 64_000))
def test_never_more_than_was_wanted_is_bought(filled: int, wanted: int, price: int) -> None:
    one = order(executed_qty=Decimal(filled) / 100)
    wish = Change(quantity=Decimal(wanted) / 100, price=Decimal(price))

    try:
        made = successor_of(one, BTC, wish, MARKET)
    except Refused:
        return

    total = made.new_qty if isinstance(made, AmendOrder) else made.quantity + one.executed_qty
    assert total == wish.quantity


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (order(executed_qty=Decimal("0.6")), "0.6"),
        (order(), "1"),
        (order(), "stop 61000"),
        (order(type=OrderType.STOP_LOSS, stop_price=Decimal(70000), price=Decimal(0),
               is_working=False), "@ 61000"),
        (order(type=OrderType.STOP_LOSS, stop_price=Decimal(70000), price=Decimal(0),
               is_working=False), "stop 64000"),
        (order(type=OrderType.STOP_LOSS, trailing_delta=100, price=Decimal(0),
               is_working=False), "2"),
        (order(type=OrderType.LIMIT_MAKER), "@ 66000"),
        (order(iceberg_qty=Decimal("0.5")), "0.4"),
    ],
)  # fmt: skip
def test_what_binance_would_not_take_is_refused(one: Order, words: str) -> None:
    with pytest.raises(Refused):
        change(words, one)


def test_money_must_be_there_for_the_new_order() -> None:
    poor = replace(MARKET, free=Free(Decimal(0), Decimal(60500)))

    with pytest.raises(Refused, match="Not enough"):
        change("@ 61000", market=poor)


def test_a_trailing_order_can_be_made_smaller() -> None:
    one = order(type=OrderType.STOP_LOSS, trailing_delta=100, price=Decimal(0), is_working=False)

    assert isinstance(change("25%", one), AmendOrder)


@pytest.mark.parametrize("rate", ["-2", "+0.5"])
def test_limit_and_trigger_move_together(rate: str) -> None:
    one = order(
        type=OrderType.STOP_LOSS_LIMIT, stop_price=Decimal(70000), price=Decimal(70100),
        is_working=False,
    )  # fmt: skip

    wanted = moved(one, BTC, Decimal(rate))

    factor = 1 + Decimal(rate) / 100
    assert (wanted.trigger, wanted.price) == (70000 * factor, 70100 * factor)


async def test_an_order_of_the_list_with_the_number_0_is_not_changed_alone() -> None:
    """Binance's own sample of an OCO has this number; what stands for no list is -1."""
    account, nobody = Answering(), cast("Any", None)
    trading = cast("Any", SimpleNamespace(ready=account.ready))
    changes = Changes(nobody, nobody, trading, nobody, nobody, nobody)

    account.one = order(order_list_id=0)
    with pytest.raises(Refused, match="hangs together"):
        await changes.order(1001, "BTCUSDT", 7)

    account.one = order(order_list_id=-1)
    assert await changes.order(1001, "BTCUSDT", 7) == account.one


@dataclass
class Answering:
    """An account whose one order is told, whatever is asked."""

    one: Order | None = None

    async def ready(self, _user_id: int) -> Any:
        return SimpleNamespace(account=self)

    async def send(self, _request: Any) -> Order | None:
        return self.one


STOP_LIMIT = {"type": OrderType.STOP_LOSS_LIMIT, "is_working": False}


@pytest.mark.parametrize(
    ("side", "stop", "limit", "words", "then"),
    [
        (Side.SELL, 60000, 59900, "stop 58000", "57903.33"),  # 57,903.333…
        (Side.BUY, 70000, 70100, "stop 71000", "71101.43"),  # 71,101.4285…
        (Side.SELL, 60000, 59900, "0.5 stop 58000", "57903.33"),
        (Side.SELL, 60000, 59900, "stop 58000 @ 57000", "57000"),
        (Side.SELL, 60000, 59900, "@ 59800", "59800"),
        (Side.SELL, 60000, 59900, "0.5 stop 60000", "59900"),
    ],
)
def test_the_limit_behind_a_trigger_goes_along_with_it(
    side: Side, stop: int, limit: int, words: str, then: str
) -> None:
    one = order(**STOP_LIMIT, side=side, stop_price=Decimal(stop), price=Decimal(limit))
    change_ = parse(f"7 {words}".split())[1]

    made = successor_of(one, symbol(cancelReplaceAllowed=True), change_, MARKET)

    assert isinstance(made, CancelReplace)
    assert (made.stop_price, made.price) == (change_.trigger or Decimal(stop), Decimal(then))


def test_the_limit_of_what_takes_its_profit_goes_along_too() -> None:
    one = order(
        type=OrderType.TAKE_PROFIT_LIMIT, is_working=False, side=Side.SELL,
        stop_price=Decimal(70000), price=Decimal(69900),
    )  # fmt: skip

    made = change("stop 77000", one)

    assert (made.stop_price, made.price) == (Decimal(77000), Decimal(76890))


def test_a_stop_that_stays_where_it_is_takes_no_limit_along() -> None:
    one = order(**STOP_LIMIT, side=Side.SELL, stop_price=Decimal(60000), price=Decimal(59900))

    with pytest.raises(Refused, match="like that already"):
        change("stop 60000", one)


@pytest.mark.parametrize(
    "words", ["7", "", "7 @", "x @ 1", "7 1 2", "7 @ 1 @ 2", "7 1% 2", "7 -1", "7 1e5", "7 101%"]
)
def test_what_is_not_clear_is_refused(words: str) -> None:
    with pytest.raises(Misunderstood):
        parse(words.split())


@given(
    st.builds(
        Change,
        quantity=st.none() | st.decimals("0.00001", 9000, places=5),
        price=st.none() | st.decimals("0.01", 100000, places=2),
        trigger=st.decimals("0.01", 100000, places=2),
    )
)
def test_the_words_of_a_change_are_read_as_that_change(wish: Change) -> None:
    assert parse(["7", *wish.words()]) == (7, wish)


class Account:
    """Has the old order and perhaps the new one."""

    def __init__(self, old: Order | None) -> None:
        self.old = old

    async def send(self, request: Any, **_: Any) -> Any:
        if request.order_id != 7 or self.old is None:
            raise NoSuchOrder(-2013, "Order does not exist.")
        return self.old


@pytest.mark.parametrize(
    ("now", "as_seen"),
    [
        (order(), True),
        (order(executed_qty=Decimal("0.1"), status=OrderStatus.PARTIALLY_FILLED), False),
        (order(status=OrderStatus.CANCELED), False),
    ],
)
async def test_an_order_that_went_on_is_noticed_before_it_is_replaced(
    now: Order, *, as_seen: bool
) -> None:
    deed = deed_of(change("@ 61000"))
    account: Any = Account(now)

    assert await deed.kind.is_as_seen(account, deed.request, Decimal(0)) is as_seen


async def test_placed_but_not_cancelled_is_told_in_plain_words() -> None:
    deed, say = deed_of(change("@ 61000")), Say("en")
    half = HalfDone("Order cancel-replace partially failed.", -2021, cancelled=False, placed=True)
    account: Any = Account(order())

    at_once = deed.kind.left_half_done(say, half)
    later = await deed.kind.beside(account, deed.request, say)

    assert at_once == "The new order was placed, but the old one was not cancelled."
    assert later == "The old order is still open."


@pytest.mark.parametrize(
    ("words", "nothing"),
    [("0.5", "The order was not reduced."), ("@ 61000", "The new order was not placed.")],
)
@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (order(), "The old order is still open."),
        (order(status=OrderStatus.PARTIALLY_FILLED, executed_qty=Decimal("0.10")),
         "The old order is still open, and 0.1 of it is filled."),
        (order(status=OrderStatus.FILLED, executed_qty=Decimal(1)),
         "The old order is filled, all 1 BTCUSDT of it."),
        (order(status=OrderStatus.CANCELED, executed_qty=Decimal("0.10")),
         "The old order is not open any more (CANCELED), and 0.1 of it was filled."),
        (order(status=OrderStatus.CANCELED), "The old order is not open any more (CANCELED)."),
        (None, "Look at the old order too: /orders"),
    ],
)  # fmt: skip
async def test_a_change_that_came_to_nothing_tells_how_the_order_stands(
    words: str, nothing: str, now: Order | None, stands: str
) -> None:
    deed, say = deed_of(change(words)), Say("en")
    account: Any = Account(now)

    beside = await deed.kind.beside(account, deed.request, say)
    told = order_notices.absent(say, deed, beside).text.splitlines()

    assert told[0].startswith("❌ <b>Not executed</b>: ")
    assert told[1:] == [nothing, stands]


async def test_of_an_order_that_was_reduced_the_verdict_tells_all() -> None:
    deed = deed_of(change("0.5"))
    account: Any = Account(order(client_order_id=deed.client_id, orig_qty=Decimal("0.5")))

    assert await deed.kind.beside(account, deed.request, Say("en")) is None


def test_a_change_survives_being_kept() -> None:
    for words in ("0.5", "@ 61000"):
        deed = deed_of(change(words))

        assert deed_from(deed.kind.name, deed.payload).request == deed.request
