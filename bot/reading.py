"""Symbols and numbers as people write them: only what can be read in one way is taken."""

import re
from decimal import Decimal

from binance.models.exchange import SymbolInfo
from binance.symbols import Symbols
from bot.coin_names import ASSETS
from bot.i18n import note
from bot.refusals import Misunderstood, Unlisted

# ASCII digits only, no exponent, no sign, no separators: what reads differently to different
# people is not taken for money
NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,18})?", re.ASCII)
# in Turkish, among others, fifty-eight thousand
DOTTED = re.compile(r"[1-9][0-9]{0,2}\.000", re.ASCII)
LONGEST = 40  # characters of a word that may be a symbol
WORD = re.compile(rf"[!-~]{{1,{LONGEST}}}", re.ASCII)


def number(word: str) -> Decimal:
    """A plain positive decimal."""
    if DOTTED.fullmatch(word):
        raise dotted(word)
    if not NUMBER.fullmatch(word) or not (value := Decimal(word)):
        raise Misunderstood(
            note("“{word}” is not an amount I can use. Write plain digits, like 0.01 or 70000."),
            word=word[:30],
        )
    return value


def dotted(word: str) -> Misunderstood:
    """Ask back what has a dot where others write thousands."""
    whole, _, behind = word.partition(".")
    return Misunderstood(
        note("“{word}” is read differently by different people. Write {point} or {thousands}."),
        word=quoted(word), point=f"{whole}.{behind}".rstrip("0").rstrip("."),
        thousands=whole + behind,
    )  # fmt: skip


def listed(symbols: Symbols, word: str) -> SymbolInfo:
    """A listed symbol, exactly; near misses are offered and never taken."""
    found = exactly(symbols, word)
    if found is None:
        raise unlisted(symbols, word)
    return found


def exactly(symbols: Symbols, word: str) -> SymbolInfo | None:
    """The symbol that a word names, if it names one; in other letters only by its very name."""
    return symbols.find(word) if WORD.fullmatch(word) else symbols.get(word)


def nearest(symbols: Symbols, word: str) -> list[SymbolInfo]:
    """What may have been meant by a word that is no symbol: a coin's name, something alike."""
    asset = ASSETS.get(word.lower()) if word.isascii() else None
    named = symbols.find(asset) if asset else None
    if named is not None:
        return [named]
    return symbols.suggestions(word) if len(word) <= LONGEST else []


def unlisted(symbols: Symbols, word: str) -> Unlisted:
    """Say that there is no such symbol, and which there are that look like it."""
    alike = nearest(symbols, word)
    if not alike:
        return Unlisted(
            note("Binance lists no symbol “{word}”. Write it like BTCUSDT."), word=quoted(word)
        )
    return Unlisted(
        note("Binance lists no symbol “{word}”. Did you mean {nearest}?"),
        word=quoted(word), nearest=", ".join(one.symbol for one in alike),
    )  # fmt: skip


def quoted(word: str) -> str:
    """So much of a word as is worth repeating to whoever wrote it."""
    return word if len(word) <= 20 else word[:20] + "…"
