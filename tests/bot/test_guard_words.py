"""What guards say, in both languages: each sentence tells its numbers and the way out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from guarded_world import ALICE, BTC

from bot.guards import checks, notices
from bot.guards.sweeping import Beyond, Spared, Still, Swept
from bot.guards.terms import Allowed, Guard, Value, usual
from bot.guards.words import NAMES, name, shown
from bot.i18n import Say
from bot.refusals import Refused
from storage import EVERYBODY

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENGLISH, TURKISH = Say("en"), Say("tr")
TERMS = usual("live")
HUGE = Decimal(10) ** 40  # an amount that somebody mistyped is shown all the same


def refused(deed: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as held:
        deed()
    return held.value


def ordered(notional: str, orders: int = 1) -> Any:
    return SimpleNamespace(at=NOON, notional=Decimal(notional), orders=orders)


SENTENCES: dict[str, tuple[Callable[[], Refused], tuple[str, ...]]] = {
    "unknown": (checks.unknown, ()),
    "stopped for everybody": (lambda: refused(lambda: checks.running([EVERYBODY])), ()),
    "stopped": (lambda: refused(lambda: checks.running([ALICE])), ("/panic", "/resume")),
    "read only": (
        lambda: refused(lambda: checks.writable(replace(TERMS, read_only=True))),
        ("/guards readonly",),
    ),
    "order": (
        lambda: refused(lambda: checks.within_order(TERMS, Decimal("1234.001"))),
        ("1,234.01 USDT", " 1,000 USDT", "/guards order"),
    ),
    "a huge order": (
        lambda: refused(lambda: checks.within_order(TERMS, HUGE)),
        (f"{HUGE:,f}.00 USDT",),
    ),
    "day": (
        lambda: refused(
            lambda: checks.within_day(TERMS, Decimal("4000.5"), [ordered("1000")], NOON)
        ),
        ("5,000.50 USDT", " 5,000 USDT", "/guards day"),
    ),
    "rate": (
        lambda: refused(lambda: checks.within_rate(TERMS, 6, [ordered("1", orders=5)], NOON)),
        (" 10 ", "/guards rate"),
    ),
    "leverage": (
        lambda: refused(lambda: checks.within_leverage(TERMS, 20, BTC)),
        (BTC, " 20x", " 5x", "/leverage", "/guards leverage"),
    ),
    "no book": (
        lambda: refused(lambda: checks.near(TERMS, None, BTC)),
        (BTC, "/guards deviation"),
    ),
    "deviation": (
        lambda: refused(lambda: checks.near(TERMS, Decimal("7.001"), BTC)),
        ("7.01", " 5", BTC, "/guards deviation"),
    ),
    "symbols": (lambda: checks.not_allowed(BTC), (BTC, "/guards symbols")),
}


@pytest.mark.parametrize("what", SENTENCES)
def test_a_refusal_is_said_in_both_languages_with_its_numbers_and_the_way_out(what: str) -> None:
    refusal, told = SENTENCES[what]
    error = refusal()

    english, turkish = (say(error.text, **error.values) for say in (ENGLISH, TURKISH))

    assert english != turkish
    for part in told:
        assert part in english
        assert part.strip() in turkish


def test_what_the_administrator_stopped_nobody_is_told_to_resume() -> None:
    everybody, own = (
        refused(lambda one=one: checks.running([one])).text for one in (EVERYBODY, ALICE)
    )

    assert "The administrator" in everybody
    assert "/resume" not in everybody
    assert "/resume" in own


def test_what_was_ordered_a_whole_day_ago_counts_no_more() -> None:
    before, within = ordered("5000"), ordered("5000")
    before.at, within.at = NOON - checks.DAY, NOON - checks.DAY + timedelta(microseconds=1)

    checks.within_day(TERMS, Decimal(5000), [before], NOON)
    with pytest.raises(Refused):
        checks.within_day(TERMS, Decimal(1), [within], NOON)


def test_what_is_worth_nothing_is_not_too_much_even_on_a_day_that_is_used_up() -> None:
    used_up = [ordered("90000")]

    with pytest.raises(Refused):
        checks.within_day(TERMS, Decimal("0.01"), used_up, NOON)
    checks.within_day(TERMS, Decimal(0), used_up, NOON)


@pytest.mark.parametrize("guard", Guard)
def test_every_guard_has_a_name_in_both_languages(guard: Guard) -> None:
    assert name(ENGLISH, guard) == NAMES[guard] != name(TURKISH, guard)


@pytest.mark.parametrize(
    ("guard", "value", "english", "turkish"),
    [
        (Guard.ORDER, Decimal("1000.50"), "1,000.5 USDT", "1,000.5 USDT"),
        (Guard.DAY, None, "no limit", "sınırsız"),
        (Guard.DEVIATION, Decimal("2.5"), "2.5%", "2.5%"),
        (Guard.DEVIATION, None, "no limit", "sınırsız"),
        (Guard.LEVERAGE, 5, "5x", "5x"),
        (Guard.RATE, 10, "10", "10"),
        (Guard.READ_ONLY, True, "on", "açık"),
        (Guard.DRY, False, "off", "kapalı"),
        (Guard.SYMBOLS, Allowed("all"), "all", "hepsi"),
        (Guard.SYMBOLS, Allowed("all", (BTC,)), "all", "hepsi"),
        (
            Guard.SYMBOLS, Allowed("largest"),
            "the 100 largest, and what you hold", "en büyük 100 sembol ve elinizde olanlar",
        ),
        (
            Guard.SYMBOLS, Allowed("largest", ("A", "B")),
            "the 100 largest, what you hold, and A B",
            "en büyük 100 sembol, elinizde olanlar ve A B",
        ),
        (Guard.SYMBOLS, Allowed("only", ("A", "B")), "only A B", "yalnızca A B"),
        (Guard.SYMBOLS, Allowed("only"), "only –", "yalnızca –"),
    ],
)  # fmt: skip
def test_a_value_is_shown_with_its_unit(
    guard: Guard, value: Value, english: str, turkish: str
) -> None:
    assert (shown(ENGLISH, guard, value), shown(TURKISH, guard, value)) == (english, turkish)


def test_a_guard_that_will_be_loosened_is_told_with_the_time_and_a_way_back() -> None:
    one: Any = SimpleNamespace(due_at=NOON)

    told, translated = (
        notices.raising(say, one, Guard.DEVIATION, Decimal("7.5"), "T1")
        for say in (ENGLISH, TURKISH)
    )

    assert told.text.splitlines() == [
        "⏳ <b>A guard of yours will be loosened</b>",
        "Worse than the market at most: 7.5%",
        "From 2026-11-20 12:00 UTC on. If that was not you, cancel it now.",
    ]
    assert told.buttons == [[{"text": "❌ Cancel", "callback_data": "keep:T1"}]]
    _differ(told.text, translated.text)
    assert "2026-11-20 12:00 UTC" in translated.text
    assert "7.5%" in translated.text
    assert translated.buttons[0][0]["text"] != "❌ Cancel"


def test_a_guard_that_is_looser_now_is_told_with_a_way_to_all_of_them() -> None:
    told, translated = (notices.raised(say, Guard.LEVERAGE, 7) for say in (ENGLISH, TURKISH))

    assert told.text.splitlines() == [
        "🔓 <b>A guard of yours is looser from now on</b>",
        "Leverage at most: 7x",
    ]
    assert told.buttons == [[{"text": "🛡 Guards", "callback_data": "go:guards"}]]
    _differ(told.text, translated.text)
    assert translated.buttons[0][0]["text"] != "🛡 Guards"


def test_what_a_sweep_has_done_is_told_and_what_it_did_not_is_left_out() -> None:
    cancelled: Any = SimpleNamespace(orders=1, positions=0, closing=False)
    closed: Any = SimpleNamespace(orders=2, positions=1, closing=True)
    more: Any = SimpleNamespace(orders=0, positions=3, closing=True)

    assert notices.cleared(ENGLISH, cancelled, Swept()).splitlines() == [
        "✅ <b>No order of yours is open at Binance any more.</b>",
        "1 order was cancelled.",
        "Trading stays stopped until you say /resume",
    ]
    assert notices.cleared(ENGLISH, closed, Swept()).splitlines()[:3] == [
        "✅ <b>Nothing of yours is open at Binance any more.</b>",
        "2 orders were cancelled.",
        "1 position was closed.",
    ]
    assert notices.cleared(ENGLISH, more, Swept()).splitlines()[2] == "3 positions were closed."
    for sweep in (cancelled, closed, more):
        _differ(*(notices.cleared(say, sweep, Swept()) for say in (ENGLISH, TURKISH)))


def test_what_a_sweep_leaves_open_is_told_with_what_it_lost() -> None:
    cancelled: Any = SimpleNamespace(orders=2, positions=0, closing=False)
    one = Still("BTCUSDT", Decimal("0.002"))
    many = Swept(still=[one] * (notices.NAMED + 1))
    unread = Swept(unread=True)

    told = notices.cleared(ENGLISH, cancelled, Swept(still=[one])).splitlines()
    assert told[2] == "⚠️ <b>Still open: LONG 0.002 BTCUSDT, without a stop.</b> /positions"
    assert ", …, all without a stop" in notices.cleared(ENGLISH, cancelled, many)
    assert "could not be read" in notices.cleared(ENGLISH, cancelled, unread)
    for swept in (Swept(still=[one]), many, unread):
        _differ(*(notices.cleared(say, cancelled, swept) for say in (ENGLISH, TURKISH)))


def test_only_a_stop_of_the_very_position_counts_as_its_stop() -> None:
    cancelled: Any = SimpleNamespace(orders=2, positions=0, closing=False)
    long, short = Still("BTCUSDT", Decimal(1)), Still("BTCUSDT", Decimal(-1))
    stop, target = (Spared("BTCUSDT", long=True, stops=stops) for stops in (True, False))
    elsewhere = Spared("ETHUSDT", long=True, stops=True)

    both = Swept(still=[long, short], spared=[stop])
    told = notices.cleared(ENGLISH, cancelled, both).splitlines()
    assert told[0] == (
        "✅ <b>Only orders of yours are open that you set since to end a position.</b>"
    )
    assert told[2:4] == [
        "⚠️ <b>Still open: SHORT 1 BTCUSDT, without a stop.</b> /positions",
        "Still open: LONG 1 BTCUSDT, with the stop that you set since. /positions",
    ]
    for one in (target, elsewhere):
        bare = Swept(still=[long], spared=[one])
        assert "with the stop" not in notices.cleared(ENGLISH, cancelled, bare)
    everything = Swept(
        still=[long, short], spared=[stop, stop._replace(long=False)], beyond=[Beyond("margin")]
    )
    all_stopped = notices.cleared(ENGLISH, cancelled, everything)
    assert "Where I can look, only orders are open that you set since" in all_stopped
    assert "SHORT 1 BTCUSDT, LONG 1 BTCUSDT, all with stops" in all_stopped
    for swept in (both, everything):
        _differ(*(notices.cleared(say, cancelled, swept) for say in (ENGLISH, TURKISH)))


def test_positions_are_named_account_by_account_and_only_those_left_out_are_hinted_at() -> None:
    cancelled: Any = SimpleNamespace(orders=2, positions=0, closing=False)
    two = [Still("BTCUSDT", Decimal(1), "main"), Still("ETHUSDT", Decimal(-1), "hedge")]
    all_named = Swept(still=[two[0]] * notices.NAMED)

    told = notices.cleared(ENGLISH, cancelled, Swept(still=two))

    assert "Still open: SHORT 1 ETHUSDT (hedge), LONG 1 BTCUSDT (main), all" in told
    assert "…" not in notices.cleared(ENGLISH, cancelled, all_named)


@pytest.mark.parametrize(
    ("closing", "head"),
    [
        (False, "✅ <b>No order of yours is open any more where I can look.</b>"),
        (True, "✅ <b>Nothing of yours is open any more where I can look.</b>"),
    ],
)
def test_where_one_cannot_look_is_told_with_who_can_end_it(closing: bool, head: str) -> None:
    sweep: Any = SimpleNamespace(orders=0, positions=0, closing=closing)

    told = notices.cleared(ENGLISH, sweep, Swept(beyond=[Beyond("margin")])).splitlines()

    assert told[0] == head
    assert (
        "⚠️ <b>I could not look at margin</b>, because your API key may not, or Binance does not "
        "offer it. What is open there, only you can end, at Binance itself."
    ) in told


def test_what_goes_wrong_while_sweeping_is_said_in_both_languages() -> None:
    why = ENGLISH("Because.")

    troubled, translated = (notices.troubled(say, why) for say in (ENGLISH, TURKISH))

    assert troubled.splitlines()[1] == translated.splitlines()[1] == why
    assert troubled.splitlines()[0] != translated.splitlines()[0]
    for text in (notices.found_late, notices.out_of_reach):
        assert text(ENGLISH) != text(TURKISH)


def _differ(english: str, turkish: str) -> None:
    """Each line is in its own language."""
    for one, other in zip(english.splitlines(), turkish.splitlines(), strict=True):
        assert one != other
