"""The checker by itself: what it must let pass, and what it must not."""

from dataclasses import replace
from decimal import Decimal

import pytest
from schedules.checker import check
from schedules.record import Placed, Post, Record, Regretted, Seen, Tapped, Trade, Wanted

ALICE, BOB = 1, 2
SENTENCE = "BUY 0.01 BTCUSDT at market"
QUESTION = Seen(
    1.0, ALICE, 10, "BUY 0.01 BTC at market?\n0.01 BTC at the market", ("✅ Confirm", "✖️ Cancel")
)
TAP = Tapped(1.5, ALICE, 10)
ORDER = Placed(
    ALICE,
    77,
    "bt-1",
    "BTCUSDT",
    "BUY",
    Decimal("0.01000000"),
    Decimal(0),
    Decimal("0.01"),
    "FILLED",
)
POST = Post(ALICE, "bt-1", "BTCUSDT", "BUY", Decimal("0.01"), 200)
FILLED = Seen(2.0, ALICE, 10, f"✅ Filled: {SENTENCE}\n0.01 at 67,000\nOrder 77")
VERDICT = Seen(2.0, ALICE, 10, f"✅ Filled: {SENTENCE}\nOrder 77")
FILL = Seen(3.0, ALICE, 11, "✅ Filled: BUY BTCUSDT\n0.01 at 67,000, together 670.00\nOrder 77")
UNKNOWN = Seen(2.0, ALICE, 10, f"⏳ Status unknown: {SENTENCE}\nBinance gave no clear answer.")
ABSENT = Seen(4.0, ALICE, 10, f"❌ Not executed: {SENTENCE}\nBinance has no such order.")
MARK = "\n(repeat: it may have reached you before)"
GOOD = Record(
    seen=(QUESTION, VERDICT, FILL), taps=(TAP,), orders=(ORDER,), posts=(POST,)
)  # an order as it should be

LIMITED = "BUY 0.01 BTCUSDT at 60,000.5"
ASKED = replace(QUESTION, text="BUY 0.01 BTC at 60,000.5?\n0.01 BTC at 60,000.5 = 600 USDT")
WAITS = Seen(3.0, ALICE, 10, f"🕓 Waiting in the book: {LIMITED}\nOrder 77", ("❌ Cancel order",))
CANCELED = replace(ORDER, status="CANCELED", executed=Decimal(0))
REGRET = Regretted(4.0, ALICE, 77)
GONE = Seen(5.0, ALICE, 12, f"❌ Cancelled: {LIMITED} · 77", ("📋 Orders",))
CHECKING = Seen(4.5, ALICE, 12, f"⏳ Cancelling 1 order\n{LIMITED} · 77\nBinance gave no clear")
TOO_LATE = Seen(
    5.0, ALICE, 12, "It was filled before it could be cancelled: order 77 of BTCUSDT · spot"
)
LATE = replace(CHECKING, message_id=14), replace(GONE, message_id=14)
NO_MORE = Seen(5.5, ALICE, 10, f"❌ Cancelled: {LIMITED}\nOrder 77")
REGRETTED = Record(
    seen=(ASKED, WAITS, GONE, NO_MORE), taps=(TAP,), orders=(CANCELED,), posts=(POST,),
    regrets=(REGRET,),
)  # fmt: skip

LEVEL = Decimal("67500.5")
ALERT = Wanted(ALICE, "BTCUSDT", above=True, level=LEVEL, asked_at=100.0)
ARMED = Seen(101.0, ALICE, 20, "🔔 I will tell you when BTCUSDT trades above 67,500.5.\nIt trades")
CROSSED = Trade(105.2, Decimal(67501))
RANG = Seen(106.0, ALICE, 21, "🔔 BTCUSDT > 67,500.5 · #1\nTraded at 67,501 at 00:01:45 UTC.")
RUNG = Record(seen=(ARMED, RANG), wanted=(ALERT,), trades={"BTCUSDT": (CROSSED,)})


def again(seen: Seen, *, marked: bool) -> Seen:
    """The same message once more, as a new one."""
    return replace(seen, message_id=seen.message_id + 50, text=seen.text + (MARK if marked else ""))


