"""Symbols and numbers as people write them: only what can be read in one way is taken."""

import re
from decimal import Decimal

from binance.models.exchange import SymbolInfo
from binance.symbols import Symbols
from bot.i18n import note
from bot.refusals import Misunderstood

# ASCII digits only, no exponent, no sign, no separators: what reads differently to different
# people is not taken for money
NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,18})?", re.ASCII)
WORD = re.compile(r"[!-~]{1,40}", re.ASCII)


def number(word: str) -> Decimal:
    """A plain positive decimal."""
    if not NUMBER.fullmatch(word) or not (value := Decimal(word)):
        raise Misunderstood(
            note("“{word}” is not an amount I can use. Write plain digits, like 0.01 or 70000."),
            word=word[:30],
        )
    return value


def listed(symbols: Symbols, word: str) -> SymbolInfo:
    """A listed symbol, exactly; near misses are offered and never taken."""
    found = symbols.find(word) if WORD.fullmatch(word) else None
    if found is not None:
        return found
    nearest = symbols.suggestions(word) if WORD.fullmatch(word) else []
    if nearest:
        raise Misunderstood(
            note("Binance lists no symbol “{word}”. Did you mean {nearest}?"),
            word=quoted(word), nearest=", ".join(one.symbol for one in nearest),
        )  # fmt: skip
    raise Misunderstood(
        note("Binance lists no symbol “{word}”. Write it like BTCUSDT."), word=quoted(word)
    )


def quoted(word: str) -> str:
    """So much of a word as is worth repeating to whoever wrote it."""
    return word if len(word) <= 20 else word[:20] + "…"
