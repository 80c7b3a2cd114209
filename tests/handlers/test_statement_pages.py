"""Pages of orders, trades and results, to the letter."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binance.models.order_terms import Side
from bot.i18n import Say
from bot.portfolio import Margin, Portfolio, Wallet
from bot.refusals import Misunderstood
from bot.statements import Closed, Closings, Export, Period, Place, Resting, Standing, Statement
from bot.statements.results import Result
from handlers import chosen
from handlers.chosen import Chosen
from handlers.page import Page
from handlers.pnl import nothing
from handlers.views import account, history, orders, pnl

EN = Say("en")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
D = Decimal


def resting(**changes: Any) -> Resting:
    fields: dict[str, Any] = {
        "market": "spot", "symbol": "BTCUSDT", "order_id": 28, "side": Side.SELL, "kind": "LIMIT",
        "qty": D("0.01"), "filled": D(0), "price": D(70000), "trigger": None,
        "at": NOON - timedelta(minutes=5), "status": "NEW", "last": D(56000),
    }  # fmt: skip
    return Resting(**fields | changes)


def page(*shown: Resting, wanted: Chosen | None = None) -> Page:
    return orders.orders(EN, Standing(shown), wanted or Chosen(), now=NOON)


def datas(one: Page) -> list[str]:
    return [button.data for row in one.buttons for button in row]


def test_an_open_order_tells_its_distance_its_age_and_what_is_filled() -> None:
    shown = page(resting(filled=D("0.004")))

    assert shown.text == (
        "📋 <b>Open orders</b> · 1\n"
        "SELL 0.01 <b>BTCUSDT</b> at 70,000 · <code>28</code>\n"
        "    <i>+25.00% from 56,000 · 5 minutes old · 40% filled (0.004)</i>"
    )
    assert "x:spot:BTCUSDT:28" in datas(shown)


def test_the_legs_of_a_list_stand_together_wherever_they_were_and_go_with_one_button() -> None:
    pair = {"list_id": 7, "list_size": 2}
    shown = page(
        resting(order_id=3, **pair),
        resting(order_id=2, symbol="ETHUSDT"),
        resting(order_id=1, price=None, trigger=D(50000), **pair),
    )

    told = shown.text.splitlines()
    assert told[1] == "🔗 One of these cancels the other:"
    assert [line.split("<code>")[1][0] for line in told if "<code>" in line] == ["3", "1", "2"]
    assert [data for data in datas(shown) if data.startswith("x")] == [
        "x:spot:BTCUSDT:3", "x:spot:ETHUSDT:2",
    ]  # fmt: skip


def test_what_waits_for_another_order_says_so() -> None:
    oto = {"list_id": 7, "list_size": 2}
    shown = page(resting(order_id=1, pending=True, **oto), resting(order_id=2, **oto))

    told = shown.text.splitlines()
    assert "follows once the first is filled" in told[1]
    assert told[2].startswith("  ↳ SELL")
    assert told[4].startswith("  ↳ ⏳ SELL")


def test_a_conditional_order_is_cancelled_by_a_number_of_its_own_kind() -> None:
    shown = page(
        resting(market="usdm", algo=True, price=None, trigger=D(1000), closes=True, position="LONG")
    )

    assert (
        "SELL all of the position <b>BTCUSDT</b> · USD-M at the market, once it touches 1,000"
        in shown.text
    )
    assert "LONG" in shown.text
    assert "xa:usdm:BTCUSDT:28" in datas(shown)


def test_a_market_that_does_not_answer_is_named() -> None:
    shown = orders.orders(EN, Standing((), ("coinm",)), Chosen(), now=NOON)

    assert "COIN-M does not answer" in shown.text


def test_many_orders_are_turned_by_pages() -> None:
    many = [resting(order_id=number) for number in range(20)]

    last = page(*many, wanted=Chosen(page=9))

    assert "Page 3 of 3" in [button.label for row in last.buttons for button in row]
    assert last.text.count("<code>") == 4


def test_of_a_list_all_orders_are_shown_and_meant_where_one_is_of_the_wanted_side() -> None:
    bracket = [
        resting(order_id=1, side=Side.BUY, list_id=5, list_size=3),
        resting(order_id=2, list_id=5, list_size=3, pending=True),
        resting(order_id=3, list_id=5, list_size=3, pending=True),
    ]
    standing = Standing((*bracket, resting(order_id=4)))

    sells = page(*standing.orders, wanted=Chosen(side=Side.SELL))
    buys = page(*standing.orders, wanted=Chosen(side=Side.BUY))

    assert "follows once the first is filled" in buys.text
    assert "BUY" in sells.text
    assert "over" not in sells.text + buys.text
    assert "<code>4</code>" not in buys.text
    assert standing.together(side=Side.BUY) == tuple(bracket)


def test_buttons_name_the_account_that_has_the_order() -> None:
    shown = orders.orders(EN, Standing((resting(),)), Chosen(), now=NOON, key_id=7)

    assert datas(shown)[:2] == ["x:spot:BTCUSDT:28:7", "ch:BTCUSDT:28:7"]


def test_orders_that_are_over_say_where_they_were_looked_for() -> None:
    over = Closed(
        "spot", "BTCUSDT", 5, Side.BUY, "LIMIT", "EXPIRED", D(2), D(1), D(10), D("9.5"), NOON,
        reason="<why>",
    )  # fmt: skip
    here, there = Place("spot", "BTCUSDT"), Place("spot", "X")
    closings = Closings((over,), (here,), (here,), (there,))

    shown = history.history(EN, closings, Chosen(), since=None)

    assert shown.text == (
        "🗂 <b>Orders that are over</b> · 1\n"
        "⌛ BUY 1 <b>BTCUSDT</b>, expired after 1 of 2\n"
        "    at 9.5 · 2026-11-20 12:00 UTC · &lt;why&gt; · <code>5</code>\n"
        "\n<i>Looked at: BTCUSDT.</i>\n<i>Only the latest of BTCUSDT.</i>\n"
        "<i>Not looked at yet: 1 symbol.</i>"
    )


def test_a_stop_that_is_over_says_what_it_waited_for() -> None:
    over = Closed(
        "spot", "BTCUSDT", 5, Side.SELL, "STOP_LOSS", "CANCELED", D(2), D(0), None, None, NOON,
        trigger=D(60_000),
    )  # fmt: skip

    shown = history.history(EN, Closings((over,), (), (), ()), Chosen(), since=None)

    assert "at the market, once it touches 60,000 · 2026" in shown.text


def conditional(**changes: Any) -> Closed:
    fields: dict[str, Any] = {
        "market": "usdm", "symbol": "BTCUSDT", "order_id": 5, "side": Side.SELL,
        "kind": "STOP_MARKET", "status": "CANCELED", "qty": D(2), "filled": D(0), "price": None,
        "average": None, "at": NOON, "trigger": D(60_000), "conditional": True,
    }  # fmt: skip
    return Closed(**fields | changes)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, ("❌ SELL 2 <b>BTCUSDT</b> · USD-M, cancelled, never triggered\n"
              "    at the market, once it touches 60,000 · 2026")),
        ({"status": "EXPIRED", "closes": True, "qty": D(0)},
         "⌛ SELL all of the position <b>BTCUSDT</b> · USD-M, expired, never triggered\n"),
        ({"status": "REJECTED", "triggered": True},
         "⛔ SELL 2 <b>BTCUSDT</b> · USD-M, triggered, and refused then\n"),
        ({"status": "EXPIRED", "triggered": True}, "USD-M, expired\n"),
        ({"price": D(59_000)}, "at 59,000, once it touches 60,000 · "),
        ({"trailing": D("1.5"), "trigger": None}, "trailing 1.50% behind · "),
    ],
)  # fmt: skip
def test_a_conditional_order_says_what_it_waited_for_and_why_it_ended(
    changes: dict[str, Any], told: str
) -> None:
    closings = Closings((conditional(**changes),), (), (), ())

    assert told in history.history(EN, closings, Chosen(), since=None).text


def test_where_conditional_orders_were_looked_for_is_said() -> None:
    read = (Place("usdm", ""), Place("usdm", "BTCUSDT", conditional=True))
    left = (Place("coinm", "BTCUSD_PERP"), Place("coinm", "BTCUSD_PERP", conditional=True))

    text = history.history(EN, Closings((), read, (), left), Chosen(), since=None).text

    assert "Conditional orders looked at: BTCUSDT." in text
    assert "Not looked at yet: 1 symbol." in text


def statement(*results: Result, **changes: Any) -> Statement:
    begun = Statement(
        Period.ALL, None, "fifo", ("BTCUSDT",), ("ETHUSDT",), (), (), None, 2,
        results=results, realised=D(80), other=D(30), unrealised=D(-5), fees=D(1),
    )  # fmt: skip
    return begun.__class__(**{**begun.__dict__, **changes})


def result(asset: str = "BTC", **figures: D) -> Result:
    usual = {"realised": D(80), "other": D(30), "fees": D(1)}
    nothing = dict.fromkeys(("unknown", "left", "cost", "gone", "outside"), D(0))
    return Result(asset, "USDT", **{**nothing, "unrealised": None, **usual, **figures})


def test_results_say_what_they_do_not_contain() -> None:
    one = result(unknown=D("0.3"), left=D(1), cost=D(200), gone=D("0.5"), unrealised=D(-5))

    text = pnl.statement(EN, statement(one)).text

    assert "🟢 <b>+80.00 USDT</b> realised (FIFO)\n+30.00 USDT by average cost" in text
    assert "    1 left for 200.00, now -5.00" in text
    assert "    cost unknown for 0.3 BTC that came from outside: counted as nothing" in text
    assert "    0.5 BTC left the account: not counted" in text
    assert "Not read to the end yet, and not counted: ETHUSDT" in text
    assert "2 fees could not be valued" in text


def test_many_results_have_pages_and_each_says_the_sums_of_all() -> None:
    told = statement(*[result(asset=f"COIN{number}") for number in range(pnl.SHOWN + 1)])

    first, second = pnl.statement(EN, told), pnl.statement(EN, told, 1)

    assert first.text.count("COIN") == pnl.SHOWN
    assert f"COIN{pnl.SHOWN}" in second.text
    assert second.text.count("COIN") == 1
    assert all("realised (FIFO)" in one.text for one in (first, second))
    assert "pl:all:-:fifo:1" in datas(first)
    assert pnl.statement(EN, told, 9) == second  # some are gone since that page was turned to


def test_results_are_chosen_by_symbol_for_the_same_time() -> None:
    told = statement(period=Period.WEEK, read=("BTCUSDT", "ETHUSDT"))
    assert "pf:week:-:fifo" in datas(pnl.statement(EN, told))

    assert datas(pnl.choose(EN, told)) == [
        "pl:week:BTCUSDT:fifo", "pl:week:ETHUSDT:fifo", "pl:week:-:fifo",
    ]  # fmt: skip


def test_a_file_of_trades_says_what_is_not_in_it() -> None:
    found = Export((), (("spot", "ETHUSDT"), ("usdm", "BTCUSDT")), NOON)

    assert pnl.exported(EN, Period.ALL, None, found) == (
        "0 trades (all), times in UTC. This is no tax advice.\n"
        "⚠️ Not complete, because these are not read to the end yet: ETHUSDT, BTCUSDT (USD-M). "
        "Tap 📄 CSV again to read on.\n"
        "Futures since 2026-11-20 12:00 UTC: Binance keeps three months.\n"
        "A coin that you no longer hold is in it once you named it: /fills ETHUSDT"
    )
    assert pnl.exported(EN, Period.ALL, "ETHUSDT", Export((), (), None)).count("\n") == 0


@pytest.mark.parametrize(
    ("left", "says"),
    [
        ((), "There are no trades to write down."),
        ((("spot", "BTCUSDT"),), "No trades yet, but these are not read to the end: BTCUSDT."),
    ],
)
def test_that_there_are_no_trades_is_said_where_all_was_read(left: Any, says: str) -> None:
    refused = nothing(EN, Export((), left, None))

    assert EN(refused.text, **refused.values).startswith(says)


def test_the_balance_has_a_heading_for_each_wallet_and_one_total() -> None:
    wallets = (
        Wallet("usdm", (Margin("USDT", D(90), D(-10), D(90)),), D(90)),
        Wallet("coinm", (), None),
    )

    shown = account.balance(EN, Portfolio((), D(10), wallets))

    assert shown.text == (
        "💼 <b>100.00 USDT</b> in all\n"
        "\n<b>Spot</b>  10.00 USDT\n"
        "\n<b>USD-M</b>  90.00 USDT\n"
        "<b>USDT</b>  90 (open positions -10)  ≈ 90.00 USDT\n"
        "⚠️ COIN-M does not answer: it is not counted."
    )


choices = st.builds(
    Chosen,
    st.sampled_from([None, *chosen.MARKETS]),
    st.none() | st.from_regex(r"\A[A-Z0-9_]{2,24}\Z") | st.just("币安人生USDT"),
    st.sampled_from([None, *Side]),
    st.sampled_from([*Period]),
    st.integers(0, 9999),
)


@given(choices, st.sampled_from(["", ":r"]))
def test_what_is_chosen_fits_on_a_button_and_comes_back(one: Chosen, mark: str) -> None:

    data = one.data("os", mark)

    match = re.fullmatch(rf"os:{chosen.PATTERN}", data)
    assert match is not None
    assert chosen.of_match(match) == one
    assert len(data.encode()) <= 64


def test_words_are_understood_in_any_order() -> None:
    assert chosen.of_words(["week", "btcusdt", "SELL"], "") == Chosen(
        None, "BTCUSDT", Side.SELL, Period.WEEK
    )
    with pytest.raises(Misunderstood):
        chosen.of_words(["btc", "eth"], "")