def promises(record: Record) -> set[str]:
    return {one.promise for one in check(record)}


@pytest.mark.parametrize(
    "record",
    [
        Record(),
        GOOD,
        RUNG,
        replace(GOOD, seen=(QUESTION, UNKNOWN, VERDICT, FILL)),
        replace(GOOD, seen=(QUESTION, VERDICT, FILL, again(FILL, marked=True))),
        replace(GOOD, seen=(QUESTION, VERDICT, again(FILL, marked=True))),
        replace(GOOD, taps=(TAP, TAP)),
        replace(GOOD, seen=(QUESTION, FILLED)),  # the verdict's message tells the fill
        Record(seen=(QUESTION,), taps=(TAP,)),  # a tap that was lost: nothing happened
        Record(seen=(QUESTION, ABSENT), taps=(TAP,), posts=(replace(POST, status=None),)),
        replace(GOOD, posts=(replace(POST, status=400), POST)),  # refused for its clock
        replace(RUNG, seen=(ARMED, RANG, again(RANG, marked=True))),
        replace(RUNG, seen=(ARMED,), trades={}),
        replace(RUNG, seen=(), trades={"BTCUSDT": (CROSSED,)}),  # never acknowledged
        REGRETTED,
        replace(REGRETTED, seen=(*REGRETTED.seen, again(GONE, marked=True))),
        replace(
            REGRETTED, seen=(*REGRETTED.seen, again(GONE, marked=False)), regrets=(REGRET,) * 2
        ),
        replace(REGRETTED, seen=(ASKED, WAITS, CHECKING, GONE, NO_MORE)),
        replace(REGRETTED, seen=(*REGRETTED.seen, *LATE)),  # in its place, and anew
        replace(GOOD, seen=(*GOOD.seen, TOO_LATE), regrets=(REGRET,)),
    ],
)
def test_what_is_as_promised_passes(record: Record) -> None:
    assert check(record) == []


def test_beside_an_order_of_unknown_outcome_a_question_speaks_of_that_and_claims_nothing() -> None:
    doubt = "⚠️ Nobody knows yet whether this was carried out: SELL 2 ETHUSDT at market. Wait."
    asked = replace(
        QUESTION, text=f"{doubt}\n{QUESTION.text}", buttons=("❌ Cancel", "⚠️ Go on all the same")
    )
    assert list(check(replace(GOOD, seen=(asked, VERDICT, FILL)))) == []
    assert list(check(replace(GOOD, seen=(asked, VERDICT, FILL), taps=())))


def test_a_second_order_for_one_question_is_noticed() -> None:
    twice = replace(GOOD, orders=(ORDER, replace(ORDER, order_id=78, client_id="bt-2")))

    assert "one confirmed question, one order" in promises(twice)


def test_an_order_nobody_confirmed_is_noticed() -> None:
    assert "no order without a confirmed tap" in promises(replace(GOOD, taps=()))


def test_a_tap_on_somebody_elses_question_confirms_nothing() -> None:
    stranger = replace(GOOD, taps=(replace(TAP, person=BOB),))

    assert "no order without a confirmed tap" in promises(stranger)


@pytest.mark.parametrize("status", [None, 503, 408, 200])
@pytest.mark.parametrize("name", ["bt-1", "bt-2"])
def test_a_second_post_after_one_that_may_have_arrived_is_noticed(
    status: int | None, name: str
) -> None:
    resent = replace(GOOD, posts=(replace(POST, status=status), replace(POST, client_id=name)))

    assert promises(resent) == {"an order is posted once"}


def test_not_executed_is_noticed_when_the_order_exists_even_if_it_was_corrected() -> None:
    denied = replace(GOOD, seen=(QUESTION, ABSENT, VERDICT, FILL))

    assert promises(denied) == {"never `not executed` for an order that exists"}


def test_filled_is_noticed_when_there_is_no_order() -> None:
    invented = replace(GOOD, orders=(), seen=(QUESTION, FILLED))

    assert "never a status of an order that does not exist" in promises(invented)


