"""What people write: only what can be read in one way is taken for a value."""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binance.models.exchange import SymbolInfo
from binance.models.market import Interval
from bot import reading
from bot.refusals import Misunderstood
from bot.sizing import Amount, Base, Quote, Share
from handlers import parse

PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
DIGITS = "0123456789.,eE+-_ '\u00a0\n\u066b\uff0e٠١٢３４５०१²NaInfity$%"

same_fixture = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.text(DIGITS, max_size=12) | st.text(max_size=8))
def test_only_plain_ascii_decimals_are_numbers(word: str) -> None:
    try:
        value = reading.number(word)
    except Misunderstood:
        return

    assert PLAIN.fullmatch(word)
    assert word.isascii()
    assert value == Decimal(word) > 0


@given(st.integers(0, 10**15 - 1), st.text("0123456789", min_size=1, max_size=18))
def test_every_plain_decimal_is_exactly_the_number_it_says(whole: int, behind: str) -> None:
    word = f"{whole}.{behind}"
    if not Decimal(word):
        with pytest.raises(Misunderstood):
            reading.number(word)
        return

    assert reading.number(word) == Decimal(word)
    assert whole == 0 or reading.number(str(whole)) == whole


@pytest.mark.parametrize(
    "word",
    [
        "", "0", "0.0", "-1", "+1", "1e3", "1E-8", "NaN", "nan", "Infinity", "inf", "1_000",
        "1,000", "1.000,5", "0,5", ".5", "5.", "007", "1.2.3", "0x10", " 1", "1 ", "1\n",
        "１００", "١٠٠", "१", "²", "1\u00a0000", "1\u200b0", "1234567890123456",
        "0.1234567890123456789",
    ],
)  # fmt: skip
def test_what_might_be_read_in_another_way_is_no_number(word: str) -> None:
    with pytest.raises(Misunderstood):
        reading.number(word)


@pytest.mark.parametrize(
    ("word", "symbol"),
    [
        ("BTCUSDT", "BTCUSDT"), ("btcusdt", "BTCUSDT"), ("btc", "BTCUSDT"), ("BTC/USDT", "BTCUSDT"),
        ("btc-try", "BTCTRY"), ("eth_btc", "ETHBTC"), ("ETH", "ETHUSDT"),
    ],
)  # fmt: skip
async def test_a_symbol_is_understood_as_people_write_it(
    word: str, symbol: str, listing: Any
) -> None:
    assert (await parse.symbol(listing, word)).symbol == symbol


@pytest.mark.parametrize(
    "word",
    [
        "ВТСUSDT",
        "ВТС",
        "ＢＴＣ",
        "BTC\u200bUSDT",
        "BTCUSDТ",
        "βtc",
        "ｂｔｃusdt",
        "BTCUSDT\n",
        "",
        "₿",
    ],
)
async def test_a_look_alike_is_not_a_symbol(word: str, listing: Any) -> None:
    with pytest.raises(Misunderstood):
        await parse.symbol(listing, word)


@same_fixture
@given(word=st.text(st.characters(min_codepoint=128), min_size=1, max_size=4))
async def test_no_foreign_letter_ever_names_a_symbol(word: str, listing: Any) -> None:
    for attempt in (word, f"BTC{word}", f"{word}BTC", f"B{word}TC"):
        with pytest.raises(Misunderstood):
            await parse.symbol(listing, attempt)


async def test_a_near_miss_is_offered_and_not_taken(listing: Any) -> None:
    with pytest.raises(Misunderstood) as refused:
        await parse.symbol(listing, "BTCUSD")

    assert "BTCUSDT" in str(refused.value.values["nearest"])


async def test_a_very_long_word_is_quoted_shortened(listing: Any) -> None:
    with pytest.raises(Misunderstood) as refused:
        await parse.symbol(listing, "x" * 900)

    assert refused.value.values["word"] == "x" * 20 + "…"


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("0.01", Base(Decimal("0.01"))),
        ("0.01 btc", Base(Decimal("0.01"))),
        ("0.01 BTC", Base(Decimal("0.01"))),
        ("$100", Quote(Decimal(100))),
        ("100 usdt", Quote(Decimal(100))),
        ("25%", Share(Decimal(25))),
        ("0.5%", Share(Decimal("0.5"))),
        ("100%", Share(Decimal(100))),
    ],
)
def test_amounts_are_coins_money_or_shares(words: str, amount: Amount, btcusdt: SymbolInfo) -> None:
    assert parse.amount(words.split(), btcusdt) == amount


