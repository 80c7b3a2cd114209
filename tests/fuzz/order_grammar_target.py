"""Coverage-guided noise for the grammar of orders; run by hand or by `test_fuzzed_orders.py`.

python tests/fuzz/order_grammar_target.py -atheris_runs=100000
"""

import re
import sys
from decimal import Decimal
from pathlib import Path

import atheris

HOUSE = Path(__file__).parents[2]
sys.path[:0] = [str(HOUSE), str(HOUSE / "tests" / "support")]

with atheris.instrument_imports(include=["bot.ordering", "bot.reading"]):
    from order_listing import symbol

    from binance.symbols import Symbols
    from bot.i18n import Say
    from bot.ordering import Base, Free, Market, Quote, parse, request_for, sentence
    from bot.ordering.wishes import prices
    from bot.refusals import Refused

SYMBOLS = Symbols([
    symbol(), symbol(symbol="ETHUSDT", baseAsset="ETH"),
    symbol(symbol="BTCTRY", quoteAsset="TRY"),
])  # fmt: skip
MARKET = Market(Decimal(65000), Free(Decimal(10), Decimal(1_000_000)))
WORDS = [
    "btc", "eth/usdt", "BTCTRY", "$100", "25%", "all", "half", "0.01", "70000", "60k", "1.5m",
    "usdt", "@", "at", "stop", "touch", "tp", "sl", "limit", "trail", "2%", "from", "iceberg",
    "ioc", "fok", "gtc", "post", "market", "of", "buy", "sell", ",", "1,000", "NaN", "1e5",
    "\u212a", "٣", "ВТС",
]  # fmt: skip
THOUSANDS = {"": 0, "k": 3, "m": 6}
SAY = Say("en")


def written(data: bytes) -> tuple[str, list[str]]:
    """Half of it words of orders, half of it whatever."""
    source = atheris.FuzzedDataProvider(data)
    command = ("buy", "sell", "bracket")[source.ConsumeIntInRange(0, 2)]
    text = "btc 0.1" if source.ConsumeBool() else ""
    while source.remaining_bytes() and len(text) < 200:
        glue = " " if source.ConsumeIntInRange(0, 7) else ""
        word = WORDS[source.ConsumeIntInRange(0, len(WORDS) - 1)]
        text += glue + (word if source.ConsumeIntInRange(0, 3) else source.ConsumeUnicode(4))
    return command, text.split()


def named(words: list[str]) -> set[Decimal]:
    """Every plain ASCII decimal that was written, with its suffix worked out."""
    found = re.findall(r"([0-9]+(?:\.[0-9]+)?)([km]?)", " ".join(words), re.ASCII | re.IGNORECASE)
    return {Decimal(f"{digits}e{THOUSANDS[each.lower()]}") for digits, each in found}


def one_input(data: bytes) -> None:
    command, words = written(data)
    try:
        wish = parse(command, words, SYMBOLS)
        assert wish.info.symbol in SYMBOLS
        assert all(word.isascii() for word in words)
        numbers = [*prices(wish.kind)]
        if isinstance(wish.amount, Base | Quote):
            numbers.append(wish.amount.amount)
        assert all(number.is_finite() and number > 0 for number in numbers)
        assert named(words).issuperset(numbers)
        line = sentence(SAY, request_for(wish, MARKET), wish.info, wish.amount)
    except Refused as refused:
        line = SAY(refused.text, **refused.values)
    assert line
    assert "\n" not in line


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
