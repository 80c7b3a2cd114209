"""Numbers of orders: plain ASCII decimals, and `k` and `m` for thousands and millions."""

import re
from decimal import Context, Decimal

from bot.ordering.words import Words
from bot.reading import DOTTED, NUMBER, dotted
from bot.refusals import Misunderstood

AMOUNT = re.compile(rf"\$?{NUMBER.pattern}[km]?|{NUMBER.pattern}%", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(rf"({NUMBER.pattern})([km]?)", re.IGNORECASE | re.ASCII)
_THOUSANDS = re.compile(r"\$?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?[km]?", re.IGNORECASE)
_DOTS = re.compile(r"\$?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}[km]?", re.IGNORECASE | re.ASCII)
_COMMAS = re.compile(r"\$?[0-9][0-9.,]*[km]?%?", re.IGNORECASE)

_SUFFIXES = {"": Decimal(1), "k": Decimal(1000), "m": Decimal(1_000_000)}
_EXACT = Context(prec=80)  # 15 digits before and 18 behind the point, and six for a million


def number(words: Words, word: str) -> Decimal:
    """`0.01`, `62000`, `62k`, `1.5m`: more than nothing."""
    found = _NUMBER.fullmatch(word)
    if found is None:
        raise no_number(words, word)
    if DOTTED.fullmatch(found[1]):
        raise dotted(found[1])
    value = _EXACT.multiply(Decimal(found[1]), _SUFFIXES[found[2].lower()])
    if not (value.is_finite() and value > 0):
        raise words.odd(word)
    return value


def percent(words: Words, word: str) -> Decimal:
    """`25%`, up to all of it."""
    if not word.endswith("%") or not NUMBER.fullmatch(word[:-1]):
        raise no_number(words, word)
    value = Decimal(word[:-1])
    if not (value.is_finite() and 0 < value <= 100):
        raise words.odd(word)
    return value


def basis_points(words: Words, word: str) -> int:
    """`2%` as 200; Binance knows no finer steps."""
    points = _EXACT.multiply(percent(words, word), Decimal(100))
    if points != points.to_integral_value():
        raise words.odd(word)
    return int(points)


def separated(word: str) -> bool:
    """Whether a word looks like a number with separators, which `no_number` shows written right."""
    return "," in word or _DOTS.fullmatch(word) is not None


def no_number(words: Words, word: str) -> Misunderstood:
    """Refuse a word that is no number; one with separators is shown as it was likely meant."""
    if _DOTS.fullmatch(word):
        return words.ambiguous(word, word.replace(".", ""))
    if "," not in word or not _COMMAS.fullmatch(word):
        return words.odd(word)
    if _THOUSANDS.fullmatch(word) or "." in word.rpartition(",")[2]:
        return words.ambiguous(word, word.replace(",", ""))
    head, _, tail = word.rpartition(",")
    return words.ambiguous(word, f"{re.sub('[,.]', '', head)}.{tail}")
