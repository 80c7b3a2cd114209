"""The parts of a wish as they are said, in any order: `x5`, `@ 60000`, `tp 65000`, `reduce`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bot.ordering import numbers
from bot.ordering.words import Words
from bot.positions.listed import Listed
from bot.positions.wishes import Exits

FORMS: Mapping[str, Mapping[str, str]] = {
    "long": {
        "amount": "BTCUSDT $100 x3",
        "price": "BTCUSDT 0.01 @ 60000 x3",
        "exits": "BTCUSDT 0.01 @ 60000 x3 tp 65000 sl 58000",
        "trail": "BTCUSDT 0.01 x3 trail 1%",
        "reduce": "BTCUSDT 0.01 reduce",
    },
    "short": {
        "amount": "BTCUSDT $100 x3",
        "price": "BTCUSDT 0.01 @ 70000 x3",
        "exits": "BTCUSDT 0.01 @ 70000 x3 tp 65000 sl 72000",
        "trail": "BTCUSDT 0.01 x3 trail 1%",
        "reduce": "BTCUSDT 0.01 reduce",
    },
    "close": {
        "amount": "BTCUSDT 50%",
        "price": "BTCUSDT 50% @ 65000",
        "exits": "BTCUSDT tp 70000 sl 58000",
        "trail": "BTCUSDT trail 1%",
    },
}
"""What a person is shown as an example, by command and by what was being read."""

_LEVERAGE = re.compile(r"x?([1-9][0-9]{0,2})|([1-9][0-9]{0,2})x", re.ASCII)
_SPELT = re.compile(r"x[0-9.]+|[0-9.]+x", re.ASCII)


@dataclass
class Clauses:
    """What was said; `loose` words, with their places, are those that belong to no clause."""

    loose: list[tuple[int, str]] = field(default_factory=list)
    prices: dict[str, Decimal] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    leverage: int | None = None

    @property
    def exits(self) -> Exits:
        said = self.prices.get
        return Exits(said("tp"), said("sl"), said("trail"))

    def first_of(self, *names: str) -> str | None:
        """The first of these that was said."""
        said = [*self.prices, *self.flags, *(["x"] if self.leverage is not None else [])]
        return next((one for one in said if one in names), None)


def read(words: Words, listed: Listed) -> Clauses:
    """Sort all words; a coin that is called like a word of ours is meant where it comes first."""
    found = Clauses()
    if words.peek() in _READERS and listed.knows(words.peek()):
        found.loose.append((words.place, words.take()))
    while words:
        if _SPELT.fullmatch(words.peek()):
            word = words.take()
            _set_leverage(words, found, word, leverage(words, word))
        elif keyword := words.accept(*_READERS):
            _READERS[keyword](words, found, keyword)
        else:
            found.loose.append((words.place, words.take()))
    return found


def leverage(words: Words, word: str) -> int:
    """`5`, `x5` or `5x`."""
    spelt = _LEVERAGE.fullmatch(word.lower())
    if spelt is None:
        raise words.odd(word)
    return int(spelt[1] or spelt[2])


def _leverage(words: Words, found: Clauses, keyword: str) -> None:
    """`x 5`, `leverage 5`."""
    _set_leverage(words, found, keyword, leverage(words, words.take()))


def _set_leverage(words: Words, found: Clauses, word: str, value: int) -> None:
    if found.leverage is not None:
        raise words.twice(word)
    found.leverage = value


def _price(words: Words, found: Clauses, keyword: str) -> None:
    name = _PRICES[keyword]
    if name in found.prices:
        raise words.twice(name)
    words.like("price" if name == "@" else "exits")
    found.prices[name] = numbers.number(words, words.take())


def _trail(words: Words, found: Clauses, keyword: str) -> None:
    if "trail" in found.prices:
        raise words.twice(keyword)
    words.like("trail")
    found.prices["trail"] = numbers.percent(words, words.take())


def _flag(words: Words, found: Clauses, keyword: str) -> None:
    name = _FLAGS[keyword]
    if name in found.flags:
        raise words.twice(name)
    found.flags.append(name)
    if name == "reduce":
        words.accept("only")


_PRICES = {
    "@": "@", "at": "@", "limit": "@", "tp": "tp", "takeprofit": "tp", "target": "tp",
    "sl": "sl", "stop": "sl", "stoploss": "sl",
}  # fmt: skip
_FLAGS = {
    "reduce": "reduce", "reduce-only": "reduce", "reduceonly": "reduce", "post": "post",
    "maker": "post", "market": "market", "long": "long", "short": "short",
}  # fmt: skip
_READERS: dict[str, Callable[[Words, Clauses, str], None]] = {
    **dict.fromkeys(_PRICES, _price),
    **dict.fromkeys(("trail", "trailing"), _trail),
    **dict.fromkeys(_FLAGS, _flag),
    **dict.fromkeys(("x", "leverage", "lev"), _leverage),
}
