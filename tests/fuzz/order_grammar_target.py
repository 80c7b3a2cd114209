"""Coverage-guided noise for the grammar of orders; run by hand or by `test_fuzzed_words.py`.

python tests/fuzz/order_grammar_target.py -atheris_runs=100000
"""

from decimal import Decimal

import atheris
from noise import OTHER_LETTERS, check_letters, check_line, check_numbers, play, written

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
    symbol(symbol=OTHER_LETTERS, baseAsset="币安人生"),
])  # fmt: skip
MARKET = Market(Decimal(65000), Free(Decimal(10), Decimal(1_000_000)))
COMMANDS = ("buy", "sell", "bracket")
WORDS = [
    "btc", "eth/usdt", "BTCTRY", "$100", "25%", "all", "half", "0.01", "70000", "60k", "1.5m",
    "usdt", "@", "at", "stop", "touch", "tp", "sl", "limit", "trail", "2%", "from", "iceberg",
    "ioc", "fok", "gtc", "post", "market", "of", "buy", "sell", ",",
]  # fmt: skip
SAY = Say("en")


def one_input(data: bytes) -> None:
    command, words = written(data, COMMANDS, WORDS, "btc 0.1")
    try:
        wish = parse(command, words, SYMBOLS)
        assert wish.info.symbol in SYMBOLS
        check_letters(words)
        numbers = [*prices(wish.kind)]
        if isinstance(wish.amount, Base | Quote):
            numbers.append(wish.amount.amount)
        check_numbers(numbers, words)
        line = sentence(SAY, request_for(wish, MARKET), wish.info, wish.amount)
    except Refused as refused:
        line = SAY(refused.text, **refused.values)
    check_line(line)


if __name__ == "__main__":
    play(one_input)
