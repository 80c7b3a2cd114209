"""What is written while the form waits for it: a plain number, or what a button would say."""

import re
from decimal import Decimal

from binance.models.exchange import SymbolInfo
from binance.request import wire
from bot.ordering import amounts, numbers
from bot.ordering.forms import OFF, SWITCHED, Field, Form
from bot.ordering.wishes import Base, Quote, Share
from bot.ordering.words import Words

_ANSWER = re.compile(
    r"[$+−-]?[0-9.,]+ ?[km]?%?( ?[A-Za-z0-9]+)?|all|half|best", re.IGNORECASE | re.ASCII
)
_FARTHEST = Decimal(50)  # percent from the market that a price may be chosen by


def answer(form: Form, field: Field, text: str, info: SymbolInfo) -> str | None:
    """The choice that a text means; None where it does not look like an answer at all.

    `Misunderstood` says what is wrong with one that does.
    """
    said = text.strip().replace("−", "-")
    if field in SWITCHED and said.lower() == OFF:
        return OFF
    if field is Field.TIME or not _ANSWER.fullmatch(said):
        return None
    words = Words(form.side.value.lower(), said.split())
    match field:
        case Field.AMOUNT:
            return _amount(words, said.split(), info)
        case Field.TRAIL:
            return _trail(words, said)
        case Field.ICEBERG:
            return _part(words, said, info)
        case Field.LIMIT:
            words.like("stop")
    return _price(words, said, signed=field is Field.PRICE)


def _price(words: Words, said: str, *, signed: bool) -> str:
    """A number, or how far away; of a target or stop the side is known, of a price it is told."""
    if signed and said.lower() == "best":
        return "best"
    if not said.endswith("%"):
        return f"{numbers.number(words, said):f}"  # with all digits: see `distances.check_dot`
    if not signed:
        return _percent(words, said, _FARTHEST)
    sign = "-" if said.startswith("-") else "+"
    return f"{sign}{_percent(words, said.lstrip('+-'), _FARTHEST)}"


def _amount(words: Words, said: list[str], info: SymbolInfo) -> str:
    match amounts.amount(words, said, info):
        case Base(value):
            return wire(value)
        case Quote(value):
            return f"${wire(value)}"
        case Share(percent):
            return f"{wire(percent)}%"


def _part(words: Words, said: str, info: SymbolInfo) -> str:
    """`10%` of the order, or `0.1` of what is traded."""
    words.like("iceberg")
    if said.endswith("%"):
        return f"{wire(numbers.percent(words, said))}%"
    head, _, unit = said.partition(" ")
    if unit and unit.upper() != info.base_asset:
        raise words.odd(said)
    return wire(numbers.number(words, head))


def _percent(words: Words, said: str, most: Decimal) -> str:
    value = numbers.percent(words, said)
    if value > most:
        raise words.odd(said)
    return f"{wire(value)}%"


def _trail(words: Words, said: str) -> str:
    """`1%`, or `1` for the same; in basis points, the finest that Binance knows."""
    points = numbers.basis_points(words, said if said.endswith("%") else f"{said}%")
    return f"{wire(Decimal(points) / 100)}%"
