"""What follows an entry on futures, in virtual time: no position goes without its stop unsaid."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from contract_listing import in_book
from order_world.positions import AWAY, Scene, after, played

from binance.errors import (
    BreakerOpen,
    Busy,
    NotAvailable,
    OrderRejected,
    RateLimited,
    Rejected,
    Unknown,
)
from binance.models.futures.terms import PositionSide
from binance.private import futures
from bot.deeds import Leg

BUSY = Busy(-1001, "Service Unavailable.")
NO_STOP = "Your position in BTCUSDT has NO STOP."
NOT_YET = "🚨 <b>Your position in BTCUSDT has NO STOP yet.</b>"
WAITS = "🕓 <b>Waiting for its price</b>: SELL the whole position of BTCUSDT"
_FILL = Leg(
    order_id=4, status="PARTIALLY_FILLED", side="BUY", type="LIMIT", executed_qty=Decimal("0.05")
)


def test_a_stop_that_certainly_did_not_leave_is_sent_again_under_its_name() -> None:
    scenery = after(60, faults=[BUSY, AWAY, BreakerOpen(3.0), RateLimited(3.0, 3.0)])

    times = [at for at, _ in scenery.exchange.posts]
    gaps = [after - before for before, after in pairwise(times)]
    assert {name for _, name in scenery.exchange.posts} == {scenery.stop}
    assert len(times) == 5
    assert gaps[-1] > 2 * gaps[0]
    assert scenery.state == "ACCEPTED"
    assert scenery.first_lines == [NOT_YET, WAITS]
    assert scenery.told[0][0] < 0.2  # at once


def test_while_it_is_tried_the_person_reads_what_goes_on_and_where_to_look() -> None:
    scenery = after(30, always=AWAY)

    assert "Not sent so far: SELL the whole position of BTCUSDT" in scenery.last
    assert "I keep trying for 15 minutes, as long as the position is there" in scenery.last
    (row,) = scenery.disk.outbox.values()
    assert row.edits is None  # anew, with a sound
    assert row.keyboard == [[{"text": "📊 Positions", "callback_data": "go:positions:new"}]]


def test_after_an_unknown_outcome_it_is_never_sent_again() -> None:
    scenery = after(120, faults=[AWAY, Unknown("no answer")])

    assert len(scenery.exchange.posts) == 2
    assert scenery.state == "ABSENT"
    assert scenery.first_lines[-1].startswith("❌ <b>Not executed</b>: SELL the whole position")
    assert NO_STOP in scenery.last


def test_after_a_quarter_of_an_hour_it_is_given_up_in_plain_words() -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = BUSY
        await scene.begins(until=880)
        assert scene.state == "PLANNED"
        await scene.until(930)

    scenery = played(scene)

    assert scenery.state == "NOT_SENT"
    assert [line.split("</b>")[0] for line in scenery.first_lines] == [
        NOT_YET.split("</b>", maxsplit=1)[0], "❌ <b>Not executed",
    ]  # fmt: skip
    assert NO_STOP in scenery.last
    assert 60 < len(scenery.exchange.posts) < 200


def test_a_restart_goes_on_trying_and_tells_nothing_twice() -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = AWAY
        await scene.begins(until=20)
        await scene.dies()
        await scene.until(25)
        await scene.starts()
        await scene.until(40)
        scene.exchange.always = None
        await scene.until(70)

    scenery = played(scene)

    assert scenery.state == "ACCEPTED"
    assert scenery.first_lines == [NOT_YET, WAITS]


def test_who_comes_back_after_an_hour_tries_once_more() -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = AWAY
        await scene.begins(until=20)
        await scene.dies()
        scene.exchange.always = None
        await scene.until(3600)
        await scene.starts()
        await scene.until(3602)

    assert played(scene).state == "ACCEPTED"


def test_a_position_that_is_closed_meanwhile_needs_no_stop() -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.always = AWAY
        await scene.begins(until=20)
        scene.exchange.position = Decimal(0)
        scene.exchange.always = None
        await scene.until(120)

    scenery = played(scene)

    assert scenery.state == "NOT_SENT"
    assert all(at < 20 for at, _ in scenery.exchange.posts)
    assert "Its position is closed already." in scenery.last
    assert "NO STOP" not in scenery.last


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        ("STOP_MARKET", "🚨 <b>Your position in BTCUSDT has NO STOP.</b>"),
        ("TAKE_PROFIT_MARKET", "⚠️ <b>Your position in BTCUSDT has no target.</b>"),
    ],
)
@pytest.mark.parametrize(
    "error", [OrderRejected(-2021, "Order would immediately trigger."), NotAvailable("none")]
)
def test_where_it_will_not_be_placed_the_person_reads_what_is_missing(
    error: Any, type_: str, words: str
) -> None:
    scenery = after(type_=type_, until=60, always=error)

    assert len(scenery.exchange.posts) == 1
    assert scenery.first_lines[-1].startswith("❌ <b>Not executed</b>: SELL the whole position")
    assert words in scenery.last
    (row,) = scenery.disk.outbox.values()
    assert row.keyboard[-1] == [{"text": "📊 Positions", "callback_data": "go:positions:new"}]


@pytest.mark.parametrize(
    ("type_", "code", "closes"),
    [
        ("STOP_MARKET", -2021, True),
        ("STOP_MARKET", -4142, True),
        ("STOP_MARKET", -4045, False),
        ("TAKE_PROFIT_MARKET", -2021, False),
    ],
)
def test_a_position_whose_stop_is_passed_already_may_be_closed_by_a_tap(
    type_: str, code: int, *, closes: bool
) -> None:
    scenery = after(type_=type_, until=60, always=OrderRejected(code, "No."))

    (row,) = scenery.disk.outbox.values()
    data = [one["callback_data"] for line in row.keyboard for one in line]
    close = ["po:close:usdm:BTCUSDT:long:1"] if closes else []
    assert data == [*close, "go:positions:new"]


def test_where_binance_has_one_already_none_is_missing() -> None:
    scenery = after(60, always=Rejected(-4130, "An open stop order is existing."))

    assert "Not executed" in scenery.last
    assert "NO STOP" not in scenery.last


def test_a_suspended_account_leaves_no_position_unsaid() -> None:
    scenery = after(60, suspended=True)

    assert scenery.exchange.posts == []
    assert "Your account main is suspended" in scenery.last
    assert NO_STOP in scenery.last


def test_for_an_entry_that_was_cancelled_no_position_is_missed() -> None:
    async def scene(scene: Scene) -> None:
        await scene.entered(waits=True)
        scene.exchange.entry = "CANCELED"
        await scene.starts()
        await scene.until(60)

    scenery = played(scene)

    assert scenery.first_lines[-1].startswith("❌ <b>Not placed</b>")
    assert "position in BTCUSDT has" not in scenery.last


def test_a_stop_is_not_placed_for_a_position_that_was_closed_before() -> None:
    scenery = after(60, position=Decimal(0))

    assert scenery.exchange.posts == []
    assert "Its position is closed already." in scenery.last
    assert "⚠️" not in scenery.last


@pytest.mark.parametrize(
    ("type_", "missing"), [("STOP_MARKET", "no stop"), ("TAKE_PROFIT_MARKET", "no target")]
)
def test_the_rest_of_an_entry_whose_position_is_closed_is_said_to_go_without_it(
    type_: str, missing: str
) -> None:
    scenery = after(60, position=Decimal(0), type_=type_, book=[in_book("rest", "0.03")])

    assert scenery.exchange.posts == []
    assert "Its position is closed already." in scenery.last
    assert f"Still waits in the book, and would have {missing} without this" in scenery.last
    assert "BUY 0.02 at 60,000" in scenery.last
    (row,) = scenery.disk.outbox.values()
    assert row.keyboard == [[{"text": "📋 Orders", "callback_data": "go:orders:new"}]]


def test_where_the_book_cannot_be_read_that_is_said_of_a_closed_position() -> None:
    scenery = after(60, position=Decimal(0), book=None)

    assert "What waits in the book could not be read" in scenery.last


def test_a_position_that_shows_a_moment_after_its_entry_gets_its_stop() -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.position = Decimal(0)
        await scene.begins(until=5)
        scene.exchange.position = Decimal("0.1")
        await scene.until(20)

    scenery = played(scene)

    assert scenery.first_lines == [WAITS]


def test_a_short_position_is_none_that_this_stop_ends() -> None:
    assert after(60, position=Decimal("-0.1")).exchange.posts == []


def test_an_entry_that_turns_up_late_says_that_its_stop_was_called_off() -> None:
    async def scene(scene: Scene) -> None:
        await scene.entered(found=False)
        scene.exchange.entry = "NONE"
        await scene.starts()
        await scene.until(60)
        assert scene.state == "NOT_SENT"
        scene.exchange.entry = "FILLED"
        scene.reconciler.hear(1, scene.entry)
        await scene.until(61)

    scenery = played(scene)

    assert scenery.exchange.posts == []
    assert "has appeared at Binance" in scenery.last
    assert "🚨 <b>This was called off meanwhile, and its position goes without it:</b>" in (
        scenery.last
    )
    assert "• SELL the whole position of BTCUSDT" in scenery.last
    assert "Set it anew or close the position: /positions" in scenery.last


def test_one_that_nothing_was_to_follow_says_nothing_of_it() -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.faults = [Unknown("no answer")]
        await scene.begins(until=60)
        scene.exchange.arrived = True
        scene.reconciler.hear(1, scene.stop)
        await scene.until(61)

    scenery = played(scene)

    assert "has appeared at Binance" in scenery.last
    assert "called off" not in scenery.last


def test_a_stop_goes_on_with_the_newer_key_of_its_account() -> None:
    async def scene(scene: Scene) -> None:
        await scene.begins(waits=True, until=100)
        async with scene.storage.begin() as unit:
            await unit.orders.hand_over(1, [1], 2)
        scene.exchange.gone.add(1)
        await scene.until(200)
        scene.exchange.entry = "FILLED"
        await scene.until(220)

    scenery = played(scene)

    assert scenery.first_lines == [WAITS]
    assert scenery.exchange.posted_with == [2]


def test_without_any_key_it_is_said_what_the_order_goes_without() -> None:
    async def scene(scene: Scene) -> None:
        await scene.begins(waits=True, until=100)
        scene.exchange.gone.add(1)
        await scene.until(120)

    scenery = played(scene)

    assert "This account is not connected any more" in scenery.last
    assert "If that order is filled, or fills yet, its position goes without this." in scenery.last


def test_the_stop_goes_out_at_once_when_the_stream_tells_of_the_fill() -> None:
    async def scene(scene: Scene) -> None:
        await scene.begins(waits=True, until=100)
        scene.exchange.entry = "FILLED"
        scene.reconciler.hear(1, scene.entry)
        await scene.until(100.5)

    assert len(played(scene).exchange.posts) == 1


def test_a_fill_that_the_stream_tells_needs_no_answer_to_a_question() -> None:
    """While Binance answers nothing the person reads at once that there is no stop yet."""

    async def scene(scene: Scene) -> None:
        await scene.begins(waits=True, until=100)
        scene.exchange.entry, scene.exchange.always = "AWAY", AWAY
        scene.exchange.unreadable = AWAY
        scene.reconciler.hear(1, scene.entry, _FILL)
        await scene.until(101)

    assert played(scene).first_lines == [NOT_YET]


def test_what_happens_in_accounts_of_others_is_no_news() -> None:
    async def scene(scene: Scene) -> None:
        await scene.begins(waits=True, until=100)
        scene.reconciler.hear(2, scene.entry, _FILL)
        await scene.until(140)

    assert played(scene).exchange.posts == []


def test_what_is_told_before_it_shows_is_asked_for_again_soon() -> None:
    async def scene(scene: Scene) -> None:
        await scene.begins(waits=True, until=100)
        scene.reconciler.hear(1, scene.entry)
        await scene.until(100.2)
        scene.exchange.entry = "FILLED"
        await scene.until(101)

    assert len(played(scene).exchange.posts) == 1


def test_an_entry_of_which_the_stream_is_silent_is_looked_at_by_and_by() -> None:
    async def scene(scene: Scene) -> None:
        await scene.begins(waits=True, until=100)
        scene.exchange.entry = "FILLED"
        await scene.until(111)

    scenery = played(scene)

    assert len(scenery.exchange.posts) == 1
    assert len(scenery.exchange.looks) < 30


def test_a_stop_of_which_nobody_knows_is_found_when_the_stream_names_it() -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.faults = [Unknown("no answer")]
        await scene.begins(until=19)
        scene.exchange.arrived = True
        scene.reconciler.hear(1, scene.stop)
        await scene.until(19.2)

    assert played(scene).state == "ACCEPTED"


def test_one_that_was_found_absent_is_looked_for_when_the_stream_names_it() -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.faults = [Unknown("no answer")]
        await scene.begins(until=3600)
        assert scene.state == "ABSENT"
        scene.exchange.arrived = True
        scene.reconciler.hear(1, scene.stop)
        await scene.until(3601)

    scenery = played(scene)

    assert scenery.state == "ACCEPTED"
    assert "has appeared at Binance" in scenery.last


def test_positions_that_cannot_be_read_hold_back_no_stop() -> None:
    assert after(2, unreadable=AWAY).state == "ACCEPTED"


def trailing(quantity: str = "0.1") -> futures.NewAlgoOrder:
    return futures.NewAlgoOrder(
        symbol="BTCUSDT", side="SELL", type="TRAILING_STOP_MARKET", quantity=Decimal(quantity),
        callback_rate=Decimal(1), position_side="LONG",
    )  # fmt: skip


@pytest.mark.parametrize(("status", "quantity"), [("EXPIRED", "0.03"), ("FILLED", "0.1")])
def test_a_trailing_stop_is_no_larger_than_what_was_filled(status: str, quantity: str) -> None:
    async def scene(scene: Scene) -> None:
        scene.exchange.side = PositionSide.LONG
        scene.exchange.faults = [AWAY]
        await scene.begins(status=status, end=trailing(), until=60)

    scenery = played(scene)

    assert [one.quantity for one in scenery.exchange.sent] == [Decimal(quantity)] * 2
    assert scenery.disk.orders[scenery.stop].payload["quantity"] == quantity
    assert f"SELL {quantity} BTCUSDT at market" in scenery.last


@pytest.mark.parametrize("entry", ["EXPIRED", "AWAY", "NEW"])
def test_a_trailing_stop_waits_for_no_more_than_one_answer(entry: str) -> None:
    """What the stream told of a part is not the end of it; that is asked for once."""

    async def scene(scene: Scene) -> None:
        scene.exchange.side = PositionSide.LONG
        await scene.begins(waits=True, end=trailing(), until=100)
        scene.exchange.entry = entry
        scene.reconciler.hear(1, scene.entry, _FILL)
        await scene.until(101)

    (sent,) = played(scene).exchange.sent
    assert sent.quantity == Decimal("0.03" if entry == "EXPIRED" else "0.1")
