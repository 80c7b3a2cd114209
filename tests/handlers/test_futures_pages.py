"""What positions look like: how near to liquidation, what funding costs, contracts in dollars."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from contract_listing import algo_order, coin_contract, contract, in_book

from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.orders import OrderState
from binance.models.futures.terms import OrderType, PositionSide
from binance.models.order_terms import Side
from binance.private.futures import NewAlgoOrder, NewOrder
from binance.streams.books import Fill
from bot.deeds import deed_of
from bot.i18n import LANGUAGES, Say
from bot.leftovers import CancelCoinLeftover, CancelUsdLeftover
from bot.ordering.wishes import Base
from bot.positions import Closing, Direction, Held, Holdings, Open, Opening, previews
from bot.positions.attached import Resting, Waiting, attached
from bot.positions.clearing import Clearing
from bot.positions.ends import price_away
from bot.positions.held import Funding
from bot.positions.planned import Behind, Planned, behind
from bot.positions.questions import End, Meeting, Part, Question, Waits
from handlers.page import Page
from handlers.views import attached_orders, contract_questions, futures, positions

D = Decimal
EN, TR = Say("en"), Say("tr")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG = Held(
    venue="usdm", contract=contract("BTCUSDT"), direction=Direction.LONG, named=PositionSide.BOTH,
    quantity=D("0.1"), entry=D(60_000), mark=D(66_000), profit=D(600), liquidation=D(49_500),
    margin=D(1_320), leverage=5, isolated=True,
    funding=Funding(D("0.0001"), NOON + timedelta(hours=3)),
)  # fmt: skip
COINS = replace(
    LONG, venue="coinm", contract=coin_contract("BTCUSD_PERP"), direction=Direction.SHORT,
    quantity=D(3), size=D(100), profit=D("-0.00012"), margin=D("0.0009"), liquidation=None,
)  # fmt: skip


IN_NO_BOOK: Resting = {("usdm", "BTCUSDT"): [], ("coinm", "BTCUSD_PERP"): []}
NOTHING: Waiting = {("usdm", "BTCUSDT"): [], ("coinm", "BTCUSD_PERP"): []}


def page(
    *held: Held, say: Say = EN, waiting: Waiting = NOTHING, resting: Resting = IN_NO_BOOK
) -> Page:
    return positions.page(
        say, Holdings(held), waiting, resting, 0, NOON, "live", alerting={"BTCUSDT"}.__contains__
    )


def ends(*orders: AlgoOrder, held: Held = LONG, say: Say = EN) -> str:
    """The line that names them."""
    lines = page(held, say=say, waiting={(held.venue, held.symbol): orders}).text.splitlines()
    return next(line for line in lines if "top" in line or "Target" in line)


def test_a_position_says_what_it_earns_and_how_near_its_end_is() -> None:
    text = page(LONG).text

    assert "🟢 <b>BTCUSDT LONG</b> · USD-M · 5x · isolated" in text
    assert "0.1 BTC at 60,000, mark 66,000" in text
    assert "PnL +600.00 USDT (+45.45%)" in text
    assert "\nLiquidation at 49,500, 25.00% away" in text
    assert "Funding +0.0100% in 3 hours: about -0.66 USDT" in text
    assert "LIVE" in text


@pytest.mark.parametrize(("liquidation", "warned"), [(59_401, True), (59_399, False)])
def test_below_a_tenth_of_the_price_liquidation_is_a_warning(
    liquidation: int, *, warned: bool
) -> None:
    text = page(replace(LONG, liquidation=D(liquidation))).text

    assert ("🚨 <b>Liquidation at" in text) is warned


def test_contracts_are_said_with_their_dollars_and_have_no_buttons_for_stops() -> None:
    shown = page(COINS)

    assert "3 contracts (300 USD)" in shown.text
    assert "PnL -0.00012 BTC (-13.33%)" in shown.text
    assert "No liquidation price" in shown.text
    assert "about +0.00000045 BTC" in shown.text  # shorts are paid
    assert [one.label for one in shown.buttons[0]] == ["✖ BTC", "½"]


@pytest.mark.parametrize(
    ("direction", "stop", "too_far"),
    [
        (Direction.LONG, 49_499, True),
        (Direction.LONG, 49_500, True),
        (Direction.LONG, 49_501, False),
        (Direction.SHORT, 49_500, True),
        (Direction.SHORT, 49_499, False),
    ],
)
def test_a_stop_beyond_liquidation_is_of_no_use_to_what_is_held(
    direction: Direction, stop: int, *, too_far: bool
) -> None:
    held = replace(LONG, direction=direction)
    part = Part(held, held.quantity, held.mark, held.profit)

    def told(end: End, one: Part = part) -> str:
        closing = Closing(ASKED, [one], [end])
        return contract_questions.question(EN, closing, "live", NOON).text

    warning = (
        "\nLiquidation at 49,500, 25.00% away\n"
        "⚠️ <b>The stop lies beyond it: you would be liquidated first.</b>\n"
    )
    assert (warning in told(End(gains=False, price=D(stop), result=D(-1)))) is too_far
    assert "iquidat" not in told(End(gains=True, price=D(stop), result=D(1)))
    safe = replace(part, held=replace(held, liquidation=None))
    assert "iquidat" not in told(End(gains=False, price=D(stop), result=D(-1)), safe)


def test_a_close_button_names_its_position_as_briefly_as_it_can() -> None:
    short = replace(LONG, direction=Direction.SHORT, named=PositionSide.SHORT)
    ether = replace(LONG, contract=contract("ETHUSDT"))
    dollars = replace(LONG, contract=contract("BTCUSDC"))

    assert closing(LONG, ether) == ["✖ BTC", "✖ ETH"]
    assert closing(LONG, short, ether) == ["✖ BTC L", "✖ BTC S", "✖ ETH"]
    assert closing(LONG, COINS) == ["✖ BTC L", "✖ BTC S"]
    assert closing(LONG, dollars) == ["✖ BTCUSDT", "✖ BTCUSDC"]
    assert closing(LONG, short, dollars) == ["✖ BTCUSDT L", "✖ BTC S", "✖ BTCUSDC"]
    on_another_page = closing(LONG, *[ether] * positions.SHOWN, short)
    assert on_another_page[0] == "✖ BTC L"


def closing(*held: Held) -> list[str]:
    rows = page(*held, waiting={}).buttons
    return [one.label for row in rows for one in row if one.data.startswith("po:close:")]


def test_no_data_of_a_button_is_too_long_for_telegram() -> None:
    named = contract("1000000MOGWHATUSDT")
    shown = page(replace(LONG, contract=named))
    far = futures.how_far(EN, replace(LONG, contract=named), gains=True)

    data = [one.data for row in (*shown.buttons, *far.buttons) for one in row]
    assert max(len(one.encode()) for one in data) <= 64


def test_the_margin_is_told_that_a_position_ties_up() -> None:
    assert "\nMargin 1,320.00 USDT\n" in page(LONG).text
    assert "\nMargin 1,920.50 USDT\n" in page(replace(LONG, tied=D("1920.5"))).text
    assert "\nMargin 0.0009 BTC\n" in page(COINS).text


def test_what_ends_a_position_stands_in_it_stops_first() -> None:
    target = algo_order("TAKE_PROFIT_MARKET", trigger_price="72000")
    assert ends(algo_order("STOP_MARKET"), target) == "🛑 Stop 58,000 · 🎯 Target 72,000"
    part = algo_order("STOP", quantity="0.04", reduce_only=True, close_position=False)
    assert ends(target, part) == "🛑 Stop 58,000 for 0.04 BTC · 🎯 Target 72,000"
    trail = algo_order("TRAILING_STOP_MARKET", quantity="0.1", reduce_only=True,
                       close_position=False, callback_rate="1.5", trigger_price="0")  # fmt: skip
    assert ends(trail) == "🛑 Trailing stop 1.50%"
    begins = trail.model_copy(update={"activate_price": D(70_000)})
    assert ends(begins) == "🛑 Trailing stop 1.50% from 70,000 on"


def test_of_a_ladder_the_orders_are_named_that_the_price_reaches_first() -> None:
    stops = [algo_order("STOP_MARKET", trigger_price=f"{price}") for price in range(1000, 60_001)]
    targets = [algo_order("TAKE_PROFIT_MARKET", trigger_price=one) for one in ("72000", "71000")]
    assert ends(*targets, *stops) == (
        "🛑 Stop 59,998 · 🛑 Stop 59,999 · 🛑 Stop 60,000 and 58998 more · "
        "🎯 Target 71,000 · 🎯 Target 72,000"
    )
    book = [
        in_book("ladder", side=Side.SELL, reduce_only=True, price=D(price))
        for price in (90_000, 80_000, 70_000, 68_000)
    ]
    line = attached_orders.in_the_book(EN, LONG, book)
    assert line is not None
    assert line.endswith("0.05 BTC at 68,000 · 0.05 BTC at 70,000 · 0.05 BTC at 80,000 and 1 more")


def fits(text: str) -> bool:
    """Telegram counts what is seen, and some signs twice."""
    seen = unescape(re.sub("<[^>]+>", "", text))
    return len(seen.encode("utf-16-le")) // 2 <= 4096


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_positions_with_hundreds_of_orders_fits_into_a_message(language: str) -> None:
    symbol = "1000000MOGWHATUSDT"
    held = replace(LONG, named=PositionSide.LONG, contract=contract(symbol), profit=D(-12345678))
    place = (held.venue, symbol)
    own = {"symbol": symbol, "position_side": "LONG", "close_position": False, "quantity": "0.001"}
    trails = {"callback_rate": "1.5", "activate_price": "70000", "trigger_price": "0"}
    stops = [algo_order("TRAILING_STOP_MARKET", **own, **trails)] * 100
    targets = [algo_order("TAKE_PROFIT_MARKET", **own)] * 100
    rung = in_book("grid", side=Side.SELL, position_side=PositionSide.LONG, symbol=symbol)

    shown = page(
        *[held] * positions.SHOWN, say=Say(language), waiting={place: [*stops, *targets]},
        resting={place: [rung] * 200},
    )  # fmt: skip

    assert shown.text.count(symbol) >= positions.SHOWN
    assert fits(shown.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_that_ends_hundreds_of_orders_fits_into_a_message(language: str) -> None:
    say = Say(language)
    part = Part(
        LONG, LONG.quantity, LONG.mark, LONG.profit, closers=[algo_order("STOP_MARKET")] * 200,
        behind=Behind((STOP,) * 200, (TARGET,) * 200, (in_book("bare"),) * 200),
    )  # fmt: skip
    leftover = CancelUsdLeftover.of(algo_order("STOP_MARKET"))

    assert fits(contract_questions.question(say, Closing(ASKED, [part]), "live", NOON).text)
    entries = (in_book("bare"),) * 200
    asked = futures.ask_clearing(say, Clearing(ASKED, [leftover] * 200, entries), "live")
    assert fits(asked.text)
    assert asked.text.count("• ") == futures.NAMED
    assert "188" in asked.text


def test_a_question_of_clearing_names_the_entries_that_would_lose_their_stop() -> None:
    stop, target = (
        CancelUsdLeftover.of(algo_order(kind)) for kind in ("STOP_MARKET", "TAKE_PROFIT_MARKET")
    )
    entries = [in_book("waits", "0.01")]

    def asked(opening: list[OrderState] | None, *orders: CancelUsdLeftover) -> str:
        return futures.ask_clearing(EN, Clearing(ASKED, orders, opening), "live").text

    named = "</b>: BUY 0.04 at 60,000. To cancel it: /orders"
    assert f"and would have no stop without this{named}" in asked(entries, target, stop)
    assert f"and would have no target without this{named}" in asked(entries, target)
    assert asked(entries * 5, stop).count("BUY") == 3
    assert "60,000 and 2 more. To cancel" in asked(entries * 5, stop)
    assert "What waits in the book could not be read" in asked(None, stop)
    assert "⚠️" not in asked([], stop)


def test_contracts_of_coinm_are_counted_in_what_would_lose_its_stop() -> None:
    stop = CancelCoinLeftover.of(algo_order("STOP_MARKET", symbol="BTCUSD_PERP"))
    entry = in_book("coin", orig_qty=D(3), price=D(0), stop_price=D(61_000))

    asked = futures.ask_clearing(EN, Clearing(ASKED, [stop], [entry]), "live").text

    assert "BUY 3 contracts at 61,000." in asked


def test_that_nothing_stops_its_losses_is_said() -> None:
    assert ends() == "⚠️ <b>No stop</b>"
    target = algo_order("TAKE_PROFIT_MARKET", trigger_price="72000")
    assert ends(target) == "⚠️ <b>No stop</b> · 🎯 Target 72,000"


def coin_stop(type_: OrderType, **more: Any) -> OrderState:
    """Of a short on COIN-M, which keeps it among the ordinary orders."""
    told = {"symbol": "BTCUSD_PERP", "reduce_only": True, "price": D(0), "orig_qty": D(3)}
    return in_book("coin", type=type_, **(told | more))


def test_stops_that_coinm_keeps_among_the_ordinary_orders_are_told_as_stops() -> None:
    book = [
        coin_stop(OrderType.STOP_MARKET, stop_price=D(70_000)),
        coin_stop(OrderType.TAKE_PROFIT, stop_price=D(60_000), price=D(59_900), orig_qty=D(1)),
        coin_stop(OrderType.LIMIT, price=D(58_000)),
    ]
    told = page(COINS, resting={("coinm", "BTCUSD_PERP"): book}).text
    trail = coin_stop(OrderType.TRAILING_STOP_MARKET, stop_price=D(0), price_rate=D("1.5"))

    assert "🛑 Stop 70,000 · 🎯 Target 60,000 for 1 contract (100 USD)" in told
    assert "⏳ Waits to close: 3 contracts (300 USD) at 58,000" in told
    assert "No stop" not in told
    assert attached_orders.line(EN, COINS, [], [trail]) == "🛑 Trailing stop 1.50%"


def test_stops_among_the_ordinary_orders_are_said_to_stay_when_their_position_is_closed() -> None:
    stop = coin_stop(OrderType.STOP_MARKET, stop_price=D(70_000))
    limit = coin_stop(OrderType.LIMIT, price=D(58_000))
    part = previews._with_resting(
        Part(COINS, COINS.quantity, COINS.mark, COINS.profit),
        {("coinm", "BTCUSD_PERP"): [stop, limit]},
        [],
    )

    def asked(*parts: Part) -> str:
        return contract_questions.question(EN, Closing(ASKED, parts), "live", NOON).text

    assert (part.resting, part.behind) == ([limit], Behind(conditional=(stop,)))
    assert "would close a new position</b>: 🛑 Stop 70,000. To cancel it: /orders" in asked(part)
    assert "⚠️ 2 stops and targets stay in the book" in asked(part, part)


def test_an_order_is_attached_only_where_it_can_do_nothing_but_reduce() -> None:
    opens = algo_order("STOP_MARKET", close_position=False, quantity="0.1")
    others = algo_order("STOP_MARKET", side="BUY")
    elsewhere = algo_order("STOP_MARKET", symbol="ETHUSDT")
    assert attached([opens, others, elsewhere], LONG) == []
    hedged = replace(LONG, named=PositionSide.LONG)
    quantity = opens.model_copy(update={"position_side": PositionSide.LONG})
    assert attached([quantity], LONG) == []
    assert attached([opens, quantity], hedged) == [quantity]
    assert attached([quantity], replace(hedged, named=PositionSide.SHORT)) == []


def test_stops_that_could_not_be_read_are_not_said_to_be_none() -> None:
    text = page(LONG, waiting={}).text

    assert "Its stops and targets could not be read." in text
    assert "No stop" not in text


def test_what_could_not_be_read_of_the_book_is_not_said_to_be_nothing() -> None:
    assert "Its orders in the book could not be read." in page(LONG, resting={}).text
    assert "could not be read" not in page(LONG).text


def test_many_positions_have_pages() -> None:
    shown = page(*[LONG] * 8)

    assert shown.text.count("BTCUSDT LONG") == positions.SHOWN
    assert [one.label for one in shown.buttons[-2]] == ["◀️", "Page 1 of 2", "▶️"]


STOP = NewAlgoOrder(
    symbol="BTCUSDT", side=Side.SELL, type=OrderType.STOP_MARKET, trigger_price=D(58_000),
    close_position=True,
)  # fmt: skip
TARGET = NewAlgoOrder(
    symbol="BTCUSDT", side=Side.SELL, type=OrderType.TAKE_PROFIT_MARKET, trigger_price=D(72_000),
    close_position=True,
)  # fmt: skip


def test_what_is_kept_behind_an_entry_follows_it_unless_a_part_of_that_has_filled() -> None:
    kept = [Planned(STOP, "waits"), Planned(TARGET, "begun"), Planned(TARGET, "gone")]
    book = [in_book("waits"), in_book("begun", "0.01")]

    assert behind(kept, LONG, book) == Behind((STOP,), (TARGET,), bare=(book[1],))
    assert behind(kept, LONG, None) == Behind((STOP, TARGET, TARGET), unread=True)
    assert behind(kept, COINS, book) == Behind()


def test_in_hedge_mode_only_what_is_kept_for_the_side_that_is_closed_is_named() -> None:
    book = [in_book("waits")]
    kept = [Planned(STOP.model_copy(update={"position_side": PositionSide.LONG}), "waits")]

    assert behind(kept, replace(LONG, named=PositionSide.LONG), book).follow
    assert not behind(kept, replace(LONG, named=PositionSide.SHORT), book).follow


def test_what_could_open_a_position_again_without_a_stop_is_told() -> None:
    """In one-way mode a limit to sell closes a long, and goes short once that is gone."""
    dearer, elsewhere = in_book("dearer", side=Side.SELL), in_book("eth", symbol="ETHUSDT")
    only_closes = in_book("closes", side=Side.SELL, reduce_only=True)
    book = [in_book("waits"), in_book("bare", "0.01"), dearer, only_closes, elsewhere]

    assert behind([Planned(STOP, "waits")], LONG, book) == Behind((STOP,), bare=(book[1], dearer))
    assert behind([], replace(LONG, named=PositionSide.LONG), book) == Behind()

    asked = Question("T" * 22, None, timedelta(seconds=60))
    part = Part(LONG, LONG.quantity, LONG.mark, LONG.profit, behind=Behind(bare=(book[1], dearer)))
    one, both, many = (
        contract_questions.question(EN, Closing(asked, parts), "live", NOON).text
        for parts in (
            [part], [part] * 2, [replace(part, behind=Behind(bare=(dearer,) * 4))],
        )
    )  # fmt: skip
    assert "without a stop</b>: BUY 0.04 BTC at 60,000 · SELL 0.05 BTC at 60,000. To cancel" in one
    assert "⚠️ 4 orders stay in the book" in both
    assert many.count("SELL 0.05 BTC") == 3
    assert " and 1 more. To cancel" in many


def test_a_target_behind_an_entry_is_no_stop() -> None:
    waits = in_book("waits")

    assert behind([Planned(TARGET, "waits")], LONG, [waits]) == Behind((TARGET,), bare=(waits,))


def test_that_the_book_could_not_be_read_is_told_once_when_closing() -> None:
    part = Part(LONG, LONG.quantity, LONG.mark, LONG.profit, behind=behind([], LONG, None))
    asked = Question("T" * 22, None, timedelta(seconds=60))

    for parts in ([part], [part] * 2):
        text = contract_questions.question(EN, Closing(asked, parts), "live", NOON).text
        assert text.count("What waits in the book could not be read") == 1


def test_a_stop_that_is_late_is_said_to_be_missed_by_the_rest_of_its_entry() -> None:
    part = Part(LONG, LONG.quantity, LONG.mark, LONG.profit, behind=Behind(late=(STOP, TARGET)))
    asked = Question("T" * 22, None, timedelta(seconds=60))

    one = contract_questions.question(EN, Closing(asked, [part]), "live", NOON).text
    both = contract_questions.question(EN, Closing(asked, [part] * 2), "live", NOON).text

    assert "has filled in part: 🛑 Stop 58,000 · 🎯 Target 72,000. <b>The rest of the entry" in one
    assert "⚠️ 4 stops and targets are not placed yet" in both
    assert "⏳" not in one + both


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_one_question_closes_is_named_in_one_message(language: str) -> None:
    held = replace(
        LONG, contract=contract("1000000MOGWHATUSDT"), direction=Direction.SHORT,
        quantity=D("123456789.123"), profit=D("-12345678.91"),
    )  # fmt: skip
    part = Part(
        held, held.quantity - D(120), held.mark, held.profit,
        closers=[algo_order("STOP_MARKET")], resting=[OrderState.model_construct()],
        behind=Behind((STOP,) * 2, (STOP,) * 2, (in_book("bare"),) * 2),
    )  # fmt: skip
    asked = Question("T" * 22, "a name of an account", timedelta(seconds=60))
    closing = Closing(asked, [part] * previews._MOST_AT_ONCE, everything=True, beyond=3)

    text = contract_questions.question(Say(language), closing, "live", NOON).text

    assert text.count("1000000MOGWHATUSDT SHORT: ") >= previews._MOST_AT_ONCE
    assert "/close all" in text
    assert fits(text)


ASKED = Question("T" * 22, None, timedelta(seconds=60))
SOME = Fill(D("0.04"), D(2640), D(65_900), D(66_100), complete=False)
ALL = replace(SOME, complete=True)
AT = "at about 66,000 by the order book, slippage 0.15%."


def entry(meets: Meeting, *, post: bool = False) -> str:
    """The question about an entry at 67,000."""
    return asked_to_enter(meets, post=post).text


def asked_to_enter(
    meets: Meeting,
    *,
    post: bool = False,
    before: int | None = None,
    ends: Sequence[End] = (),
) -> Page:
    """The page of it, with a leverage of 5x instead of that `before`, if there was another."""
    wish = Open(Direction.LONG, contract("BTCUSDT"), Base(D("0.1")), price=D(67_000), post=post)
    opening = Opening(
        question=ASKED, wish=wish, quantity=D("0.1"), price=D(67_000), leverage=5,
        leverage_before=before, opened=D("0.1"), there=D(0), margin=D(1_340), free=D(5_000),
        free_after=D(3_656), fee=D("3.35"), paid_in=None, mark=D(66_000), liquidation=None,
        isolated=False, hedged=False, expected=None, ends=ends, funding=None, closers=[],
        meets=meets,
    )  # fmt: skip
    return contract_questions.question(EN, opening, "live", NOON)


def test_a_question_that_was_to_change_the_leverage_expires_with_a_word_on_that() -> None:
    unchanged, changed = (asked_to_enter(Meeting(False), before=one) for one in (None, 20))

    assert changed.question is not None
    over = changed.question.over.text
    assert "nothing was ordered" in over
    assert "the leverage of BTCUSDT may be 5x by now: /leverage BTCUSDT 5 tells." in over
    assert unchanged.question is not None
    assert "/leverage" not in unchanged.question.over.text


def exit_at_a_price(meets: Meeting, *, post: bool = False) -> str:
    price = D(65_000)
    waits = Closing(
        ASKED, [Part(LONG, LONG.quantity, price, D(500))], waits=Waits(price, post, meets)
    )
    return contract_questions.question(EN, waits, "live", NOON).text


@pytest.mark.parametrize(
    ("fill", "told"),
    [
        (ALL, [f"⚠️ <b>This fills at once</b>, {AT}"]),
        (SOME, [f"⚠️ <b>0.04 BTC of it fill at once</b>, {AT}", "The rest waits in the book."]),
        (None, ["⚠️ <b>This fills at once, at the market's price or better than yours.</b>"]),
    ],
)
def test_what_an_order_with_a_price_fills_at_once_is_said_of_contracts_too(
    fill: Fill | None, told: list[str]
) -> None:
    for text in (entry(Meeting(True, fill)), exit_at_a_price(Meeting(True, fill))):
        lines = text.splitlines()
        begins = lines.index(told[0])
        assert lines[begins : begins + len(told)] == told
        assert "waits in the book until" not in text
        assert ("The rest" in text) is (len(told) > 1)


def ended_at(*prices: str) -> list[str]:
    """The warnings of questions with such ends: an entry, and a position that is there."""
    opened = asked_to_enter(Meeting(False), ends=[End(False, D(one), D(-1)) for one in prices])
    later = Closing(
        ASKED, [Part(LONG, LONG.quantity, LONG.mark, D(500))],
        ends=[End(False, D(one), D(-1)) for one in prices],
    )  # fmt: skip
    texts = opened.text, contract_questions.question(EN, later, "live", NOON).text
    told, also_told = (
        [one for one in text.splitlines() if " the market</b>" in one] for text in texts
    )
    assert told == also_told
    return told


def test_a_stop_or_target_that_lies_far_from_the_mark_price_is_pointed_out() -> None:
    assert ended_at("5", "90000") == [
        "⚠️ <b>5 lies 100.0% below the market</b>, which is at 66,000. Is that what you mean?",
        "⚠️ <b>90,000 lies 36.4% above the market</b>, which is at 66,000. Is that what you mean?",
    ]
    assert ended_at("47000", "85000") == []


def test_an_order_with_a_price_that_nobody_meets_fills_nothing_at_once() -> None:
    assert "at once" not in entry(Meeting(False))
    waits = exit_at_a_price(Meeting(False))
    assert "at once" not in waits
    assert "It waits in the book until somebody takes it, and can only reduce." in waits


def test_a_maker_that_would_trade_is_told_of_its_refusal_and_not_of_a_fill() -> None:
    for text in (entry(Meeting(True, ALL), post=True), exit_at_a_price(Meeting(True), post=True)):
        assert "This would trade at once, so Binance will refuse it as a maker." in text
        assert "fills at once" not in text


def all_closed(*parts: Part) -> str:
    closing = Closing(ASKED, parts, everything=True)
    return contract_questions.question(EN, closing, "live", NOON).text


def costing(fee: str | None, held: Held = LONG, paid_in: str | None = None) -> Part:
    known = None if fee is None else D(fee)
    return Part(held, held.quantity, held.mark, held.profit, fee=known, paid_in=paid_in)


def test_of_a_position_that_is_more_than_one_order_takes_the_rest_is_said_to_stay() -> None:
    """The contract's market orders have 120 at most."""
    huge = replace(LONG, quantity=D(160), profit=D(-800))
    part = previews._all_of(huge)
    rest = (
        "⚠️ <b>Stays with its stops, as one order takes no more</b>: 40 BTC of BTCUSDT LONG. "
        "Then: /close all"
    )

    text, alone, usual = all_closed(part, costing(None)), all_closed(part), all_closed(
        previews._all_of(LONG), costing(None)
    )  # fmt: skip

    assert text.splitlines()[0] == "<b>Close these 2 positions</b>?"
    assert "BTCUSDT LONG: 120 BTC, now about -600.00 USDT" in text
    assert rest in text.splitlines()
    assert {"It leaves 40 BTC.", rest} <= set(alone.splitlines())
    assert "Stays" not in usual
    assert usual.startswith("<b>Close all 2 positions</b>?")


