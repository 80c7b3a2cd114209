"""What people write: only what can be read in one way is taken for a value."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binance.models.exchange import SymbolStatus
from binance.models.market import Interval
from bot import reading
from bot.ordering import Base
from bot.ordering.wishes import Limit
from bot.refusals import Misunderstood
from handlers import alert_arming, parse

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
    if not Decimal(word) or re.fullmatch(r"[1-9][0-9]{0,2}\.000", word):
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
        "0.1234567890123456789", "58.000", "1.000.000",
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


async def test_an_order_is_read_with_the_symbols_of_the_exchange(listing: Any) -> None:
    wish = await parse.order(listing, "buy", ["eth/btc", "0.5", "@", "0.05"])

    assert (wish.info.symbol, wish.amount, wish.kind) == (
        "ETHBTC", Base(Decimal("0.5")), Limit(Decimal("0.05")),
    )  # fmt: skip


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


async def test_a_symbol_on_a_button_may_be_newer_than_the_lists(listing: Any, listed: Any) -> None:
    listing.new = [listed("NEWUSDT", "NEW")]

    assert (await parse.tapped(listing, "NEWUSDT")).symbol == "NEWUSDT"
    with pytest.raises(Misunderstood):
        await parse.tapped(listing, "OLDUSDT")


@pytest.mark.parametrize("known", [False, True])
async def test_an_alert_may_be_about_a_symbol_that_is_newer_than_the_lists(
    known: bool,
    listing: Any,
    listed: Any,
) -> None:
    new = listed("NEWUSDT", "NEW")
    if known:  # but was not traded then
        listing.new = [new.model_copy(update={"status": SymbolStatus.BREAK})]
        await listing.symbols_anew()
    listing.new = [new]
    services = SimpleNamespace(binance=listing, perpetuals=None, now=lambda: datetime.now(UTC))
    context: Any = SimpleNamespace(services=services)

    wish = await alert_arming.understand(context, "new > 5")

    assert wish.symbol == "NEWUSDT"
    with pytest.raises(Misunderstood):
        await alert_arming.understand(context, "older > 5")
