"""Coverage-guided noise for single numbers and symbols, as guards, alerts and forms read them.

python tests/fuzz/reading_target.py -atheris_runs=100000
"""

from collections.abc import Callable
from typing import Any

import atheris
from noise import OTHER_LETTERS, check_line, check_numbers, play, written

with atheris.instrument_imports(include=["bot.reading", "handlers.parse", "binance.symbols"]):
    from order_listing import symbol

    from binance.symbols import Symbols
    from bot.i18n import Say
    from bot.reading import listed, number
    from bot.refusals import Refused

SYMBOLS = Symbols([
    symbol(), symbol(symbol="ETHUSDT", baseAsset="ETH"),
    symbol(symbol="BTCTRY", quoteAsset="TRY"),
    symbol(symbol=OTHER_LETTERS, baseAsset="币安人生"),
])  # fmt: skip
WORDS = ["btc", "eth", "usdt", "try", "/", "-", "_", "bitcoin", "0", "1", "9", ".", "0.01", "70000"]
SAY = Say("en")


def one_input(data: bytes) -> None:
    kind, words = written(data, ("number", "symbol"), WORDS, "")
    for word in ("btc", "0.01", *words):  # something is reached even by nothing
        if kind == "number" and (value := _taken(number, word)) is not None:
            check_numbers([value], [word])
            assert word.isascii()
        elif kind == "symbol" and (found := _taken(lambda one: listed(SYMBOLS, one), word)):
            assert found.symbol in SYMBOLS
            assert word.isascii() or word == found.symbol


def _taken(read: Callable[[str], Any], word: str) -> Any:
    """What was read, or None after a refusal in one clear line."""
    try:
        return read(word)
    except Refused as refused:
        check_line(SAY(refused.text, **refused.values))
        return None


if __name__ == "__main__":
    play(one_input)
