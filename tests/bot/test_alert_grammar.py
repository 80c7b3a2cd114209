"""What may be written for an alert: in many spellings, with one meaning."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Literal

import pytest
from alert_listing import NOON, SYMBOLS
from hypothesis import given
from hypothesis import strategies as st

from binance.models.market import Interval
from bot.alerts.conditions import (
    Average,
    Change,
    Funding,
    Gap,
    Measure,
    Move,
    Near,
    NewListing,
    Options,
    Price,
    Ratio,
    Relation,
    Rsi,
    Term,
    Volume,
    Wish,
)
from bot.alerts.grammar import parse
from bot.i18n import Say
from bot.refusals import Misunderstood

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
UP, DOWN, CROSSES = Relation.CROSSES_UP, Relation.CROSSES_DOWN, Relation.CROSSES
AT_LEAST, AT_MOST = Relation.AT_LEAST, Relation.AT_MOST

BTC = Price(symbol="BTCUSDT")


def read(text: str, **more: Any) -> Wish:
    return parse(text, SYMBOLS, now=NOON, **more)


def refusal(text: str, **more: Any) -> str:
    """The line that somebody reads, as plain text."""
    with pytest.raises(Misunderstood) as refused:
        read(text, **more)
    line = Say("en")(refused.value.text, **refused.value.values)
    return re.sub("</?code>", "", line).replace("&gt;", ">").replace("&lt;", "<")


def term(text: str, **more: Any) -> Term:
    (only,) = read(text, **more).terms
    return only


def is_(measure: Measure, relation: str, level: str | int) -> Term:
    return Term(measure=measure, relation=Relation(relation), level=Decimal(level))


def rsi(length: int = 14, interval: Interval = Interval.H1, *, live: bool = False) -> Rsi:
    return Rsi(symbol="BTCUSDT", interval=interval, length=length, live=live)


def gap(
    fast: str, slow: str, interval: Interval = Interval.H4, *, live: bool = False
) -> Gap:  # fmt: skip
    return Gap(
        symbol="BTCUSDT", interval=interval, fast=average(fast) if fast else None,
        slow=average(slow), live=live,
    )  # fmt: skip


def average(name: str) -> Average:
    kinds: dict[str, Literal["ema", "sma"]] = {"e": "ema", "s": "sma"}
    return Average(kind=kinds[name[0]], length=int(name[1:]))


@pytest.mark.parametrize(
    ("text", "relation", "level"),
    [
        ("BTCUSDT > 70000", ">", 70000), ("btc>70000", ">", 70000),
        ("BTC/USDT > 70000", ">", 70000),
        ("btc / usdt > 70000", ">", 70000), ("  btc   >\n70000 ", ">", 70000),
        ("/alert btc > 70000", ">", 70000), ("/alert@our_bot btc > 70000", ">", 70000),
        ("btc &gt; 70000", ">", 70000), ("btc&lt;=70000", "<=", 70000),
        ("btc < 60k", "<", 60000), ("btc < 60K", "<", 60000), ("btc > 1.5m", ">", 1500000),
        ("btc>0.1k", ">", 100), ("btc > 0.00000001", ">", "0.00000001"),
        ("btc above 70000", ">", 70000), ("btc over 70k", ">", 70000), ("btc GT 70k", ">", 70000),
        ("btc below 60k", "<", 60000), ("btc under 60k", "<", 60000), ("btc lt 60k", "<", 60000),
        ("btc >= 70000", ">=", 70000), ("btc => 70000", ">=", 70000), ("btc ≥ 70000", ">=", 70000),
        ("btc gte 70000", ">=", 70000), ("btc at least 70000", ">=", 70000),
        ("btc <= 1", "<=", 1), ("btc=<1", "<=", 1), ("btc≤1", "<=", 1), ("btc lte 1", "<=", 1),
        ("btc at most 1", "<=", 1), ("btc price is above 70k", ">", 70000),
        ("btc goes below 60k", "<", 60000),
        ("btc crosses 4000", "crosses", 4000), ("Btc Cross 4k", "crosses", 4000),
        ("btc crosses up 4000", "crosses up", 4000), ("btc crosses above 4k", "crosses up", 4000),
        ("btc crosses over 4k", "crosses up", 4000), ("btc crosses down 4k", "crosses down", 4000),
        ("btc crosses below 4k", "crosses down", 4000),
        ("btc crosses under 4k", "crosses down", 4000),
    ],
)  # fmt: skip
def test_a_price_is_compared_as_people_write_it(
    text: str, relation: str, level: str | int
) -> None:  # fmt: skip
    assert term(text) == is_(BTC, relation, level)


@pytest.mark.parametrize(
    ("text", "market"),
    [
        ("eth/btc > 0.05", Price(symbol="ETHBTC")), ("ETHBTC > 0.05", Price(symbol="ETHBTC")),
        ("btc/eth > 0.05", Ratio(symbol="BTCUSDT", by="ETHUSDT")),
        ("sol / eth > 0.05", Ratio(symbol="SOLUSDT", by="ETHUSDT")),
        ("SOLUSDT/ETHUSDT > 0.05", Ratio(symbol="SOLUSDT", by="ETHUSDT")),
        ("btc-try > 0.05", Price(symbol="BTCTRY")), ("1inch > 0.05", Price(symbol="1INCHUSDT")),
    ],
)  # fmt: skip
def test_a_pair_that_is_not_listed_is_a_ratio(text: str, market: Price | Ratio) -> None:
    assert term(text) == is_(market, ">", "0.05")


@pytest.mark.parametrize(
    ("text", "measure", "relation", "level"),
    [
        ("btc +5% 1h", Change(symbol="BTCUSDT", window=HOUR), AT_LEAST, 5),
        ("btc+5%1h", Change(symbol="BTCUSDT", window=HOUR), AT_LEAST, 5),
        ("btc + 5 % in 1H", Change(symbol="BTCUSDT", window=HOUR), AT_LEAST, 5),
        ("btc up 5% in 1h", Change(symbol="BTCUSDT", window=HOUR), AT_LEAST, 5),
        ("btc rises 5% within 60m", Change(symbol="BTCUSDT", window=HOUR), AT_LEAST, 5),
        ("sol -3% 15m", Change(symbol="SOLUSDT", window=15 * MINUTE), AT_MOST, -3),
        ("sol-3%15m", Change(symbol="SOLUSDT", window=15 * MINUTE), AT_MOST, -3),
        ("sol down 3% 15m", Change(symbol="SOLUSDT", window=15 * MINUTE), AT_MOST, -3),
        ("sol drops 3% 15m", Change(symbol="SOLUSDT", window=15 * MINUTE), AT_MOST, -3),
        ("c98+1000% 1w", Change(symbol="C98USDT", window=7 * DAY), AT_LEAST, 1000),
        ("btc moves 2% 5m", Move(symbol="BTCUSDT", window=5 * MINUTE), AT_LEAST, 2),
        ("btc move 5m 2%", Move(symbol="BTCUSDT", window=5 * MINUTE), AT_LEAST, 2),
        ("btc volume x5 15m", Volume(symbol="BTCUSDT", window=15 * MINUTE), AT_LEAST, 5),
        ("btc volume 5x 15m", Volume(symbol="BTCUSDT", window=15 * MINUTE), AT_LEAST, 5),
        ("btc volume X 2.5 15m", Volume(symbol="BTCUSDT", window=15 * MINUTE), AT_LEAST, "2.5"),
        ("btc near low 24h 1%", Near(symbol="BTCUSDT", extreme="low", window=DAY), AT_MOST, 1),
        ("btc near high 1% 7d", Near(symbol="BTCUSDT", extreme="high", window=7 * DAY), AT_MOST, 1),
    ],
)  # fmt: skip
def test_changes_moves_volumes_and_extremes_have_a_window(
    text: str, measure: Measure, relation: str, level: str | int
) -> None:
    assert term(text) == is_(measure, relation, level)


@pytest.mark.parametrize(
    ("text", "relation", "level"),
    [
        ("btc funding > 0.05%", ">", "0.05"),
        ("btc funding < -0.01%", "<", "-0.01"),
        ("btc funding < 0", "<", 0),
        ("btc funding <= -0%", "<=", 0),
        ("btc funding above +0.1 %", ">", "0.1"),
        ("btc funding crosses down 0%", DOWN, 0),
    ],
)
def test_funding_may_be_negative(text: str, relation: str, level: str | int) -> None:
    assert term(text) == is_(Funding(symbol="BTCUSDT"), relation, level)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("btc rsi 14 1h < 30", is_(rsi(), "<", 30)), ("btc rsi<30", is_(rsi(), "<", 30)),
        ("btc RSI(7) 4h > 70.5", is_(rsi(7, Interval.H4), ">", "70.5")),
        ("btc rsi7 crosses up 30 4H", is_(rsi(7, Interval.H4), UP, 30)),
        ("btc rsi 4h live < 30", is_(rsi(14, Interval.H4, live=True), "<", 30)),
        ("btc rsi live 1M 21 >= 60", is_(rsi(21, Interval.MO1, live=True), ">=", 60)),
        ("btc rsi 1m < 30", is_(rsi(14, Interval.M1), "<", 30)),
        ("btc ema 50 crosses ema 200 4h", is_(gap("e50", "e200"), CROSSES, 0)),
        ("btc ema50 4h crosses up sma200", is_(gap("e50", "s200"), UP, 0)),
        ("btc ema 50 4h > ema 200 4h", is_(gap("e50", "e200"), ">", 0)),
        ("btc > ema 200 4h", is_(gap("", "e200"), ">", 0)),
        ("btc>ema(200)4h", is_(gap("", "e200"), ">", 0)),
        ("btc crosses sma 50 1d", is_(gap("", "s50", Interval.D1), CROSSES, 0)),
        ("btc < sma 50", is_(gap("", "s50", Interval.H1), "<", 0)),
        ("btc < sma 50 live 4h", is_(gap("", "s50", live=True), "<", 0)),
    ],
)  # fmt: skip
def test_indicators_name_their_length_and_candles(text: str, expected: Term) -> None:
    assert term(text) == expected


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("near > 5", "NEARUSDT"), ("near near low 24h 1%", "NEARUSDT"), ("near+5%1h", "NEARUSDT"),
        ("near crosses up 5", "NEARUSDT"), ("move > 1", "MOVEUSDT"),
        ("move moves 2% 5m", "MOVEUSDT"), ("move rsi < 30", "MOVEUSDT"), ("high > 5", "HIGHUSDT"),
        ("high near high 24h 1%", "HIGHUSDT"), ("high up 5% 1h", "HIGHUSDT"),
    ],
)  # fmt: skip
def test_a_coin_may_be_called_like_a_word(text: str, symbol: str) -> None:
    assert read(text).symbol == symbol


def test_joined_conditions_keep_the_symbol() -> None:
    assert read("btc > 70k and rsi < 30 & < 80k and eth +5% 1h").terms == (
        is_(BTC, ">", 70000),
        is_(rsi(), "<", 30),
        is_(BTC, "<", 80000),
        is_(Change(symbol="ETHUSDT", window=HOUR), AT_LEAST, 5),
    )


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("new listing", None), ("New Listings", None), ("new listing usdt", "USDT"),
        ("new listings in btc", "BTC"), ("new listing once", None),
    ],
)  # fmt: skip
def test_new_listings_may_be_of_one_quote(text: str, quote: str | None) -> None:
    assert read(text).condition == NewListing(quote=quote)


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("", Options()), ("once", Options()), ("every", Options(every=True)),
        ("cooldown 30m", Options(every=True, cooldown=30 * MINUTE)),
        ("Every Cooldown 30d", Options(every=True, cooldown=30 * DAY)),
        ("silent once", Options(silent=True)),
        ("until 2026-12-31", Options(until=datetime(2027, 1, 1, tzinfo=UTC))),
        ("until 2026-11-20", Options(until=datetime(2026, 11, 21, tzinfo=UTC))),
        ("until 2026-12-31 18:00", Options(until=datetime(2026, 12, 31, 18, tzinfo=UTC))),
        ("until 2026-12-31 18:00 utc silent",
         Options(until=datetime(2026, 12, 31, 18, tzinfo=UTC), silent=True)),
        ("note sell half, then <b>rest</b> &gt; until 2020 and so on",
         Options(note="sell half, then <b>rest</b> &gt; until 2020 and so on")),
        ("silent NOTE: a note", Options(silent=True, note="a note")),
        ("note " + "n" * 200, Options(note="n" * 200)),
    ],
)  # fmt: skip
def test_options_stand_at_the_end_in_any_order(words: str, options: Options) -> None:
    assert read(f"btc > 70000 {words}") == Wish(condition=(is_(BTC, ">", 70000),), options=options)


def test_dates_are_meant_in_the_given_zone() -> None:
    istanbul = timezone(3 * HOUR)

    day = read("btc > 1 until 2026-12-31", tz=istanbul).options.until
    moment = read("btc > 1 until 2026-12-31 18:00 UTC", tz=istanbul).options.until

    assert day == datetime(2026, 12, 31, 21, tzinfo=UTC)
    assert moment == datetime(2026, 12, 31, 18, tzinfo=UTC)


def test_funding_is_known_of_perpetuals_only() -> None:
    perpetuals = {"BTCUSDT", "1000PEPEUSDT", "ETHUSDC"}

    symbols = [
        read(f"{word} funding > 0.05%", perpetuals=perpetuals).symbol
        for word in ("btc", "btc/usdt", "1000pepe", "eth-usdc", "eth")
    ]

    assert symbols == ["BTCUSDT", "BTCUSDT", "1000PEPEUSDT", "ETHUSDC", "ETHUSDC"]
    assert refusal("sol funding > 0.05%", perpetuals=perpetuals) == (
        "Binance lists no USD-M perpetual “sol”, and only those have funding. "
        "Write it like this: /alert BTCUSDT funding > 0.05%"
    )


ODD = "I do not understand “{}” here. Write it like this: /alert {}"
MISSING = "Something is missing. Write it like this: /alert {}"
RANGE = "“{}” is out of range, which goes from {} to {}. Write it like this: /alert {}"
UNLIKE = "“{}” is read differently by different people. Write it like this: /alert {}"
APART = "“{}” and “{}” do not go together. Write it like this: /alert {}"
MANNER = "BTCUSDT > 70000 every cooldown 30m until 2026-12-20 silent"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", MISSING.format("BTCUSDT > 70000")),
        ("btc", MISSING.format("BTCUSDT > 70000")),
        ("eth >", MISSING.format("ETHUSDT > 70000")),
        ("eth 4000", ODD.format("4000", "ETHUSDT > 4000")),
        ("eth = 4000", ODD.format("=", "ETHUSDT crosses 4000")),
        ("eth reaches 4000", ODD.format("reaches", "ETHUSDT crosses 4000")),
        ("eth > 4000 1h", ODD.format("1h", "ETHUSDT > 4000")),
        ("eth > $4000", ODD.format("$4000", "ETHUSDT > 4000")),
        ("eth > -1", ODD.format("-1", "ETHUSDT > 70000")),
        ("eth > 4e3", ODD.format("4e3", "ETHUSDT > 70000")),
        ("eth > 70 000", ODD.format("000", "ETHUSDT > 70000")),
        ("btc > ema", MISSING.format("BTCUSDT > ema 200 4h")),
        ("btc ＞ 70000", ODD.format("＞", "BTCUSDT > 70000")),
        ("btc > 70,000", UNLIKE.format("70,000", "btc > 70000")),
        ("btc > 70.000",
         "“70.000” is read differently by different people. Write 70 or 70000."),
        ("btc > 70,000.5k once", UNLIKE.format("70,000.5k", "btc > 70000.5k once")),
        ("btc > 0,05", UNLIKE.format("0,05", "btc > 0.05")),
        ("btc > 1.000,5", UNLIKE.format("1.000,5", "btc > 1000.5")),
        ("btc +2,5% 1h", UNLIKE.format("+2,5%", "btc +2.5% 1h")),
        ("btc > 70000, rsi < 30", UNLIKE.format("70000,", "btc > 70000 and rsi < 30")),
        ("btc > 0", RANGE.format("0", "0.00000001", "90000000000", "BTCUSDT > 70000")),
        ("btc > 90001m", RANGE.format("90001m", "0.00000001", "90000000000", "BTCUSDT > 70000")),
        ("btc > 0.123456789",
         ("“0.123456789” has more than 8 digits behind the point. "
         "Write it like this: /alert BTCUSDT > 70000")),
        ("btc 5% 1h", ODD.format("5%", "BTCUSDT +5% 1h")),
        ("btc +5%", MISSING.format("BTCUSDT +5% 1h")),
        ("btc +5 1h", ODD.format("+5", "BTCUSDT +5% 1h")),
        ("btc +5% 1M", ODD.format("1M", "BTCUSDT +5% 1h")),
        ("btc +5% 8d", RANGE.format("8d", "1m", "7d", "BTCUSDT +5% 1h")),
        ("btc +0% 1h", RANGE.format("+0%", "0.00000001%", "1000%", "BTCUSDT +5% 1h")),
        ("btc +1001% 1h", RANGE.format("+1001%", "0.00000001%", "1000%", "BTCUSDT +5% 1h")),
        ("btc -101% 1h", RANGE.format("-101%", "0.00000001%", "100%", "BTCUSDT +5% 1h")),
        ("btc down 101% 1h", RANGE.format("101%", "0.00000001%", "100%", "BTCUSDT down 5% in 1h")),
        ("btc moves -2% 5m", ODD.format("-2%", "BTCUSDT moves 2% 5m")),
        ("btc volume 5 15m", ODD.format("5", "BTCUSDT volume x5 15m")),
        ("btc volume x0.5 15m", RANGE.format("x0.5", "x1", "x1000", "BTCUSDT volume x5 15m")),
        ("btc near 24h 1%", ODD.format("24h", "BTCUSDT near low 24h 1%")),
        ("btc funding > 0.05", ODD.format("0.05", "BTCUSDT funding > 0.05%")),
        ("btc funding > 101%", RANGE.format("101%", "-100%", "100%", "BTCUSDT funding > 0.05%")),
        ("btc rsi 1 < 30", RANGE.format("1", "2", "200", "BTCUSDT rsi 14 1h < 30")),
        ("btc rsi < 100", RANGE.format("100", "1", "99", "BTCUSDT rsi 14 1h < 30")),
        ("btc rsi 1h 4h < 30", APART.format("1h", "4h", "BTCUSDT rsi 14 1h < 30")),
        ("btc rsi 7h < 30",
         ("“7h” is no candle length; these are: 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M. "
         "Write it like this: /alert BTCUSDT rsi 14 1h < 30")),
        ("btc ema 50 > 70000", ODD.format("70000", "BTCUSDT ema 50 crosses ema 200 4h")),
        ("btc ema 501 > ema 5",
         RANGE.format("501", "2", "500", "BTCUSDT ema 50 crosses ema 200 4h")),
        ("btc ema 50 > ema 50",
         APART.format("ema 50", "ema 50", "BTCUSDT ema 50 crosses ema 200 4h")),
        ("near low 24h 1%", "Which symbol? Write it like this: /alert BTCUSDT near low 24h 1%"),
        ("> 70000", "Which symbol? Write it like this: /alert BTCUSDT > 70000"),
        ("sol/eth +5% 1h",
         ("Binance does not list “sol/eth”, so I know its price only. "
         "Write it like this: /alert SOLUSDT/ETHUSDT > 0.05")),
        ("ВТС > 1", "Binance lists no symbol “ВТС”. Write it like BTCUSDT."),
        ("new listing xyz", ODD.format("xyz", "new listing usdt")),
        ("new listing btcusdt", ODD.format("btcusdt", "new listing usdt")),
        ("new listing and btc > 1", ODD.format("and", "new listing usdt")),
        ("btc > 1 and > 2 and > 3 and > 4 and > 5", "At most 4 conditions can be joined."),
        ("btc crosses 1 and eth crosses 2",
         ("Only one of several conditions may be a crossing. "
         "Write it like this: /alert BTCUSDT crosses 70000 and rsi < 30")),
        ("btc > 1 and", MISSING.format("BTCUSDT > 1")),
        ("btc > 1 or < 2", ODD.format("or", "BTCUSDT > 1")),
        ("btc > 1 every 30m", ODD.format("30m", MANNER)),
        ("btc > 1 once every", APART.format("once", "every", MANNER)),
        ("btc > 1 cooldown 1h once", APART.format("once", "cooldown", MANNER)),
        ("btc > 1 cooldown 31d", RANGE.format("31d", "1m", "30d", MANNER)),
        ("btc > 1 silent silent", "“silent” may be written only once."),
        ("btc > 1 until tomorrow", ODD.format("tomorrow", MANNER)),
        ("btc > 1 until 2026-02-30", ODD.format("2026-02-30", MANNER)),
        ("btc > 1 until 2026-12-31 25:00", ODD.format("25:00", MANNER)),
        ("btc > 1 until 2026-11-19",
         f"“2026-11-19” has passed. Write it like this: /alert {MANNER}"),
        ("btc > 1 until 2026-11-20 12:00",
         f"“2026-11-20 12:00” has passed. Write it like this: /alert {MANNER}"),
        ("btc > 1 note",
         "Write what I shall remind you of: /alert BTCUSDT > 70000 note sell half"),
        ("btc > 1 note " + "n" * 201, "A note has at most 200 characters, and yours has 201."),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_shown_as_it_would_be_right(text: str, line: str) -> None:
    assert refusal(text) == line


@pytest.mark.parametrize("word", ["btcusd", "btc/usd", "btc/usdt/eth", "eth-usd"])
def test_a_near_miss_of_a_symbol_is_offered_and_not_taken(word: str) -> None:
    line = refusal(f"{word} > 1")

    assert line.startswith(f"Binance lists no symbol “{word}”. Did you mean ")
    assert f"{word[:3].upper()}USDT" in line


@pytest.mark.parametrize("text", ["btc/btc > 1", "btctry/btcusdt > 1", "eth/btctry > 1"])
def test_a_ratio_is_of_two_prices_in_the_same_money(text: str) -> None:
    assert refusal(text).startswith("Binance lists no symbol ")


@pytest.mark.parametrize("text", ["btc > 70,000" + " once" * 900, "x" * 4000, "> 1" * 1300])
def test_a_refusal_is_short_however_long_the_text(text: str) -> None:
    assert len(refusal(text)) < 300


PIECES = st.sampled_from(
    [
        "btc", "eth/btc", "sol/eth", "near", "move", "up", "down", "high", "low", "new", "listing",
        ">", "<=", "≥", "=", "crosses", "at", "least", "and", "&", ",", "70000", "60k", "5%", "+5%",
        "-3%", "0", "1h", "15m", "1M", "x5", "5x", "volume", "moves", "funding", "rsi", "14", "ema",
        "sma", "live", "once", "every", "cooldown", "until", "2026-12-31", "18:00", "silent",
        "note", "utc", "in", "(", "%", "+", "-", "/",
    ]
)  # fmt: skip


@given(st.text(max_size=40) | st.lists(PIECES, max_size=12).map(" ".join))
def test_anything_else_is_misunderstood_and_nothing_worse(text: str) -> None:
    try:
        wish = read(text)
    except Misunderstood as refused:
        said = [Say(language)(refused.text, **refused.values) for language in ("en", "tr")]
        assert all(said)
        return

    assert wish.terms or isinstance(wish.condition, NewListing)


@pytest.mark.parametrize("text", ["\ud800", "btc\udfff > 1", "btc > \ud83d1", "\x00", "up " * 1300])
def test_broken_text_is_no_trouble(text: str) -> None:
    with pytest.raises(Misunderstood):
        read(text)


def test_half_a_character_in_a_note_is_replaced() -> None:
    assert read("btc > 1 note to the moon \ud83d").options.note == "to the moon ?"


SIGNS = "0123456789.,eE+-_'\u00a0\u066b\uff0e٠١２３४५²NaInfK\u212a"


@given(st.text(SIGNS, min_size=1, max_size=10) | st.floats().map(str))
def test_only_plain_ascii_decimals_are_levels(number: str) -> None:
    try:
        level = term(f"btc > {number}").level
    except Misunderstood:
        return

    assert re.fullmatch(r"\s*[0-9]+(\.[0-9]+)?[kK]?\s*", number)
    plain, thousands = number.strip().rstrip("kK"), 1000 if number.strip()[-1] in "kK" else 1
    assert level == Decimal(plain) * thousands