def test_a_position_in_an_unknown_contract_is_not_said_to_be_none() -> None:
    none = positions.page(
        EN, Holdings((), unlisted=("NEWUSDT",)), {}, {}, 0, NOON, "live", alerting=bool
    ).text
    closing = Closing(ASKED, [costing(None)] * 2, everything=True, unlisted=["NEWUSDT"])
    asked = contract_questions.question(EN, closing, "live", NOON).text

    assert "No positions" not in none
    for text in (none, asked):
        assert "Not shown: your position in NEWUSDT" in text
    assert "Close these 2 positions" in asked


def test_positions_that_are_closed_together_tell_their_fees_in_each_asset() -> None:
    ether = replace(LONG, contract=contract("ETHUSDT"))
    dollars = replace(LONG, contract=contract("BTCUSDC"))

    lines = all_closed(
        costing("3.3"), costing("1.20005", ether), costing("0.5", dollars),
        costing("0.0000023", COINS),
    ).splitlines()  # fmt: skip

    begins = lines.index("At the market, before fees; none depends on another.")
    assert lines[begins + 1 : begins + 4] == [
        "Fees together about 4.5 USDT",
        "Fees together about 0.5 USDC",
        "Fees together about 0.0000023 BTC",
    ]


def test_what_bnb_pays_of_fees_is_told_apart() -> None:
    text = all_closed(costing("3", paid_in="BNB"), costing("0.0000023", COINS))

    assert "\nFees together about 3 USDT, paid in BNB with its discount\n" in text
    assert "\nFees together about 0.0000023 BTC\n" in text


