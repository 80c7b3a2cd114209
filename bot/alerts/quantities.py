"""Prices, percentages and spans of time as they are written in alerts, each within its limits."""

import re
from datetime import timedelta
from decimal import Decimal

from binance.models.market import Interval
from bot.alerts.words import Words
from bot.i18n import note
from bot.reading import DOTTED, NUMBER, dotted, quoted
from bot.refusals import Misunderstood

DIGITS = 8  # behind the point: as fine as Binance's prices, and as values are compared
HIGHEST = 90 * 10**9  # about what can be compared

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WINDOWS = (MINUTE, 7 * DAY)
COOLDOWNS = (MINUTE, 30 * DAY)

INTERVALS = tuple(each.value for each in Interval if each is not Interval.S1)

SIGNED = re.compile(r"[+-][0-9]", re.ASCII)
CANDLES = re.compile(r"[0-9]{1,3}[smhdw]", re.IGNORECASE | re.ASCII)
_LEVEL = re.compile(rf"({NUMBER.pattern})([km]?)", re.IGNORECASE | re.ASCII)
_PERCENT = re.compile(rf"([+-]?)({NUMBER.pattern})%", re.ASCII)
_TIMES = re.compile(rf"x({NUMBER.pattern})|({NUMBER.pattern})x", re.ASCII)
SPAN = re.compile(r"([1-9][0-9]{0,4})([mhdwHDW])", re.ASCII)  # `M` is a month at Binance
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?[km]?%?", re.IGNORECASE)
_COMMAS = re.compile(r"[+-]?[0-9][0-9.,]*[km]?%?", re.IGNORECASE)

_MEANT = re.compile(
    r"(?:\S+ ){0,2}?\$?([1-9][0-9]{0,8}(?:\.[0-9]{1,8})?k?)((?: [0-9]{3})*)(?!\S)", re.ASCII
)

_SUFFIXES = {"": 1, "k": 10**3, "m": 10**6}
_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}


def price(words: Words) -> Decimal:
    """`70000`, `60k`, `1.5m`."""
    word = words.take()
    found = _LEVEL.fullmatch(word)
    if found is None:
        raise _no_number(words, word)
    if DOTTED.fullmatch(found[1]):
        raise dotted(found[1])
    level = _plain(words, word, found[1]) * _SUFFIXES[found[2].lower()]
    if not 0 < level <= HIGHEST:
        raise words.outside(word, "0.00000001", str(HIGHEST))
    return level


def meant(words: Words) -> str:
    """The price that is apparently coming, spelt right, for a line that shows how to write it."""
    found = _MEANT.match(words.rest())
    return "".join(found.groups()).replace(" ", "") if found else "70000"


def percent(words: Words, most: int = 1000) -> Decimal:
    """`5%`, more than nothing."""
    word = words.take()
    found = _PERCENT.fullmatch(word)
    if found is None or found[1]:
        raise _no_number(words, word)
    return _share(words, word, found[2], most)


def change(words: Words) -> Decimal:
    """`+5%`, `-3%`; nothing falls by more than 100 %."""
    word = words.take()
    found = _PERCENT.fullmatch(word)
    if found is None or not found[1]:
        raise _no_number(words, word)
    if found[1] == "-":
        return -_share(words, word, found[2], 100)
    return _share(words, word, found[2], 1000)


def rate(words: Words) -> Decimal:
    """`0.05%`, `-0.01%`; of zero the sign of percent may be left out."""
    word = words.take()
    found = _PERCENT.fullmatch(word if word != "0" else "0%")
    if found is None:
        raise _no_number(words, word)
    share = _plain(words, word, found[2])
    if share > 100:
        raise words.outside(word, "-100%", "100%")
    return -share if found[1] == "-" and share else share


def times(words: Words) -> Decimal:
    """`x5`, `5x`, `x 5`."""
    sign = words.accept("x")
    word = words.take()
    found = _TIMES.fullmatch(sign + word.lower())
    if found is None:
        raise _no_number(words, word)
    factor = _plain(words, word, found[1] or found[2])
    if not 1 <= factor <= 1000:
        raise words.outside(word, "x1", "x1000")
    return factor


def strength(words: Words) -> Decimal:
    """A value of an index that goes from 0 to 100, and is at neither end."""
    word = words.take()
    if not NUMBER.fullmatch(word):
        raise _no_number(words, word)
    value = _plain(words, word, word)
    if not 1 <= value <= 99:
        raise words.outside(word, "1", "99")
    return value


def length(words: Words, most: int) -> int:
    """How many candles an indicator looks at."""
    word = words.take()
    if not NUMBER.fullmatch(word) or "." in word:
        raise words.odd(word)
    if not 2 <= int(word) <= most:
        raise words.outside(word, "2", str(most))
    return int(word)


def span(words: Words, limits: tuple[timedelta, timedelta] = WINDOWS) -> timedelta:
    """`15m`, `24h`, `7d`, `1w`."""
    word = words.take()
    found = SPAN.fullmatch(word)
    if found is None:
        raise words.odd(word)
    chosen = int(found[1]) * _UNITS[found[2].lower()]
    if not limits[0] <= chosen <= limits[1]:
        raise words.outside(word, "1m", f"{limits[1].days}d")
    return chosen


def interval(words: Words) -> Interval:
    """A candle length; `1m` is a minute and `1M` a month, as at Binance."""
    word = words.take()
    chosen = word if word == "1M" else word.lower()
    if chosen not in INTERVALS:
        raise Misunderstood(
            note(
                "“{word}” is no candle length; these are: {known}. "
                "Write it like this: <code>{form}</code>"
            ),
            word=quoted(word), known=" ".join(INTERVALS), form=words.form,
        )  # fmt: skip
    return Interval(chosen)


def _share(words: Words, word: str, number: str, most: int) -> Decimal:
    share = _plain(words, word, number)
    if not 0 < share <= most:
        raise words.outside(word, "0.00000001%", f"{most}%")
    return share


def _plain(words: Words, word: str, number: str) -> Decimal:
    if len(number.partition(".")[2]) > DIGITS:
        raise Misunderstood(
            note(
                "“{word}” has more than {n} digits behind the point. "
                "Write it like this: <code>{form}</code>"
            ),
            word=quoted(word), n=DIGITS, form=words.form,
        )  # fmt: skip
    return Decimal(number)


def _no_number(words: Words, word: str) -> Misunderstood:
    if "," not in word or not _COMMAS.fullmatch(word):
        return words.odd(word)
    if word.endswith(","):
        return words.ambiguous(f"{word.rstrip(',')} and")
    head, _, tail = word.rpartition(",")
    if _THOUSANDS.fullmatch(word) or "." in tail:
        return words.ambiguous(word.replace(",", ""))
    return words.ambiguous(f"{re.sub('[,.]', '', head)}.{tail}")