@pytest.mark.parametrize("shown", [(QUESTION,), (QUESTION, UNKNOWN)])
def test_an_order_without_a_last_word_is_noticed(shown: tuple[Seen, ...]) -> None:
    silent = replace(GOOD, seen=(*shown, FILL))

    assert promises(silent) == {"no order is left without a last word"}


def test_a_question_left_unknown_is_noticed_when_there_is_no_order() -> None:
    unknown = Record(seen=(QUESTION, UNKNOWN), taps=(TAP,))

    assert promises(unknown) == {"no order is left without a last word"}


def test_a_last_word_that_the_exchange_contradicts_is_noticed() -> None:
    waiting = replace(ORDER, status="NEW", executed=Decimal(0))

    assert "the last word agrees with the exchange" in promises(replace(GOOD, orders=(waiting,)))


@pytest.mark.parametrize("head", ["🕓 Waiting in the book", "◐ Partly filled, the rest waits"])
def test_an_order_that_is_said_to_wait_when_it_is_filled_is_noticed_but_may_be_corrected(
    head: str,
) -> None:
    stale = replace(VERDICT, text=f"{head}: {SENTENCE}\nOrder 77")

    (violation,) = check(replace(GOOD, seen=(QUESTION, stale, FILL)))
    assert (violation.promise, violation.curable) == (
        "the last word agrees with the exchange",
        True,
    )
    assert check(replace(GOOD, seen=(QUESTION, stale, FILL, VERDICT))) == []


def test_a_fill_that_was_not_told_is_noticed() -> None:
    assert promises(replace(GOOD, seen=(QUESTION, VERDICT))) == {"each fill is told"}


def test_a_part_of_a_fill_that_was_not_told_is_noticed() -> None:
    more = replace(ORDER, quantity=Decimal("0.01"), executed=Decimal("0.03"))

    assert "each fill is told" in promises(replace(GOOD, orders=(more,)))


def test_a_fill_told_twice_without_a_mark_is_noticed() -> None:
    twice = replace(GOOD, seen=(QUESTION, VERDICT, FILL, again(FILL, marked=False)))

    assert promises(twice) == {"no fill is told twice unmarked"}


def test_a_fill_told_by_the_verdict_and_by_another_message_is_noticed() -> None:
    twice = replace(GOOD, seen=(QUESTION, FILLED, FILL))

    assert promises(twice) == {"no fill is told twice unmarked"}


def test_more_than_was_filled_is_noticed() -> None:
    more = replace(FILL, text=FILL.text.replace("0.01 at", "0.02 of 0.03 at"))

    assert "no fill is told that was not" in promises(replace(GOOD, seen=(QUESTION, VERDICT, more)))


def test_a_message_that_takes_a_fill_back_is_noticed() -> None:
    less = replace(FILL, text=FILL.text.replace("0.01 at", "0.005 of 0.01 at"))

    back = promises(replace(GOOD, seen=(QUESTION, VERDICT, FILL, less)))
    assert back == {"each fill is told", "no fill is taken back"}


def test_an_order_called_done_that_still_waits_is_noticed() -> None:
    done = replace(
        FILL, message_id=12, text="🏁 Done: BUY BTCUSDT, 0.01 at 67,000 in all\nOrder 77"
    )
    waiting = replace(ORDER, status="PARTIALLY_FILLED", executed=Decimal("0.01"))

    passes = replace(GOOD, seen=(*GOOD.seen, done))
    assert promises(passes) == set()
    assert "no order is over that is not" in promises(replace(passes, orders=(waiting,)))
    assert promises(replace(passes, seen=(*passes.seen, again(done, marked=False)))) == {
        "no fill is told twice unmarked"
    }


def test_a_fill_told_to_a_stranger_is_noticed() -> None:
    leaked = replace(GOOD, seen=(QUESTION, VERDICT, FILL, replace(FILL, person=BOB)))

    assert promises(leaked) == {"no fill is told to a stranger"}


def test_a_cancellation_without_an_answer_is_noticed() -> None:
    for answer in ((), (CHECKING,)):
        silent = replace(REGRETTED, seen=(ASKED, WAITS, *answer, NO_MORE))
        assert promises(silent) == {"each cancellation has a last word"}


