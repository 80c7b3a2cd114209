"""What people see of their alerts, and what the buttons under it carry."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binance.models.exchange import SymbolInfo
from binance.symbols import Symbols
from bot.alerts import grammar
from bot.alerts.conditions import Funding, Measure, Price, Wish
from bot.alerts.forms import FORMS, MANNERS, Form, fits, spelt
from bot.alerts.nearness import Values, away, level
from bot.alerts.telling import fired
from bot.i18n import LANGUAGES, Say
from handlers.alert_arming import values_of
from handlers.page import Page
from handlers.views import alert_board, alert_message, alert_page, alert_steps, alerts
from storage import Alert

EN = Say("en")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def wish(listed: Callable[..., SymbolInfo]) -> Callable[[str], Wish]:
    quoted = [listed(f"ETH{quote}", "ETH", quote) for quote in ("USDT", "USDC", "BTC", "TRY")]
    symbols = Symbols([listed(), listed("NEWUSDT", "NEW"), *quoted])
    return lambda words: grammar.parse(words, symbols, now=NOON)


def alert(wish: Wish, number: int = 7, state: str = "armed", **changes: Any) -> Alert:
    fields: dict[str, Any] = {
        "id": number, "user_id": 1001, "environment": "sandbox", "symbol": wish.symbol,
        "wish": wish.model_dump(mode="json"), "state": state, "armed_at": NOON,
        "wakes_at": LATER if state == "snoozed" else None, "crossed_at": None,
        "fired_value": None, "times_fired": 0, "source": "", "measure": "", "relation": "",
        "level": Decimal(0), "awaits": "above", "primed": True, "position": 0, "quiet_until": None,
        "expires_at": None, "fired_at": None,
    }  # fmt: skip
    if state == "fired":
        fields |= {"crossed_at": NOON, "times_fired": 1}
    return Alert(**(fields | changes))


def at(**prices: str) -> Values:
    def value(measure: Measure) -> Decimal | None:
        known = isinstance(measure, Price | Funding) and prices.get(measure.symbol)
        return Decimal(known) if known else None

    return value


def unknown(_measure: Measure) -> None:
    return None


def data(page: Page) -> Iterator[str]:
    return (one.data for row in page.buttons for one in row if one.data)


def test_an_armed_alert_says_how_far_away_it_is(wish: Any) -> None:
    wanted = wish("btc > 70000 every cooldown 30m silent note sell half")

    page = alerts.armed(EN, alert(wanted), wanted, at(BTCUSDT="65000"))

    assert page.text == (
        "🔔 I will tell you when <b>BTCUSDT</b> trades above <b>70,000</b>.\n"
        "It trades at 65,000 now, +7.69% away.\n"
        "⚙️ at most once in 30 minutes, without a sound\n"
        "📝 sell half"
    )
    assert list(data(page)) == ["go:alerts", "pause:7", "unalert:7"]


@pytest.mark.parametrize(
    ("words", "now", "at_once"),
    [
        ("btc > 70000", "70000", False), ("btc > 70000", "70000.01", True),
        ("btc < 70000", "70000", False), ("btc < 70000", "69999.99", True),
        ("btc >= 70000", "70000", True), ("btc crosses 70000", "71000", False),
        ("btc > 1 and eth > 1", "2", False), ("btc > 1 and btc < 5", "2", True),
    ],
)  # fmt: skip
def test_what_is_true_already_is_said(words: str, now: str, at_once: bool, wish: Any) -> None:
    page = alerts.armed(EN, alert(wish(words)), wish(words), at(BTCUSDT=now))

    assert ("will fire at once" in page.text) is at_once


def test_several_conditions_are_as_far_away_as_the_farthest(wish: Any) -> None:
    values = at(BTCUSDT="100", ETHUSDT="10")

    assert away(wish("btc > 110 and eth > 5"), values) == 10
    assert away(wish("btc > 110 and eth < 8"), values) == 20
    assert away(wish("btc > 110 and new > 1"), values) is None


@pytest.mark.parametrize(
    ("price", "percent", "shown"),
    [
        ("68900.12", 5, "72345"), ("68900.12", -1, "68211"), ("3.14159", 1, "3.1730"),
        ("0.00001234", 10, "0.00001357"), ("123456", 1, "124691"),
    ],
)  # fmt: skip
def test_a_preset_is_a_price_that_one_would_write(price: str, percent: int, shown: str) -> None:
    assert f"{level(Decimal(price), percent):f}" == shown


def test_the_board_has_the_nearest_first_and_what_rests_below(wish: Any) -> None:
    mine = [
        alert(wish("btc > 80000"), 1),
        alert(wish("btc < 60000 every silent note buy"), 2),
        alert(wish("new > 9"), 3),
        alert(wish("btc > 1"), 4, "fired", fired_value=Decimal(2)),
        alert(wish("btc > 2"), 5, "paused"),
        alert(wish("eth > 2"), 6, "snoozed"),
        alert(wish("eth > 3 until 2026-12-31"), 8, "expired", expires_at=NOON - HOUR),
    ]
    values = at(BTCUSDT="65000")

    page = alert_board.board(EN, alert_board.rows(mine, values), values, page=0, at=NOON)

    assert page.text == (
        "🔔 <b>Your alerts</b>\n"
        "🔔 #2 <b>BTCUSDT &lt; 60,000</b> 🔁🔕📝\nnow 65,000, -7.69% away\n"
        "🔔 #1 <b>BTCUSDT &gt; 80,000</b>\nnow 65,000, +23.08% away\n"
        "🔔 #3 <b>NEWUSDT &gt; 9</b>\n"
        "😴 #6 <b>ETHUSDT &gt; 2</b>\n<i>until 2026-11-20 13:00 UTC</i>\n"
        "⏸ #5 <b>BTCUSDT &gt; 2</b>\n<i>paused</i>\n"
        "✅ #4 <b>BTCUSDT &gt; 1</b>\n<i>fired 2026-11-20 12:00 UTC</i>\n"
        "⌛ #8 <b>ETHUSDT &gt; 3</b>\n<i>over 2027-01-01 00:00 UTC</i>\n"
        "Updated 12:00:00 UTC"
    )
    assert list(data(page)) == [
        *(f"al:show:{number}" for number in (2, 1, 3, 6, 5, 4, 8)), "go:alert", "alerts:0",
    ]  # fmt: skip


def test_the_board_is_paged_and_a_page_that_is_gone_is_the_last(wish: Any) -> None:
    mine = [alert(wish(f"btc > {price}"), price) for price in range(70001, 70018)]
    rows = alert_board.rows(mine, at(BTCUSDT="65000"))

    pages = [alert_board.board(EN, rows, unknown, page=page, at=NOON) for page in (0, 2, 9)]

    assert [page.text.count("#") for page in pages] == [8, 1, 1]
    assert {"alerts:2", "alerts:0", "alerts:1"} <= set(data(pages[0]))
    assert any("Page 3 of 3" in one.label for row in pages[1].buttons for one in row)


def test_what_was_over_last_is_shown_whatever_its_number(wish: Any) -> None:
    fired = [
        alert(wish("btc > 1"), number, "fired", fired_at=NOON - number * HOUR)
        for number in range(1, 20)
    ]
    expired = alert(wish("btc > 1"), 50, "expired", expires_at=NOON - 2.5 * HOUR)

    rows = alert_board.rows([*fired, expired], unknown)

    assert [row.alert.id for row in rows] == [1, 2, 50, *range(3, 16)]


def test_how_far_away_it_is_is_found_for_what_waits_alone(wish: Any) -> None:
    asked = list[Measure]()

    alert_board.rows(
        [alert(wish("btc > 1"), 1, "fired"), alert(wish("eth > 1"), 2, "paused")], asked.append
    )

    assert asked == []


def test_of_what_is_over_only_the_latest_are_shown(wish: Any) -> None:
    mine = [alert(wish("btc > 1"), number, "fired") for number in range(1, 101)]

    rows = alert_board.rows(mine, unknown)

    assert [row.alert.id for row in rows] == list(range(100, 84, -1))


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("armed", {"al:pause:7", "al:snooze:7:60", "al:snooze:7:480", "al:snooze:7:1440"}),
        ("paused", {"al:rearm:7"}),
        ("snoozed", {"al:rearm:7"}),
        ("fired", {"al:rearm:7"}),
        ("expired", {"al:rearm:7"}),
    ],
)
def test_the_page_offers_what_can_be_done_in_each_state(
    state: str, offered: set[str], wish: Any
) -> None:
    wanted = wish("btc > 70000")

    page = alert_page.page(EN, alert(wanted, state=state), wanted, unknown)

    assert offered | {"al:edit:7", "al:delete:7", "go:alerts"} <= set(data(page))
    assert ("al:pause:7" in data(page)) is (state == "armed")


def test_an_alert_is_edited_by_its_own_words_or_by_a_level_where_it_is_not_yet(wish: Any) -> None:
    wanted = wish("btc > 70000 every note sell half")

    page = alert_page.edit(EN, alert(wanted), wanted, at(BTCUSDT="65000"))

    assert "<code>/alert 7 BTCUSDT &gt; 70000 every note sell half</code>" in page.text
    levels = ("65650", "66300", "68250", "71500")
    assert list(data(page)) == [*(f"al:to:7:{one}" for one in levels), "al:show:7"]


def test_a_crossing_may_be_moved_either_way(wish: Any) -> None:
    wanted = wish("btc crosses 70000")

    page = alert_page.edit(EN, alert(wanted), wanted, at(BTCUSDT="65000"))

    assert sum(one.startswith("al:to:") for one in data(page)) == 8


def filled(form: Form) -> Iterator[list[str]]:
    """Every way through a form, as codes."""
    ways: list[list[str]] = [[]]
    for gap in form.gaps:
        codes = [one.code for one in gap.choices(Decimal("68900.12"))]
        ways = [[*way, code] for way in ways for code in codes]
    return iter(ways)


@pytest.mark.parametrize("kind", FORMS)
def test_every_way_through_the_buttons_is_understood(kind: str, wish: Any) -> None:
    for codes in filled(FORMS[kind]):
        words = spelt(FORMS[kind], "BTCUSDT", codes)
        for manner in MANNERS.values():
            assert wish(words + manner)


@pytest.mark.parametrize("code", ["", "1e5", "-1", "70,000", "x", "> 5", "70000 and"])
def test_what_no_button_carries_fills_no_gap(code: str) -> None:
    assert not fits(FORMS["above"], [code])
    assert not fits(FORMS["rsi"], [code, "1h"])
    assert not fits(FORMS["rsi"], ["< 30", "1h", code])


symbols = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=5, max_size=20)
prices = st.decimals(Decimal("0.00000100"), Decimal(10**9), places=8)


@settings(max_examples=20)  # of thousands of buttons each
@given(symbols, prices, st.integers(0, 10**16 - 1))
def test_what_a_button_carries_is_never_longer_than_telegram_takes(
    symbol: str, price: Decimal, number: int
) -> None:
    wanted = grammar.parse("btc crosses 5", Symbols([_listed()]), now=NOON)
    mine = alert(wanted, number)
    states = ("armed", "paused", "snoozed", "fired", "expired")
    pages = [
        alerts.armed(EN, mine, wanted, unknown),
        alert_page.page(EN, mine, wanted, unknown),
        alert_page.edit(EN, mine, wanted, lambda _: price),
        alert_board.board(EN, alert_board.rows([mine], unknown), unknown, page=0, at=NOON),
        alert_steps.kinds(EN, symbol, price),
        *(
            alert_steps.gap(EN, (symbol, kind, *codes[:done]), form, price)
            for kind, form in FORMS.items()
            for codes in filled(form)
            for done in range(len(form.gaps))
        ),
        *(
            alert_steps.manner(EN, (symbol, kind, *codes), wanted)
            for kind, form in FORMS.items()
            for codes in filled(form)
        ),
        *(Page(EN("x"), [alert_message.after(EN, alert(wanted, number, s))]) for s in states),
    ]

    carried = [one for page in pages for one in data(page)]

    assert all(1 <= len(one.encode()) <= 64 for one in carried)
    assert all(one.label for page in pages for row in page.buttons for one in row)


def test_no_pause_is_promised_between_new_listings() -> None:
    wanted = grammar.parse("new listing cooldown 1h", Symbols([_listed()]), now=NOON)

    offered = alert_steps.manner(EN, ("-", "listing"), wanted)

    assert "at most once" not in alerts.armed(EN, alert(wanted, 1), wanted, unknown).text
    assert "Every time, at most once an hour" not in [
        one.label for row in offered.buttons for one in row
    ]


def _listed() -> SymbolInfo:
    return SymbolInfo.model_validate(
        {
            "symbol": "BTCUSDT", "status": "TRADING", "baseAsset": "BTC", "baseAssetPrecision": 8,
            "quoteAsset": "USDT", "quoteAssetPrecision": 8, "orderTypes": [],
            "quoteOrderQtyMarketAllowed": True, "isSpotTradingAllowed": True, "filters": [],
        }
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_said_in_every_language(language: str, wish: Any) -> None:
    say, values = Say(language), at(BTCUSDT="65000")
    wanted = wish("btc > 70000 every until 2026-12-31 note x")
    mine = [alert(wanted, state=state) for state in ("armed", "paused", "snoozed", "fired")]
    pages = [
        alerts.armed(say, mine[0], wanted, values, changed=True),
        alerts.true_now(say, wanted, at(BTCUSDT="71000")),
        alerts.deleted(say, mine[0]),
        alert_board.board(say, alert_board.rows(mine, values), values, page=0, at=NOON),
        alert_page.edit(say, mine[0], wanted, values),
        *(alert_page.page(say, one, wanted, values) for one in mine),
        alert_steps.symbols(say, ["BTCUSDT"]),
        alert_steps.kinds(say, "BTCUSDT", Decimal(1)),
        alert_steps.gap(say, ("BTCUSDT", "rsi"), FORMS["rsi"], Decimal(1)),
        alert_steps.manner(say, ("BTCUSDT", "above", "1"), wanted),
    ]

    assert all(page.text and "{" not in page.text for page in pages)
    assert page_of_fired(say, wanted)


def page_of_fired(say: Say, wanted: Wish) -> str:
    return fired(say, 7, wanted, value=Decimal(70001), at=NOON, now=NOON, offline=False).text


def test_no_button_shows_markup(wish: Any) -> None:
    page = alert_steps.gap(EN, ("BTCUSDT", "rsi"), FORMS["rsi"], Decimal(1))

    assert page.keyboard is not None
    assert page.keyboard.inline_keyboard[0][0].text == "< 30"


def test_what_was_chosen_is_shown_and_is_no_markup(wish: Any) -> None:
    page = alert_steps.gap(EN, ("BTCUSDT", "rsi", "< 30"), FORMS["rsi"], Decimal(1))

    assert "🌡 RSI · &lt; 30" in page.text


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("btc > 1", True), ("eth > 2 and btc funding > 1%", True),
        ("btc funding > 1%", False), ("btc funding > 1% and eth > 2", False),
    ],
)  # fmt: skip
def test_trading_is_offered_where_the_alert_is_about_the_spot_market(
    words: str,
    offered: bool,
    wish: Any,
) -> None:
    meant = wish(words)

    told = fired(EN, 7, meant, value=None, at=NOON, now=NOON, offline=False)
    taps = [button["callback_data"] for row in told.buttons for button in row]
    page = alert_page.page(EN, alert(meant), meant, unknown)

    assert any(tap.startswith(("chart:", "ask:")) for tap in taps) == offered
    assert any(tap.startswith("chart:") for tap in data(page)) == offered
    assert "snooze:7:60" in taps


@pytest.mark.parametrize(
    ("alive", "since_start", "known"),
    [(True, HOUR, Decimal(65000)), (False, HOUR, None), (False, HOUR / 3600, Decimal(65000))],
)
def test_a_price_of_before_the_streams_broke_is_not_told_as_one_of_now(
    alive: Any, since_start: timedelta, known: Decimal | None
) -> None:
    prices = SimpleNamespace(alive=lambda: alive, last_known=lambda _symbol: Decimal(65000))
    services: Any = SimpleNamespace(
        prices=prices, alerts=SimpleNamespace(value=lambda _one: None),
        now=lambda: NOON, started_at=NOON - since_start,
    )  # fmt: skip

    assert values_of(services)(Price(symbol="BTCUSDT")) == known