def test_fees_of_which_one_is_not_known_are_not_added_up() -> None:
    text = all_closed(costing("3"), costing(None, COINS))

    assert "Fees come off what they bring." in text
    assert "together" not in text


def test_a_price_away_lies_on_the_grid_and_on_the_right_side() -> None:
    short = replace(LONG, direction=Direction.SHORT)

    assert price_away(LONG, D(5), gains=True) == D(69_300)
    assert price_away(LONG, D(5), gains=False) == D(62_700)
    assert price_away(short, D(5), gains=True) == D(62_700)
    assert price_away(replace(LONG, mark=D("66000.07")), D(1), gains=True) == D("66660")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_say_it(language: str) -> None:
    say = Say(language)

    for told in (
        page(LONG, COINS, say=say),
        page(say=say),
        page(LONG, say=say, waiting={}, resting={}),
        futures.how_far(say, LONG, gains=False),
    ):
        assert told.text


def test_orders_of_contracts_read_well_in_turkish() -> None:
    told = {"symbol": "BTCUSDT", "side": Side.SELL, "position_side": None}
    whole = {"type": OrderType.STOP_MARKET, "trigger_price": Decimal(60000), "close_position": True}
    part = {"type": OrderType.TAKE_PROFIT, "trigger_price": Decimal(60000), "price": Decimal(61000),
            "quantity": Decimal("0.01")}  # fmt: skip
    market = {"type": OrderType.MARKET, "quantity": Decimal("0.01")}
    sentences = {
        NewAlgoOrder.model_validate(told | whole):
            "BTCUSDT pozisyonunun tamamını SAT, 60,000 görülünce piyasa fiyatından (stop)",
        NewAlgoOrder.model_validate(told | part):
            "SAT 0.01 BTCUSDT, 60,000 görülünce 61,000 fiyatından (kâr al)",
        NewOrder.model_validate(told | market): "SAT 0.01 BTCUSDT, piyasa fiyatından",
    }  # fmt: skip
    for request, sentence in sentences.items():
        assert deed_of(request).sentence(TR).startswith(sentence)
