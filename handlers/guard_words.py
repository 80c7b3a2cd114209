"""What people write, or tap, to change a guard."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from binance import Binance
from bot.guards.terms import Allowed, Guard, Value
from bot.i18n import note
from bot.reading import listed, number
from bot.refusals import Misunderstood

PRESETS: Mapping[Guard, Sequence[str]] = {
    Guard.ORDER: ("100", "250", "500", "1000", "2500", "5000", "10000", "none"),
    Guard.DAY: ("500", "1000", "2500", "5000", "10000", "50000", "none"),
    Guard.SYMBOLS: ("largest", "all"),
    Guard.DEVIATION: ("0.5", "1", "2", "5", "10", "none"),
    Guard.LEVERAGE: ("1", "2", "3", "5", "10", "20"),
    Guard.RATE: ("1", "3", "5", "10", "20", "60"),
    Guard.READ_ONLY: ("on", "off"),
    Guard.DRY: ("on", "off"),
}
_NONE = frozenset({"none", "no", "off", "unlimited"})
_MOST: Mapping[Guard, int] = {Guard.LEVERAGE: 125, Guard.RATE: 300}
_MOST_NAMED = 50


def guard(word: str) -> Guard:
    """Find the guard that a word names."""
    try:
        return Guard(word.lower())
    except ValueError:
        raise Misunderstood(
            note("There is no guard of that name. There are: {names}"), names=" ".join(Guard)
        ) from None


async def value(binance: Binance, which: Guard, words: Sequence[str]) -> Value:
    """Read what a guard is to be."""
    if which is Guard.SYMBOLS:
        return await _symbols(binance, words)
    if len(words) != 1:
        raise _odd(which)
    word = words[0].lower()
    match which:
        case Guard.ORDER | Guard.DAY:
            return None if word in _NONE else number(word.removeprefix("$"))
        case Guard.DEVIATION:
            return None if word in _NONE else _percent(word)
        case Guard.LEVERAGE | Guard.RATE:
            return _count(which, word.removesuffix("x"))
        case _:
            if word not in ("on", "off"):
                raise _odd(which)
            return word == "on"


async def _symbols(binance: Binance, words: Sequence[str]) -> Allowed:
    """`all`, `largest`, `largest PEPE` or `BTC ETH`, which are then the only ones."""
    head, *rest = [word.lower() for word in words] or [""]
    if head == "all" and not rest:
        return Allowed("all")
    names = rest if head == "largest" else [head, *rest]
    if head == "" or len(names) > _MOST_NAMED:
        raise _odd(Guard.SYMBOLS)
    known = await binance.symbols()
    named = sorted({listed(known, name).symbol for name in names})
    return Allowed("largest" if head == "largest" else "only", tuple(named))


def _percent(word: str) -> Decimal:
    percent = number(word.removesuffix("%"))
    if percent > 100:
        raise _odd(Guard.DEVIATION)
    return percent


def _count(which: Guard, word: str) -> int:
    count = number(word)
    if count != int(count) or count > _MOST[which]:
        raise _odd(which)
    return int(count)


def _odd(which: Guard) -> Misunderstood:
    return Misunderstood(note("Write it like this: {example}"), example=EXAMPLES[which])


EXAMPLES: Mapping[Guard, str] = {
    Guard.ORDER: "/guards order 500",
    Guard.DAY: "/guards day 2000",
    Guard.SYMBOLS: "/guards symbols largest PEPE",
    Guard.DEVIATION: "/guards deviation 2",
    Guard.LEVERAGE: "/guards leverage 3",
    Guard.RATE: "/guards rate 5",
    Guard.READ_ONLY: "/guards readonly on",
    Guard.DRY: "/guards dry on",
}
