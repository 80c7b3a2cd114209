"""What people see, to the letter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from order_listing import symbol

from binance.breaker import BreakerState
from binance.client import Health
from binance.limits import PoolState, Priority
from binance.metrics import FamilyMetrics, Metrics
from binance.models.exchange import SymbolInfo
from binance.models.market import Interval, Kline, Ticker24h
from binance.models.orders import OrderType, Side, TimeInForce
from binance.private.spot import NewOrder
from binance.streams.board import BoardRow, Offers
from binance.streams.books import Fill
from binance.symbols import Symbols
from bot.asked import Asked
from bot.deeds import deed_of
from bot.following.coverage import Coverage, Unheard
from bot.i18n import LANGUAGES, Html, Say
from bot.keys import Connection
from bot.ordering import Base, Free, Market, Wish, parse, request_for
from bot.ordering.entries import entry_of
from bot.ordering.wishes import AtMarket, Limit
from bot.portfolio import Holding, Portfolio
from bot.previews import Preview
from handlers.page import Button, Page, keyboard
from handlers.parse import INTERVALS
from handlers.views import account, keys, limits, market, start, status, trade
from storage import ApiKey, User

EN, TR = Say("en"), Say("tr")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TICKET = "abcdefghijklmnopqrstuv"


def row(symbol: str = "BTCUSDT", close: str = "67123.40", before: str = "65000") -> BoardRow:
    return BoardRow(
        symbol, close=Decimal(close), open=Decimal(before), high=Decimal(68000),
        low=Decimal("64000.5"), volume=Decimal(1), quote_volume=Decimal(1), event_time=NOON,
        received_at=0.0,
    )  # fmt: skip


def labels(page: Page) -> list[list[tuple[str, str]]]:
    return [[(one.label, one.data) for one in line] for line in page.buttons]


def test_one_price_is_a_line_without_ornament() -> None:
    page = market.prices(EN, [row()])

    assert page.text == "<b>BTCUSDT</b>  67,123.4  🟢 +3.27%"
    assert labels(page) == [[("🔄 Refresh", "price:BTCUSDT"), ("📈 Chart", "chart:BTCUSDT:1h:new")]]


@pytest.mark.parametrize(("now", "ago"), [(104.9, ""), (107.0, ", 7 seconds ago")])
def test_one_price_has_its_best_offers_and_their_age_when_they_are_old(
    now: float, ago: str
) -> None:
    offers = Offers(Decimal("67123.39"), Decimal("67123.40"), received_at=100.0)

    text = market.prices(EN, [row()], offers, now=now).text

    assert text.splitlines()[1] == f"Bid 67,123.39 · Ask 67,123.4{ago}"


def test_several_prices_are_a_line_each() -> None:
    page = market.prices(EN, [row(), row("ETHUSDT", "3000", "3100")])

    assert page.text == "<b>BTCUSDT</b>  67,123.4  🟢 +3.27%\n<b>ETHUSDT</b>  3,000  🔴 -3.23%"
    assert labels(page) == [[("🔄 Refresh", "price:BTCUSDT,ETHUSDT")]]


def test_the_card_of_a_symbol_has_all_that_is_done_with_it(btcusdt: SymbolInfo) -> None:
    page = market.card(EN, btcusdt, row())

    assert page.text == (
        "<b>BTCUSDT</b>  67,123.4 USDT\n🟢 +3.27% in 24 hours\nLow 64,000.5 · High 68,000\n"
        "Updated 12:00:00 UTC"
    )
    assert [data for line in labels(page) for _, data in line] == [
        "chart:BTCUSDT:1h:new", "depth:BTCUSDT", "card:BTCUSDT", "ask:buy:BTCUSDT",
        "ask:sell:BTCUSDT", "ask:alert:BTCUSDT",
    ]  # fmt: skip


def test_the_last_day_of_a_symbol(btcusdt: SymbolInfo) -> None:
    zero = Decimal(0)
    day = Ticker24h(
        symbol="BTCUSDT", price_change=zero, price_change_percent=Decimal("-1.5"),
        weighted_avg_price=zero, prev_close_price=zero, last_price=Decimal("67123.40"),
        last_qty=zero, bid_price=Decimal("67123.39"), bid_qty=zero, ask_price=Decimal("67123.40"),
        ask_qty=zero, open_price=zero, high_price=Decimal(68000), low_price=Decimal(64000),
        volume=Decimal("12400.5"), quote_volume=Decimal(830100000), open_time=NOON,
        close_time=NOON, first_id=1, last_id=2, count=1_234,
    )  # fmt: skip

    assert market.ticker(EN, btcusdt, day).text == (
        "<b>BTCUSDT</b> · last 24 hours\nPrice 67,123.4 USDT\n🔴 -1.50% in 24 hours\n"
        "Low 64,000 · High 68,000\nBid 67,123.39 · Ask 67,123.4\n"
        "Volume 12.40K BTC · 830.10M USDT\n1234 trades"
    )


def candle(first: str, last: str) -> Kline:
    return Kline.model_validate([0, first, last, first, last, "1", 1, "1", 1, "1", "1", "0"])


def test_a_chart_has_a_button_for_every_interval(btcusdt: SymbolInfo) -> None:
    page = market.chart(EN, btcusdt, Interval.MO1, [candle("100", "101"), candle("101", "110")])

    assert page.text == "<b>BTCUSDT</b> · 1M · 110 USDT  🟢 +10.00% in this picture"
    flat = [one for line in labels(page) for one in line]
    assert [data for _, data in flat] == [f"chart:BTCUSDT:{one}" for one in INTERVALS]
    assert [label for label, _ in flat if label.startswith("•")] == ["• 1M •"]


BTCUSDT = SymbolInfo.model_validate(
    {
        "symbol": "BTCUSDT", "status": "TRADING", "baseAsset": "BTC", "baseAssetPrecision": 8,
        "quoteAsset": "USDT", "quoteAssetPrecision": 8, "orderTypes": ["MARKET"],
        "quoteOrderQtyMarketAllowed": True, "isSpotTradingAllowed": True, "filters": [],
    }
)  # fmt: skip


def preview(**changes: Any) -> Preview:
    limit, side = changes.pop("price", None), changes.pop("side", Side.BUY)
    time_in_force = changes.pop("time_in_force", TimeInForce.GTC)
    made = NewOrder(
        symbol="BTCUSDT", side=side, quantity=Decimal("0.01"),
        type=OrderType.LIMIT if limit else OrderType.MARKET,
        price=limit, time_in_force=time_in_force if limit else None,
    )  # fmt: skip
    kind = Limit(limit) if limit else AtMarket()
    fields: dict[str, Any] = {
        "wish": Wish(side, BTCUSDT, Base(Decimal("0.01")), kind),
        "asked": Asked([deed_of(made)], key_id=1), "request": made, "entry": entry_of(made),
        "price": limit or Decimal("65000.5"), "last": Decimal("65000.5"),
        "quantity": Decimal("0.01000000"), "notional": Decimal("650.005"),
        "fee": Decimal("0.00001"), "paid_in": None, "free_after": Decimal("349.9950009"),
        "ticket_id": TICKET,
    }  # fmt: skip
    return Preview(**fields | changes)


def test_what_is_confirmed_is_said_to_the_last_digit() -> None:
    page = trade.confirm(EN, preview(free_gained=Decimal("1.50999")), "live")

    assert page.text == (
        "<b>BUY 0.01 BTC at market</b>?\n"
        "0.01 BTC at the market, now about 65,000.5 = 650.00 USDT\n"
        "Fee about 0.00001 BTC\nFree afterwards: 349.9950009 USDT\n"
        "Once filled: about 1.50999 BTC free\n"
        "🟥 <b>LIVE</b>: orders here use real money.\nGood for 1 minute."
    )
    assert labels(page) == [[("✅ Confirm", f"t:{TICKET}"), ("❌ Cancel", f"n:{TICKET}")]]


def filled(average: str, *, complete: bool = True) -> Fill:
    qty, best = Decimal("0.01"), Decimal("65000.5")
    return Fill(qty, qty * Decimal(average), best, best, complete)


def test_a_market_order_shows_what_the_book_gives() -> None:
    text = trade.confirm(EN, preview(expected=filled("65100")), "live").text

    assert "\nOrder book: best price 65,000.5, slippage 0.15%\nFee" in text


def test_an_order_that_moves_the_price_is_warned_of() -> None:
    text = trade.confirm(EN, preview(expected=filled("66000")), "live").text

    assert "slippage 1.54%\n⚠️ <b>The order book is thin" in text


def test_an_order_larger_than_the_book_is_warned_of() -> None:
    short = filled("65000.5", complete=False)

    assert "⚠️ <b>The order book that I see has only 0.01 BTC for this order." in (
        trade.confirm(EN, preview(expected=short), "live").text
    )


def test_a_limit_order_names_its_price_and_a_sale_what_is_left_of_the_coins() -> None:
    page = trade.confirm(EN, preview(side=Side.SELL, price=Decimal(70000), fee=None), "sandbox")

    assert page.text.startswith(
        "<b>SELL 0.01 BTC at 70,000</b>?\n0.01 BTC at 70,000 = 650.00 USDT\n"
        "The market is at 65,000.5, your price +7.69%.\n"
        "Free afterwards: 349.9950009 BTC\n🟨 <b>SANDBOX</b>"
    )


def test_a_limit_price_beyond_the_market_is_pointed_out() -> None:
    page = trade.confirm(EN, preview(price=Decimal(70000), takes=True), "sandbox")

    assert "This fills at once, at the market's price or better" in page.text


def test_a_limit_price_that_nobody_meets_is_not() -> None:
    page = trade.confirm(EN, preview(price=Decimal(65001)), "sandbox")  # the last was 65,000.5

    assert "at once" not in page.text


@pytest.mark.parametrize(
    ("time_in_force", "complete", "lines"),
    [
        (TimeInForce.GTC, True,
         ["⚠️ <b>This fills at once</b>, at about 65,100 by the order book, slippage 0.15%."]),
        (TimeInForce.GTC, False,
         [("⚠️ <b>0.01 BTC of it fill at once</b>, at about 65,100 by the order book, slippage "
          "0.15%."),
          "The rest waits in the book."]),
        (TimeInForce.IOC, False,
         [("⚠️ <b>0.01 BTC of it fill at once</b>, at about 65,100 by the order book, slippage "
          "0.15%."),
          "The rest is not filled, and over at once (IOC)."]),
        (TimeInForce.FOK, False,
         [("⚠️ <b>The order book has only 0.01 BTC for it: all or nothing (FOK), it would expire "
          "with nothing filled.</b>")]),
    ],
)  # fmt: skip
def test_what_fills_at_once_is_said_with_its_price_and_what_becomes_of_the_rest(
    time_in_force: TimeInForce, complete: bool, lines: list[str]
) -> None:
    at_once = filled("65100", complete=complete)
    asked = preview(price=Decimal(70000), takes=True, at_once=at_once, time_in_force=time_in_force)

    text = trade.confirm(EN, asked, "sandbox").text.splitlines()

    begins = text.index(lines[0])
    assert text[begins : begins + len(lines)] == lines
    assert text[begins + len(lines)].startswith("Fee")


def asking_for(words: str, last: str = "65000") -> str:
    """The question that follows from words, at a price."""
    command, *spoken = words.split()
    wish = parse(command, spoken, Symbols([symbol()]))
    free = Free(Decimal(10), Decimal(1_000_000))
    made = request_for(wish, Market(Decimal(last), free))
    asked = preview(wish=wish, request=made, entry=entry_of(made), last=Decimal(last))
    return trade.confirm(EN, asked, "sandbox").text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("sell btc 0.1 stop 5", "5 lies 100.0% below the market"),
        ("sell btc 0.1 stop 45000 limit 44000", "45,000 lies 30.8% below the market"),
        ("sell btc 0.1 touch 90000", "90,000 lies 38.5% above the market"),
        ("sell btc 0.1 trail 2% from 90000", "90,000 lies 38.5% above the market"),
        ("sell btc 0.1 @ 70000 stop 58", "58 lies 99.9% below the market"),
        ("bracket btc 0.1 @ 64000 tp 700000 sl 58000", "700,000 lies 976.9% above the market"),
        ("bracket btc 0.1 @ 64000 tp 70000 sl 5000", "5,000 lies 92.3% below the market"),
    ],
)
def test_a_price_to_wait_for_that_lies_far_from_the_market_is_pointed_out(
    words: str, told: str
) -> None:
    lines = [one for one in asking_for(words).splitlines() if "lies" in one]

    assert lines == [f"⚠️ <b>{told}</b>, which is at 65,000. Is that what you mean?"]


@pytest.mark.parametrize(
    "words",
    ["sell btc 0.1 stop 46000", "sell btc 0.1 @ 84000 stop 46000",
     "bracket btc 0.1 @ 64000 tp 84000 sl 46000", "sell btc 0.1 trail 2%"],
)  # fmt: skip
def test_a_price_at_a_usual_distance_is_not(words: str) -> None:
    assert "lies" not in asking_for(words)


def test_the_balance_lists_what_is_worth_something() -> None:
    holdings = (
        Holding("BTC", Decimal("0.5"), Decimal("0.25"), Decimal(48750)),
        Holding("USDT", Decimal("100.123456789"), Decimal(0), Decimal("100.12")),
        Holding("DUST", Decimal(1), Decimal(0), Decimal("0.99")),
        Holding("NEW", Decimal(5), Decimal(0), None),
    )

    assert account.balance(EN, Portfolio(holdings, Decimal("48851.11"))).text == (
        "💼 <b>48,851.11 USDT</b> in all\n"
        "<b>BTC</b>  0.75 (0.25 in orders)  ≈ 48,750.00 USDT\n"
        "<b>USDT</b>  100.12345678  ≈ 100.12 USDT\n"
        "<b>NEW</b>  5  no price\n"
        "and 1 worth under 1 USDT"
    )
    assert "empty" in account.balance(EN, Portfolio((), Decimal(0))).text


PUBLIC = "-----BEGIN PUBLIC KEY-----\nMCow+A/=\n-----END PUBLIC KEY-----\n"


def key(**changes: Any) -> ApiKey:
    fields: dict[str, Any] = {
        "id": 1, "user_id": 1001, "environment": "live", "kind": "ed25519", "state": "active",
        "api_key_sealed": "sealed", "secret_sealed": "sealed", "api_key_tail": "Eh8A",
        "public_key": PUBLIC, "fingerprint": "c8db 5682", "account_uid": 5, "can_trade": True,
        "ip_restricted": False, "note": None, "created_at": NOON, "verified_at": NOON,
        "expires_at": None,
    }  # fmt: skip
    return ApiKey(**fields | changes)


def test_the_addresses_to_which_a_key_is_to_be_restricted_are_named_and_copied() -> None:
    ours = ("203.0.113.7", "2001:db8::7")

    page = keys.begin(EN, key(state="pending"), on_page=False, in_chat=True, addresses=ours)

    assert "which are mine: 203.0.113.7, 2001:db8::7." in page.text
    assert [one.copies for row in page.buttons for one in row][1:] == [*ours]


def test_the_public_key_is_shown_with_a_button_that_copies_it() -> None:
    page = keys.begin(EN, key(state="pending"), on_page=False, in_chat=True)

    assert f"<pre>{PUBLIC.strip()}</pre>" in page.text
    assert page.keyboard is not None
    copied = page.keyboard.inline_keyboard[0][0].copy_text
    assert copied is not None
    assert copied.text == PUBLIC.strip()


def test_a_connected_key_says_what_it_may_and_what_is_missing() -> None:
    text = keys.connected(EN, Connection(key(can_trade=False), ip_restricted=False)).text

    assert text.startswith(
        "✅ Your Binance account is connected, key …Eh8A.\nIt may read, not trade."
    )
    assert "no IP whitelist" in text
    assert "deleted" not in text


@pytest.mark.parametrize("restricted", [True, None])
def test_there_is_no_warning_where_none_is_due(restricted: bool | None) -> None:
    assert "⚠️" not in keys.connected(EN, Connection(key(), ip_restricted=restricted)).text


def test_a_secret_that_could_not_be_deleted_is_said_loudly() -> None:
    connection = Connection(key(), ip_restricted=True)

    assert "I have deleted your message" in keys.connected(EN, connection, erased=True).text
    assert "Delete it yourself, now." in keys.connected(EN, connection, erased=False).text


def test_keys_are_listed_by_their_state() -> None:
    kept = [
        key(state="pending", expires_at=NOON + timedelta(hours=24)),
        key(ip_restricted=True, label="Main"),
        key(kind="hmac", state="suspended", suspended_for="refused", label="R&D"),
    ]

    assert keys.listing(EN, kept).text == (
        "🔑 <b>Your keys</b>\n"
        "⏳ Ed25519: waits for the API key from Binance, until 2026-11-21 12:00 UTC\n"
        "✅ <b>Main</b>, Ed25519 …Eh8A: reads and trades, IP whitelist, "
        "since 2026-11-20 12:00 UTC\n"
        "⛔ <b>R&amp;D</b>, HMAC …Eh8A: no longer accepted by Binance"
    )


@pytest.mark.parametrize(
    ("cause", "again"),
    [("refused", True), ("rights", True), ("account", False), ("sealed", False)],
)
def test_a_key_that_its_owner_may_have_mended_can_be_looked_at_again(
    cause: str, again: bool
) -> None:
    page = keys.page(EN, key(state="suspended", suspended_for=cause, label="Main"))

    buttons = [button.label for row in page.buttons for button in row]
    assert ("🔄 Check again" in buttons) is again


def person(name: str) -> User:
    return User(
        id=1001, name=name, language="en", language_chosen=False, status="active", reachable=True,
        joined_at=NOON, seen_at=NOON,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ("live", "🟥 <b>LIVE</b>: orders here use real money."),
        ("sandbox", "🟨 <b>SANDBOX</b>: an offline exchange with play money."),
        ("testnet", "🟦 <b>TESTNET</b>: Binance's test exchange, play money."),
    ],
)
def test_the_welcome_says_whose_money_it_is(environment: str, line: str) -> None:
    assert line in start.welcome(EN, person("Al"), environment, connected=False).text.splitlines()


def test_a_name_is_shown_as_it_is_written() -> None:
    page = start.welcome(EN, person("<b>Al</b> & Co"), "live", connected=True)

    assert "Hello &lt;b&gt;Al&lt;/b&gt; &amp; Co!" in page.text
    assert "&lt;script&gt;" in start.wants_in(EN, person("<script>")).text


def test_the_help_lists_every_command() -> None:
    text = start.help_page(EN).text

    assert all(f"/{name} · " in text for name, _ in start.COMMANDS)
    assert "/alert BTCUSDT &gt; 70000" in text


def health(
    *, stopped_until: float | None = None, breaker: BreakerState = BreakerState.CLOSED
) -> Health:
    pool = PoolState("spot", 42, 6000, stopped_until)
    return Health((pool,), {"spot": breaker}, clock_offset=0.0123, last_success_age=1.0)


def test_the_status_of_a_good_day() -> None:
    state = status.State("sandbox", 7200.0, health(), 0.4, 1, now=1000.0)

    assert status.status(EN, state).text == (
        "ℹ️ <b>Status</b>\n🟨 <b>SANDBOX</b>: an offline exchange with play money.\n"
        "🟢 Binance: reachable\n🟢 Live prices: flowing\n"
        "⚖️ Weight of spot: 42 of 6000 this minute\n🕒 Clock: +12 ms from Binance's\n"
        "✉️ 1 message waits to be sent\n⏱ Running for 2 hours"
    )


def test_the_status_in_turkish_speaks_turkish_and_knows_no_minus_zero() -> None:
    pools = (PoolState("live futures", 1, 2400, None),)
    found = replace(health(), pools=pools, clock_offset=-0.0002)

    text = status.status(TR, status.State("sandbox", 7200.0, found, 0.4, 1, now=1000.0)).text

    assert "⚖️ vadeli işlem ağırlığı: bu dakika 1 / 2400" in text
    assert "Binance saatinden +0 ms fark" in text


@pytest.mark.parametrize(
    ("found", "quiet", "line"),
    [
        (health(stopped_until=1120.0), 1.0, "🟠 Binance: we were asked to pause, 2 minutes more"),
        (health(stopped_until=999.0), 1.0, "🟢 Binance: reachable"),
        (health(breaker=BreakerState.OPEN), 1.0, "🔴 Binance: not answering well, trying again"),
        (health(), None, "🔴 Live prices: not connected"),
        (health(), 15.1, "🟠 Live prices: silent for 15 seconds"),
    ],
)
def test_the_status_of_a_bad_day(found: Health, quiet: float | None, line: str) -> None:
    page = status.status(EN, status.State("live", 1.0, found, quiet, 0, now=1000.0))

    assert line in page.text.splitlines()


def test_the_status_tells_how_accounts_are_followed() -> None:
    followed = [
        Coverage("spot", heard=3),
        Coverage("usdm", heard=1, unheard=[Unheard(key(id=7), 200.0), Unheard(key(id=8), 90.0)]),
        Coverage("coinm", heard=0),
        Coverage("margin", heard=0, waiting=2),
    ]
    state = status.State("live", 1.0, health(), 1.0, 0, now=1000.0, followed=followed)

    others = status.status(EN, state).text.splitlines()[4:8]
    own = status.status(EN, replace(state, labels={8: "Main"})).text.splitlines()

    assert others[:3] == [
        "🟢 Accounts on Spot: 3 followed",
        "🟠 Accounts on USD-M: 1 followed, 2 not heard for up to 3 minutes",
        "⚪ Accounts on margin: 2 not reached so far",
    ]
    assert not others[3].startswith(("🟢", "🟠", "⚠️"))
    assert (
        "⚠️ Your account Main on USD-M: not heard for 1 minute. What happens there meanwhile is "
        "told afterwards."
    ) in own


def test_a_page_without_buttons_has_no_keyboard() -> None:
    assert keyboard(()) is None
    assert keyboard([[]]) is None
    assert Page(Html("x")).keyboard is None
    assert Page(Html("x")).raw == []


def test_a_button_copies_or_calls_back() -> None:
    assert Button("A &amp; B", "go:x", style="primary").draw().to_dict() == {
        "text": "A & B", "callback_data": "go:x", "style": "primary",
    }  # fmt: skip
    assert Button("Copy", copies="text").draw().to_dict() == {
        "text": "Copy", "copy_text": {"text": "text"},
    }  # fmt: skip


symbols = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=5, max_size=20)


@given(st.lists(symbols, min_size=1, max_size=20))
def test_what_a_button_carries_is_never_longer_than_telegram_takes(names: list[str]) -> None:
    pages = [
        market.prices(EN, [row(name) for name in names]),
        trade.confirm(EN, preview(), "live"),
    ]

    for page in pages:
        for line in page.buttons:
            assert all(1 <= len(one.data.encode()) <= 64 for one in line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_said_in_every_language(language: str, btcusdt: SymbolInfo) -> None:
    say = Say(language)
    pages = [
        market.card(say, btcusdt, row()),
        trade.confirm(say, preview(), "live"),
        keys.begin(say, key(), on_page=True, in_chat=True),
        keys.listing(say, []),
        start.welcome(say, person("Al"), "live", connected=True),
        start.help_page(say),
        start.language(say),
        status.status(say, status.State("live", 1.0, health(), None, 3, now=0.0)),
    ]

    assert all(page.text and "{" not in page.text for page in pages)


def test_limits_show_what_is_used_who_waits_and_who_else_is_there() -> None:
    pools = (
        PoolState("live spot", 4200, 6000, 1090.0, {Priority.NORMAL: 3}, foreign=0.25),
        PoolState("live GET /sapi/v1/asset/tradeFee", 1, 12000),
        PoolState("live GET /sapi/v1/accountSnapshot", 2400, 12000),
    )
    family = FamilyMetrics(requests=120, failed=2, p50=0.0314, p99=0.2)
    metrics = Metrics({"api": family}, pools, {}, retries=1, cache_hits=0, cache_hit_ratio=None)

    page = limits.limits(EN, metrics, now=1000.0)

    assert page.text.splitlines()[2:] == [
        "▰▰▰▰▰▰▰▱▱▱ spot: 4200 of 6000",
        "🟠 Binance asked for a pause: 1 minute more",
        "⏳ 3 requests wait",
        "👥 Others at our address use 25%",
        "▰▰▱▱▱▱▱▱▱▱ GET /sapi/v1/accountSnapshot: 2400 of 12000",
        "Spot: 120 requests in 5 minutes, 2 failed, half within 31 ms",
        "🔁 1 retry so far",
    ]
