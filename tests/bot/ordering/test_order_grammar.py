"""What may be written after /buy, /sell and /bracket: in many spellings, with one meaning."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from order_listing import symbol

from binance.models.order_terms import Side, TimeInForce
from binance.symbols import Symbols
from bot.i18n import Say
from bot.ordering import Amount, Base, Quote, Share, Wish, parse
from bot.ordering.wishes import (
    AtMarket,
    Bracket,
    Kind,
    Limit,
    Oco,
    Part,
    Stop,
    Touch,
    Trail,
    prices,
)
from bot.ordering.words import FORMS
from bot.refusals import Misunderstood

BUY, SELL = Side.BUY, Side.SELL
IOC, FOK = TimeInForce.IOC, TimeInForce.FOK
PAIRS = [
    ("BTC", "USDT"), ("ETH", "USDT"), ("SOL", "USDT"), ("ETH", "BTC"), ("BTC", "TRY"),
    ("1INCH", "USDT"), ("POST", "USDT"), ("M", "USDT"), ("币安人生", "USDT"),
]  # fmt: skip
SYMBOLS = Symbols([
    symbol(symbol=base + quote, baseAsset=base, quoteAsset=quote) for base, quote in PAIRS
])  # fmt: skip


def read(text: str) -> Wish:
    command, *words = text.split()
    return parse(command, words, SYMBOLS)


def refusal(text: str) -> str:
    """The line that somebody reads, as plain text."""
    with pytest.raises(Misunderstood) as refused:
        read(text)
    return said(refused.value)


def said(refused: Misunderstood) -> str:
    line = Say("en")(refused.text, **refused.values)
    for sign, plain in (("</?code>", ""), ("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&")):
        line = type(line)(re.sub(sign, plain, line))
    return line


def n(value: str | int) -> Decimal:
    return Decimal(value)


def limit(value: str | int) -> Limit:
    return Limit(n(value))


@pytest.mark.parametrize(
    ("text", "side", "amount", "kind"),
    [
        ("buy btc $100", BUY, Quote(n(100)), AtMarket()),
        ("buy btc $100 at market", BUY, Quote(n(100)), AtMarket()),
        ("buy btc 0.01 @ 62000", BUY, Base(n("0.01")), limit(62000)),
        ("sell eth 25% @ 4100 stop 3800", SELL, Share(n(25)), Oco(limit(4100), Stop(n(3800)))),
        ("sell eth all stop 3800", SELL, Share(n(100)), Stop(n(3800))),
        ("sell eth all stop 3800 limit 3790", SELL, Share(n(100)), Stop(n(3800), n(3790))),
        ("sell eth half stop 3800 limit 3790 fok", SELL, Share(n(50)),
         Stop(n(3800), n(3790), FOK)),
        ("buy sol 5 @ 140 post", BUY, Base(n(5)), Limit(n(140), post=True)),
        ("buy sol 5 @ 140 ioc", BUY, Base(n(5)), Limit(n(140), IOC)),
        ("buy sol 5 @ 140 gtc", BUY, Base(n(5)), limit(140)),
        ("sell btc 0.1 trail 2%", SELL, Base(n("0.1")), Trail(200)),
        ("sell btc 0.1 trail 0.15% from 70k limit 69k", SELL, Base(n("0.1")),
         Trail(15, n(70000), n(69000))),
        ("buy btc 2 @ 60000 iceberg 0.1", BUY, Base(n(2)), Limit(n(60000), iceberg=n("0.1"))),
        ("buy btc 2 @ 60000 iceberg 10%", BUY, Base(n(2)),
         Limit(n(60000), iceberg=Part(n(10)))),
        ("buy btc 2 @ 60000 iceberg 0.1 post", BUY, Base(n(2)),
         Limit(n(60000), post=True, iceberg=n("0.1"))),
        ("sell eth 1 touch 4100", SELL, Base(n(1)), Touch(n(4100))),
        ("sell eth 1 tp 4100 limit 4090", SELL, Base(n(1)), Touch(n(4100), n(4090))),
        ("sell eth 1 sl 3800", SELL, Base(n(1)), Stop(n(3800))),
        ("sell eth 1 tp 4100 sl 3800 limit 3790", SELL, Base(n(1)),
         Oco(limit(4100), Stop(n(3800), n(3790)))),
        ("sell eth 1 tp 4100 limit 4090 sl 3800", SELL, Base(n(1)),
         Oco(Touch(n(4100), n(4090)), Stop(n(3800)))),
        ("sell eth 1 @ 4100 trail 2%", SELL, Base(n(1)), Oco(limit(4100), Trail(200))),
        ("buy eth 1 @ 3800 stop 4100", BUY, Base(n(1)), Oco(limit(3800), Stop(n(4100)))),
        ("bracket btc $500 @ 62000 tp 65000 sl 60000", BUY, Quote(n(500)),
         Bracket(limit(62000), limit(65000), Stop(n(60000)))),
        ("buy btc $500 @ 62000 tp 65000 sl 60000", BUY, Quote(n(500)),
         Bracket(limit(62000), limit(65000), Stop(n(60000)))),
        ("bracket btc $500 @ 62000 post stop 60000 limit 59900", BUY, Quote(n(500)),
         Bracket(Limit(n(62000), post=True), None, Stop(n(60000), n(59900)))),
        ("bracket sell btc 1 @ 62000 tp 60000 trail 1%", SELL, Base(n(1)),
         Bracket(limit(62000), limit(60000), Trail(100))),
        ("oco btc 0.1 65000 59000", SELL, Base(n("0.1")), Oco(limit(65000), Stop(n(59000)))),
        ("oco 0.1 btc 65k 59k", SELL, Base(n("0.1")), Oco(limit(65000), Stop(n(59000)))),
        ("oco btc 25% 65000 59000 limit 58900", SELL, Share(n(25)),
         Oco(limit(65000), Stop(n(59000), n(58900)))),
        ("oco buy btc 100 usdt 59000 65000", BUY, Quote(n(100)),
         Oco(limit(59000), Stop(n(65000)))),
        ("oco btc 0.1 @ 65000 stop 59000", SELL, Base(n("0.1")),
         Oco(limit(65000), Stop(n(59000)))),
        ("oco buy btc 0.1 tp 59000 sl 65000", BUY, Base(n("0.1")),
         Oco(limit(59000), Stop(n(65000)))),
        ("oco btc 0.1 @ 65000 trail 2%", SELL, Base(n("0.1")), Oco(limit(65000), Trail(200))),
    ],
)  # fmt: skip
def test_an_order_means_what_it_says(text: str, side: Side, amount: Amount, kind: Kind) -> None:
    wish = read(text)

    assert (wish.side, wish.amount, wish.kind) == (side, amount, kind)


@pytest.mark.parametrize(
    "text",
    [
        "buy btc 0.01 @ 62000", "buy BTC/USDT 0.01 @62000", "buy btc 0.01@62k",
        "buy 0.01 btc at 62K",
        "buy @ 62000 0.01 btcusdt", "buy 0.01 of btc limit 62000", "buy btc 0.01 btc @ 62000",
        "BUY btc 0.01BTC AT 62000.00",
    ],
)  # fmt: skip
def test_spelling_and_the_order_of_words_do_not_matter(text: str) -> None:
    command, rest = text.split(maxsplit=1)

    wish = read(f"{command.lower()} {rest}")

    assert (wish.info.symbol, wish.amount, wish.kind) == (
        "BTCUSDT", Base(n("0.01")), limit(62000),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("$1.5k", Quote(n(1500))), ("100 usdt", Quote(n(100))),
        ("$ 100", Quote(n(100))), ("2m", Base(n(2_000_000))), ("0.5 %", Share(n("0.5"))),
        ("ALL", Share(n(100))), ("100%", Share(n(100))),
    ],
)  # fmt: skip
def test_amounts_are_coins_money_or_shares(words: str, amount: Amount) -> None:
    assert read(f"sell btc {words}").amount == amount
    assert read(f"sell {words} btc").amount == amount


def test_a_unit_may_be_joined_to_its_number_behind_the_symbol() -> None:
    assert read("sell btc 100usdt").amount == Quote(n(100))
    assert "lists no symbol" in refusal("sell 100usdt btc")


def test_of_three_words_the_last_is_the_symbol() -> None:
    assert read("buy 100 usdt of btc").amount == Quote(n(100))
    assert read("buy 100 try btctry").info.symbol == "BTCTRY"


def test_a_coin_called_like_a_word_of_orders_is_meant_where_it_comes_first() -> None:
    assert read("buy post 5 @ 3").info.symbol == "POSTUSDT"
    assert read("buy post 5 @ 3 post").kind == Limit(n(3), post=True)
    assert read("buy 1inch 5").amount == Base(n(5))


SHOWN = " Write it like this: "
NO_ENTRY = "The price of the entry is missing, as in @ 62000."
NO_LEVERAGE = "is leverage, which spot has not: that is for /long and /short."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("buy", f"Something is missing.{SHOWN}/buy BTCUSDT $100"),
        ("sell btc", f"Something is missing.{SHOWN}/sell BTCUSDT 25%"),
        ("buy btc 1 @", f"Something is missing.{SHOWN}/buy BTCUSDT 0.01 @ 65000 post"),
        ("buy btc 1 post", f"Something is missing.{SHOWN}/buy BTCUSDT 0.01 @ 65000 post"),
        ("bracket btc 1 tp 2 sl 3",
         f"{NO_ENTRY}{SHOWN}/bracket BTCUSDT $500 @ 62000 tp 65000 sl 60000"),
        ("buy btc 1 tp 65000", f"{NO_ENTRY}{SHOWN}/buy BTCUSDT $500 @ 62000 tp 65000 sl 60000"),
        ("buy btc $100 x5", f"“x5” {NO_LEVERAGE}"),
        ("sell btc 10X 100 usdt", f"“10X” {NO_LEVERAGE}"),
        ("buy btc $100 leverage 5", f"“leverage” {NO_LEVERAGE}"),
        ("bracket btc 1 @ 5",
         f"Something is missing.{SHOWN}/bracket BTCUSDT $500 @ 62000 tp 65000 sl 60000"),
        ("oco", f"Something is missing.{SHOWN}/oco BTCUSDT 0.1 65000 59000"),
        ("oco btc", f"Something is missing.{SHOWN}/oco BTCUSDT 0.1 65000 59000"),
        ("oco btc 0.1 65000", f"Something is missing.{SHOWN}/oco BTCUSDT 0.1 65000 59000"),
        ("oco btc 0.1 @ 65000", f"Something is missing.{SHOWN}/oco BTCUSDT 0.1 65000 59000"),
        ("oco btc 0.1 stop 59000", f"Something is missing.{SHOWN}/oco BTCUSDT 0.1 65000 59000"),
        ("oco btc 0.1 65000 low",
         f"I do not understand “low” here.{SHOWN}/oco BTCUSDT 0.1 65000 59000"),
        ("oco btc 0.1 65000 59000 post",
         f"“stop” and “post” do not go together.{SHOWN}/oco BTCUSDT 0.1 65000 59000"),
        ("sell eth 1 limit 3790 stop 3800",
         f"I do not understand “limit” here.{SHOWN}/sell BTCUSDT 0.01 stop 60000 limit 59900"),
        ("sell eth 1 stop 3800 1 limit 3790",
         f"I do not understand “limit” here.{SHOWN}/sell BTCUSDT 0.01 stop 60000 limit 59900"),
        ("buy btc 2 @ 60000 usdt", f"I do not understand “usdt” here.{SHOWN}/buy BTCUSDT $100"),
        ("buy btc 1 @ 5 post ioc",
         f"“post” and “ioc” do not go together.{SHOWN}/buy BTCUSDT 0.01 @ 65000 post"),
        ("buy btc 1 @ 5 market",
         f"“@” and “market” do not go together.{SHOWN}/buy BTCUSDT 0.01 @ 65000 post"),
        ("buy btc 2 @ 5 iceberg 1 fok",
         f"“iceberg” and “fok” do not go together.{SHOWN}/buy BTCUSDT 2 @ 60000 iceberg 0.1"),
        ("sell btc 2 @ 5 tp 6",
         f"“@” and “tp” do not go together.{SHOWN}/sell BTCUSDT 0.01 @ 70000 stop 60000"),
        ("sell btc 2 stop 5 post",
         f"“stop” and “post” do not go together.{SHOWN}/sell BTCUSDT 0.01 stop 60000 limit 59900"),
        ("sell btc 2 @ 9 stop 5 ioc",
         f"“stop” and “ioc” do not go together.{SHOWN}/sell BTCUSDT 0.01 @ 70000 stop 60000"),
        ("sell btc 2 stop 5 sl 6",
         f"“stop” and “sl” do not go together.{SHOWN}/sell BTCUSDT 25%"),
        ("sell btc 2 stop 5 trail 2%",
         f"“trail” and “stop” do not go together.{SHOWN}/sell BTCUSDT 0.1 trail 2%"),
        ("bracket btc 1 @ 5 tp 6 sl 4 fok",
         ("“tp” and “fok” do not go together."
          f"{SHOWN}/bracket BTCUSDT $500 @ 62000 tp 65000 sl 60000")),
        ("sell btc 2 trail 2", f"I do not understand “2” here.{SHOWN}/sell BTCUSDT 0.1 trail 2%"),
        ("sell btc 2 trail 0.125%",
         f"I do not understand “0.125%” here.{SHOWN}/sell BTCUSDT 0.1 trail 2%"),
        ("buy btc 1 @ 5 @ 6", "“@” may be written only once."),
        ("sell btc 1 stop 5 stop 6", "“stop” may be written only once."),
        ("buy btc 1 @ 70,000",
         f"“70,000” is read differently by different people.{SHOWN}/buy btc 1 @ 70000"),
        ("buy btc 0,5",
         f"“0,5” is read differently by different people.{SHOWN}/buy btc 0.5"),
        ("buy btc $1,000",
         f"“$1,000” is read differently by different people.{SHOWN}/buy btc $1000"),
        ("buy btc 1.000.000 usdt",
         f"“1.000.000” is read differently by different people.{SHOWN}/buy btc 1000000 usdt"),
        ("sell btc 0.1 stop 1.058.250",
         (f"“1.058.250” is read differently by different people.{SHOWN}"
          "/sell btc 0.1 stop 1058250")),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_refused_and_shown_as_it_would_be(text: str, line: str) -> None:
    assert refusal(text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sell btc 0.1 stop 58.000", "“58.000” {} Write 58 or 58000."),
        ("sell btc 0.1 @ 70000 stop 58.000", "“58.000” {} Write 58 or 58000."),
        ("sell btc 0.1 @ 100.000", "“100.000” {} Write 100 or 100000."),
        ("oco btc 0.1 70.000 58000", "“70.000” {} Write 70 or 70000."),
        ("buy btc 1.000 usdt", "“1.000” {} Write 1 or 1000."),
        ("buy btc $1.000", "“1.000” {} Write 1 or 1000."),
        ("buy btc 5.000", "“5.000” {} Write 5 or 5000."),
    ],
)
def test_a_dot_that_may_stand_for_thousands_is_asked_back(text: str, line: str) -> None:
    assert refusal(text) == line.format("is read differently by different people.")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sell 币安人生USDT 5 stop 0.1", Stop(n("0.1"))),
        ("buy 币安人生USDT $20", AtMarket()),
        ("sell 5 币安人生USDT @ 0.5", limit("0.5")),
    ],
)
def test_a_symbol_in_other_letters_is_understood_by_its_very_name(text: str, kind: Kind) -> None:
    wish = read(text)

    assert (wish.info.symbol, wish.kind) == ("币安人生USDT", kind)


@pytest.mark.parametrize(
    "word", ["币安人生", "币安人生usdt", "币安人生/USDT", "安人生USDT", "币安人生USDT\u200b"]
)
def test_other_letters_that_are_no_very_name_are_not_understood(word: str) -> None:
    assert "do not understand" in refusal(f"buy {word} $20")


def test_a_dot_that_stands_for_no_thousands_is_a_point() -> None:
    for spelt in ("58.00", "58.0000", "0.000001", "58.250", "1234.000"):
        assert read(f"sell btc 0.1 stop {spelt}").kind == Stop(n(spelt))


@pytest.mark.parametrize(
    "text",
    [
        "buy btc 100 eur", "buy btc 100 eth", "buy btc $100 usdt", "buy btc 25% btc",
        "buy btc 101%", "buy btc 0%", "buy btc -5%", "buy btc $", "buy btc %", "buy btc $-5",
        "buy btc 100$", "buy btc 0.01 btc now", "buy btc ten", "buy btc １００%", "buy btc $١٠٠",
        "buy btc %25", "buy btc 1e-2 btc", "buy btc 0.01 ВТС", "buy btctry $100", "buy m 5m",
        "buy nosuch 1", "buy ВТС 1", "buy btc 0.01 @ 65\u212a", "buy btc for 100",
        "buy btc 1 65000",
        "buy btc 0.01 @ 0", "buy btc 0.01 @ -1", "buy btc 0.01 @ 1e3", "buy btc NaN",
        "buy btc 1_000", "buy btc half 5", "buy all btc now",
    ],
)  # fmt: skip
def test_nothing_is_guessed(text: str) -> None:
    assert "\n" not in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        f"{command} {form}"
        for command, forms in FORMS.items()
        if command != "change"  # which names an order and not a symbol
        for form in forms.values()
    ],
)
def test_every_example_can_be_sent_as_it_is(text: str) -> None:
    assert read(text).info.symbol == "BTCUSDT"


PIECES = st.sampled_from(
    [
        "btc", "eth/btc", "1inch", "post", "m", "5m", "$100", "25%", "all", "half", "0.01", "70000",
        "60k", "usdt", "@", "at", "stop", "touch", "tp", "sl", "take", "profit", "loss", "limit",
        "trail", "2%", "from", "iceberg", "ioc", "fok", "gtc", "only", "market", "of", "buy",
        "sell", ",", "1,000", "$", "%", "/", "-1", "NaN", "1e5", "\u212a", "٣", "ВТС",
    ]
)  # fmt: skip
COMMANDS = st.sampled_from(["buy", "sell", "bracket", "oco"])
SIGNS = "0123456789.,eE+-_'\u00a0\u066b\uff0e٠١２３４５²NaInfKkMm\u212a$%@ "


@given(COMMANDS, st.text(max_size=40) | st.lists(PIECES, max_size=12).map(" ".join))
@example("buy", "\ud800")
def test_all_else_is_refused_in_one_clear_line(command: str, text: str) -> None:
    try:
        wish = parse(command, text.split(), SYMBOLS)
    except Misunderstood as refused:
        line = said(refused)
        assert 0 < len(line) < 400
        assert "\n" not in line
        _, shown, form = line.partition(SHOWN)
        if shown and "read differently" not in line:
            assert read(form.removeprefix("/"))
        return

    assert wish.info.symbol in SYMBOLS
    assert all(price > 0 and price.is_finite() for price in prices(wish.kind))


@given(COMMANDS, st.text(SIGNS, min_size=1, max_size=10) | st.floats().map(str))
def test_only_plain_ascii_decimals_become_amounts_and_prices(command: str, number: str) -> None:
    exits = " tp 9 sl 1" if command == "bracket" else ""
    for text in (f"btc 1 @ {number}{exits}", f"btc {number} @ 5{exits}"):
        try:
            wish = parse(command, text.split(), SYMBOLS)
        except Misunderstood:
            continue
        plain = number.replace(" ", "").replace("\u00a0", "").replace("@", "")
        assert re.fullmatch(r"\$?[0-9]+(\.[0-9]+)?[kKmM]?|[0-9]+(\.[0-9]+)?%", plain, re.ASCII)
        assert wish.info.symbol == "BTCUSDT"


@given(st.integers(0, 10**15 - 1), st.text("0123456789", min_size=1, max_size=18),
       st.sampled_from(["", "k", "m"]))  # fmt: skip
def test_every_plain_decimal_is_exactly_the_number_it_says(
    whole: int, behind: str, suffix: str
) -> None:
    word = f"{whole}.{behind}"
    if not Decimal(word):
        assert refusal(f"buy btc {word}{suffix}")
        return

    amount = read(f"buy btc {word}{suffix}").amount

    assert isinstance(amount, Base)
    assert amount.amount == Decimal(f"{word}e{ {'': 0, 'k': 3, 'm': 6}[suffix] }")


@given(st.text(st.characters(min_codepoint=128), min_size=1, max_size=4))
def test_no_foreign_letter_ever_names_a_symbol(word: str) -> None:
    for attempt in (word, f"BTC{word}", f"{word}BTC", f"B{word}TC"):
        if not attempt.strip() or len(attempt.split()) > 1 or attempt.strip().isascii():
            continue
        with pytest.raises(Misunderstood):
            parse("buy", [attempt, "1"], SYMBOLS)