@pytest.mark.parametrize(
    "words",
    [
        "100 eur", "100 eth", "$100 usdt", "25% btc", "101%", "0%", "-5%", "$", "%", "$-5", "100$",
        "0.01 btc now", "ten", "$1,000", "１００%", "$١٠٠", "%25", "1e-2 btc", "0.01 ВТС",
    ],
)  # fmt: skip
def test_an_amount_that_is_not_understood_is_refused(words: str, btcusdt: SymbolInfo) -> None:
    with pytest.raises(Misunderstood):
        parse.amount(words.split(), btcusdt)


def test_a_dollar_sign_means_dollars_only(listed: Any) -> None:
    with pytest.raises(Misunderstood):
        parse.amount(["$100"], listed("BTCTRY", "BTC", "TRY"))

    assert parse.amount(["100", "try"], listed("BTCTRY", "BTC", "TRY")) == Quote(Decimal(100))


@pytest.mark.parametrize(
    "text",
    ["btc 0.01 @ 65000", "btc 0.01 @65000", "btc 0.01@ 65000", "btc 0.01@65000"],
)
async def test_spaces_round_the_at_sign_do_not_matter(text: str, listing: Any) -> None:
    words = await parse.order(listing, text.split())

    assert words.info.symbol == "BTCUSDT"
    assert words.amount == Base(Decimal("0.01"))
    assert words.price == Decimal(65000)


async def test_an_amount_with_its_unit_may_have_a_price(listing: Any) -> None:
    words = await parse.order(listing, ["btcusdt", "100", "usdt", "@", "65000.5"])

    assert (words.amount, words.price) == (Quote(Decimal(100)), Decimal("65000.5"))


async def test_without_a_price_it_is_a_market_order(listing: Any) -> None:
    assert (await parse.order(listing, ["btc", "$100"])).price is None


@pytest.mark.parametrize(
    "text",
    [
        "", "btc", "btc @ 65000", "btc 0.01 @", "btc 0.01 @ 65000 @ 1", "btc 0.01 @ 6 5000",
        "btc 0.01 @ 65k", "btc 0.01 65000", "btc @", "btc 0.01 @ 0", "btc 0.01 @ -1",
        "nosuch 1", "btc 0.01 @ 65,000",
    ],
)  # fmt: skip
async def test_an_order_that_is_not_understood_is_refused(text: str, listing: Any) -> None:
    with pytest.raises(Misunderstood):
        await parse.order(listing, text.split())


@pytest.mark.parametrize(
    ("word", "interval"),
    [("1m", Interval.M1), ("1M", Interval.MO1), ("1H", Interval.H1), ("4h", Interval.H4),
     ("1D", Interval.D1), ("1W", Interval.W1)],
)  # fmt: skip
def test_a_minute_is_not_a_month(word: str, interval: Interval) -> None:
    assert parse.interval(word) is interval


@pytest.mark.parametrize("word", ["", "2m", "60", "h1", "1ｍ", "1mo", "1m\n", "1 m", "1MM"])
def test_an_interval_that_the_bot_does_not_know_is_refused(word: str) -> None:
    with pytest.raises(Misunderstood):
        parse.interval(word)


@pytest.mark.parametrize("words", [[], ["a"], ["1", "2"], ["-1"], ["1.0"], ["１"], ["1" * 20]])
def test_an_order_number_is_digits_and_nothing_else(words: list[str]) -> None:
    with pytest.raises(Misunderstood):
        parse.order_id(words)

    assert parse.order_id(["123456"]) == 123456


@pytest.mark.parametrize(
    "text", ["k" * 63, "k" * 65, "k" * 63 + "-", "k" * 63 + "к", "k" * 64 + "\n"]
)
def test_a_key_is_64_ascii_letters_and_digits(text: str) -> None:
    assert parse.KEY.match("k" * 64)
    assert not parse.KEY.match(text)