@pytest.mark.parametrize("said", [
    GONE,
    TOO_LATE,
    replace(GONE, text=f"The order is not open any more: {LIMITED} · 77"),
])  # fmt: skip
def test_what_is_called_gone_and_waits_is_noticed(said: Seen) -> None:
    waits = replace(CANCELED, status="NEW")
    open_ = replace(REGRETTED, seen=(ASKED, WAITS, said), orders=(waits,))

    assert promises(open_) == {"nothing false is said of a cancellation"}


def test_what_is_called_open_and_is_cancelled_is_noticed() -> None:
    text = f"⚠️ Not cancelled, it is still open: {LIMITED} · 77"
    denied = replace(REGRETTED, seen=(ASKED, WAITS, replace(GONE, text=text), NO_MORE))

    assert promises(denied) == {"nothing false is said of a cancellation"}


def test_an_order_that_is_gone_and_nobody_wanted_gone_is_noticed() -> None:
    lost = replace(REGRETTED, seen=(ASKED, WAITS, NO_MORE), regrets=())

    assert promises(lost) == {"no order is cancelled that nobody wants gone"}


def test_a_cancellation_told_twice_or_to_a_stranger_is_noticed() -> None:
    twice = replace(REGRETTED, seen=(*REGRETTED.seen, again(GONE, marked=False)))
    leaked = replace(REGRETTED, seen=(*REGRETTED.seen, replace(GONE, person=BOB)))

    assert promises(twice) == {"no cancellation is told twice unmarked"}
    assert promises(leaked) == {"no cancellation is told that nobody asked for"}


def test_an_order_that_is_denied_though_it_was_in_the_book_is_noticed() -> None:
    text = "Binance knows no such order: order 77 of BTCUSDT · spot"
    denied = replace(REGRETTED, seen=(*REGRETTED.seen, replace(GONE, message_id=13, text=text)))

    assert promises(denied) == {"no order is denied that exists"}


def test_a_lost_alert_is_noticed() -> None:
    assert promises(replace(RUNG, seen=(ARMED,))) == {"no alert is lost"}


def test_an_alert_whose_price_was_never_crossed_is_noticed() -> None:
    quiet = {"BTCUSDT": (Trade(105.2, LEVEL),)}

    assert promises(replace(RUNG, trades=quiet)) == {"no alert is false"}


def test_an_alert_for_a_crossing_before_it_was_asked_for_is_noticed() -> None:
    early = {"BTCUSDT": (replace(CROSSED, at=99.0),)}

    assert "no alert is false" in promises(replace(RUNG, trades=early))


def test_an_alert_that_names_a_later_crossing_than_the_first_is_noticed() -> None:
    earlier = {"BTCUSDT": (Trade(103.0, Decimal(67600)), CROSSED)}

    assert promises(replace(RUNG, trades=earlier)) == {"no alert is false"}


def test_an_alert_twice_without_a_mark_is_noticed() -> None:
    twice = replace(RUNG, seen=(ARMED, RANG, again(RANG, marked=False)))

    assert promises(twice) == {"no alert comes twice unmarked"}


def test_an_alert_that_fires_for_two_crossings_is_noticed() -> None:
    other = replace(RANG, message_id=30, text=RANG.text.replace("67,501", "67,502"))
    trades = {"BTCUSDT": (CROSSED, replace(CROSSED, price=Decimal(67502)))}

    assert "an alert fires once" in promises(
        replace(RUNG, seen=(ARMED, RANG, other), trades=trades)
    )


def test_somebody_elses_alert_is_noticed() -> None:
    leaked = replace(RUNG, seen=(ARMED, RANG, replace(RANG, person=BOB)))

    assert promises(leaked) == {"nobody hears of an alert that they did not ask for"}


def test_only_what_may_still_come_is_worth_waiting_for() -> None:
    records = [replace(RUNG, seen=(ARMED,)), replace(GOOD, seen=(QUESTION, VERDICT)), GOOD]

    assert [[one.curable for one in check(record)] for record in records] == [[True], [True], []]
