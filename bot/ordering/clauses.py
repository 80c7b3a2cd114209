"""The parts of an order as they are said, in any order: `@ 4100`, `stop 3800 limit 3790`, `post`.

What they mean together is decided in `grammar`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from binance.symbols import Symbols
from bot.ordering import numbers
from bot.ordering.wishes import Part, Trail, Triggered
from bot.ordering.words import Words

TRIGGERS = {
    "stop": "stop", "touch": "touch", "tp": "tp", "takeprofit": "tp", "target": "tp",
    "sl": "sl", "stoploss": "sl",
}  # fmt: skip
FLAGS = {
    "post": "post", "maker": "post", "postonly": "post", "gtc": "gtc", "ioc": "ioc", "fok": "fok",
    "market": "market",
}  # fmt: skip
_AT = ("@", "at")
_LEVERAGE = re.compile(r"x[0-9]+|[0-9]+x|leverage|lev", re.ASCII)
_TRAIL = ("trail", "trailing")


@dataclass
class Clauses:
    """What was said; `loose` words, with their places, are those that belong to no clause."""

    loose: list[tuple[int, str]] = field(default_factory=list)
    price: Decimal | None = None
    by_limit: bool = False
    triggers: dict[str, Triggered] = field(default_factory=dict)
    trail: Trail | None = None
    iceberg: Decimal | Part | None = None
    flags: list[str] = field(default_factory=list)


def read(words: Words, symbols: Symbols) -> Clauses:
    """Sort all words; a coin that is called like a word of ours is meant where it comes first."""
    found = Clauses()
    if words.peek() in _READERS and symbols.find(words.peek()) is not None:
        found.loose.append((words.place, words.take()))
    while words:
        keyword = words.accept(*_READERS)
        if keyword:
            _READERS[keyword](words, found, keyword)
        elif _LEVERAGE.fullmatch(words.peek()) and symbols.find(words.peek()) is None:
            raise words.leverage(words.take())
        else:
            found.loose.append((words.place, words.take()))
    if found.by_limit and (found.triggers or found.trail is not None):
        words.like("stop")  # is it the limit of the trigger, or a second order?
        raise words.odd("limit")
    return found


def _price(words: Words, found: Clauses, keyword: str) -> None:
    if found.price is not None:
        raise words.twice(keyword)
    words.like("price")
    found.price = numbers.number(words, words.take())


def _limit(words: Words, found: Clauses, keyword: str) -> None:
    """`limit 62000`, not behind a trigger: the same as a price."""
    _price(words, found, keyword)
    found.by_limit = True


def _trigger(words: Words, found: Clauses, keyword: str) -> None:
    name = TRIGGERS[keyword]
    if name in found.triggers:
        raise words.twice(name)
    words.like("exits" if name in {"tp", "sl"} else name)
    price = numbers.number(words, words.take())
    limit = numbers.number(words, words.take()) if words.accept("limit") else None
    found.triggers[name] = Triggered(price, limit)


def _trail(words: Words, found: Clauses, keyword: str) -> None:
    if found.trail is not None:
        raise words.twice(keyword)
    words.like("trail")
    delta = numbers.basis_points(words, words.take())
    said: dict[str, Decimal] = {}
    while option := words.accept("from", "limit"):
        if option in said:
            raise words.twice(option)
        said[option] = numbers.number(words, words.take())
    found.trail = Trail(delta, said.get("from"), said.get("limit"))


def _iceberg(words: Words, found: Clauses, keyword: str) -> None:
    if found.iceberg is not None:
        raise words.twice(keyword)
    words.like("iceberg")
    said = words.take()
    if said.endswith("%"):
        found.iceberg = Part(numbers.percent(words, said))
    else:
        found.iceberg = numbers.number(words, said)


def _flag(words: Words, found: Clauses, keyword: str) -> None:
    flag = FLAGS[keyword]
    if flag in found.flags:
        raise words.twice(flag)
    found.flags.append(flag)


_READERS: dict[str, Callable[[Words, Clauses, str], None]] = {
    **dict.fromkeys(_AT, _price),
    "limit": _limit,
    **dict.fromkeys(TRIGGERS, _trigger),
    **dict.fromkeys(_TRAIL, _trail),
    "iceberg": _iceberg,
    **dict.fromkeys(FLAGS, _flag),
}
