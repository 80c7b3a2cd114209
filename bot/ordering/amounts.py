"""How much: coins, money, or a part of what is free; and of which symbol."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from binance.models.exchange import SymbolInfo
from binance.symbols import Symbols
from bot import reading
from bot.i18n import note
from bot.ordering.numbers import AMOUNT, no_number, number, percent, separated
from bot.ordering.wishes import Amount, Base, Quote, Share
from bot.ordering.words import Words
from bot.reading import NUMBER
from bot.refusals import Misunderstood

DOLLARS = frozenset({"USDT", "USDC", "FDUSD", "TUSD", "USD1", "USD"})

_PARTS = {"all": Decimal(100), "half": Decimal(50)}
_WITH_UNIT = re.compile(rf"({NUMBER.pattern})([A-Za-z][A-Za-z0-9]*)", re.ASCII)


class Pair(Protocol):
    """As much of a symbol or contract as an amount is about."""

    @property
    def base_asset(self) -> str: ...
    @property
    def quote_asset(self) -> str: ...


def what(
    words: Words, loose: Sequence[tuple[int, str]], symbols: Symbols
) -> tuple[SymbolInfo, list[str]]:
    """Tell the symbol from the words of the amount, and find it."""
    named, amount = apart(words, loose)
    return reading.listed(symbols, named), amount


def apart(words: Words, loose: Sequence[tuple[int, str]]) -> tuple[str, list[str]]:
    """Tell the symbol from the words of the amount: `btc 0.01`, `0.01 btc`, `100 usdt of btc`."""
    spoken = [one for number, one in enumerate(loose) if not number or one[1].lower() != "of"]
    if not spoken:
        raise words.missing()
    place = min(len(spoken) - 1, 2) if _is_amount(spoken[0][1]) else 0
    _, named = spoken.pop(place)
    if _is_amount(named):
        raise words.odd(named) if spoken else words.missing()
    return named, _side_by_side(words, spoken)


def _side_by_side(words: Words, spoken: Sequence[tuple[int, str]]) -> list[str]:
    """A number and its unit; a unit that stands elsewhere was meant of another number."""
    for (before, _), (place, word) in pairwise(spoken):
        if place != before + 1:
            raise words.odd(word)
    return [word for _, word in spoken]


def amount(words: Words, spoken: Sequence[str], info: Pair) -> Amount:
    """`0.01`, `0.01 btc`, `$100`, `100 usdt`, `25%`, `all`, `half`."""
    if not spoken:
        raise words.missing()
    head, *unit = _unit_apart(spoken, info)
    if unit and (len(unit) > 1 or head.startswith("$") or head.endswith("%")):
        raise odd_amount()
    if head.lower() in _PARTS:
        return Share(_PARTS[_only(head, unit).lower()])
    if head.endswith("%"):
        return Share(percent(words, head))
    if head.startswith("$"):
        return _dollars(words, head, info)
    return _counted(words, head, unit, info)


def is_bare(spoken: Sequence[str]) -> bool:
    """Whether a number stands alone, and says nothing of what it counts."""
    return len(spoken) == 1 and spoken[0][0].isdigit() and AMOUNT.fullmatch(spoken[0]) is not None


def odd_amount() -> Misunderstood:
    return Misunderstood(
        note(
            "I do not understand the amount. Write 0.01 for coins, $100 or 100 usdt for money, "
            "25% for a part of what is free."
        )
    )


def _is_amount(word: str) -> bool:
    return word.lower() in _PARTS or AMOUNT.fullmatch(word) is not None


def _only(head: str, unit: Sequence[str]) -> str:
    if unit:
        raise odd_amount()
    return head


def _dollars(words: Words, head: str, info: Pair) -> Quote:
    if info.quote_asset not in DOLLARS:
        raise odd_amount()
    if not AMOUNT.fullmatch(head):
        raise no_number(words, head) if separated(head) else odd_amount()
    return Quote(number(words, head[1:]))


def _counted(words: Words, head: str, unit: Sequence[str], info: Pair) -> Amount:
    if not AMOUNT.fullmatch(head):
        raise no_number(words, head) if separated(head) else odd_amount()
    if head[-1].isalpha() and head[-1].upper() in {info.base_asset, info.quote_asset}:
        raise odd_amount()  # five million, or five of a coin that is called M
    value = number(words, head)
    if not unit or unit[0].upper() == info.base_asset:
        return Base(value)
    if unit[0].upper() == info.quote_asset:
        return Quote(value)
    raise odd_amount()


def _unit_apart(spoken: Sequence[str], info: Pair) -> list[str]:
    """Take `100usdt` for `100 usdt`, but nothing for a unit that is none of the symbol's."""
    found = _WITH_UNIT.fullmatch(spoken[0])
    if found is None or AMOUNT.fullmatch(spoken[0]):
        return [*spoken]
    if found[2].upper() not in {info.base_asset, info.quote_asset}:
        return [*spoken]
    return [found[1], found[2], *spoken[1:]]
