"""The alerts that are made by buttons: words with gaps, and what may fill each gap.

What was chosen is read by the same grammar as what is written, so both mean the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.alerts import nearness, quantities
from bot.alerts.words import Words
from bot.i18n import note
from bot.reading import NUMBER
from bot.text import number

_NUMERIC = re.compile(r"[0-9][0-9.,]*[kmKM]?", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """What a button says, a few letters that stand for it, and the words it puts in the gap."""

    label: str
    code: str
    words: str


class Gap(Protocol):
    """One thing to be chosen; `question` asks for it."""

    question: str

    def choices(self, price: Decimal) -> list[Choice]:
        """What is offered when the symbol costs so much."""
        ...

    def words(self, code: str) -> str | None:
        """What a code puts in the gap; None for one that is not ours."""
        ...

    def typed(self, text: str) -> str | None:
        """The code of what somebody wrote instead of tapping; None if it answers nothing here."""
        ...


class Levels:
    """Prices so many percent away from now. The code is the price, whatever it is by then."""

    question = note("At which price?")

    def __init__(self, *percents: int) -> None:
        self._percents = percents

    def choices(self, price: Decimal) -> list[Choice]:
        return [*self._offered(price)]

    def words(self, code: str) -> str | None:
        return code if NUMBER.fullmatch(code) else None

    def typed(self, text: str) -> str | None:
        """`70000`, `70k`, `$70000`; `Misunderstood` says what is wrong with another number."""
        plain = text.removeprefix("$")
        if not _NUMERIC.fullmatch(plain):
            return None
        level = quantities.price(Words([plain], form="BTCUSDT > 70000"))
        return number(level).replace(",", "")

    def _offered(self, price: Decimal) -> Iterator[Choice]:
        for percent in self._percents:
            level = nearness.level(price, percent)
            shown = number(level)
            plain = shown.replace(",", "")
            yield Choice(f"{percent:+d}% → {shown}", plain, plain)


class OneOf:
    """A few fixed things; each is its own code unless it is given one with its words."""

    def __init__(self, question: str, *codes: str, spelt: Mapping[str, str] | None = None) -> None:
        self.question = question
        self._words = {code: code for code in codes} | dict(spelt or {})

    def choices(self, _price: Decimal) -> list[Choice]:
        return [Choice(code, code, words) for code, words in self._words.items()]

    def words(self, code: str) -> str | None:
        return self._words.get(code)

    def typed(self, text: str) -> str | None:
        meant = _bare(text)
        return next((code for code in self._words if _bare(code) == meant), None)


def _bare(text: str) -> str:
    return "".join(text.lower().split())


@dataclass(frozen=True)
class Form:
    """A kind of alert: its name, and its words with a pair of braces for each gap."""

    label: str
    words: str
    gaps: Sequence[Gap]


_WINDOW = OneOf(note("Within which time?"), "5m", "15m", "1h", "4h", "24h")
_CANDLES = OneOf(note("Of which candles?"), "5m", "15m", "1h", "4h", "1d")
_NEARNESS = OneOf(note("How near?"), "0.5%", "1%", "2%", "5%")

_QUOTES = ("USDT", "USDC", "BTC", "TRY")

FORMS: Mapping[str, Form] = {
    "above": Form(note("📈 Price above"), "{symbol} > {}", [Levels(1, 2, 5, 10)]),
    "below": Form(note("📉 Price below"), "{symbol} < {}", [Levels(-1, -2, -5, -10)]),
    "cross": Form(
        note("↕️ Price crosses"), "{symbol} crosses {}", [Levels(1, -1, 2, -2, 5, -5, 10, -10)]
    ),
    "change": Form(
        note("🎢 Rises or falls"),
        "{symbol} {} {}",
        [
            OneOf(note("By how much?"), "+1%", "-1%", "+2%", "-2%", "+5%", "-5%", "+10%", "-10%"),
            _WINDOW,
        ],
    ),
    "moves": Form(
        note("⚡ Moves either way"),
        "{symbol} moves {} {}",
        [OneOf(note("By how much?"), "1%", "2%", "5%", "10%"), _WINDOW],
    ),
    "volume": Form(
        note("📊 Volume"),
        "{symbol} volume {} {}",
        [OneOf(note("How many times the usual?"), "x2", "x3", "x5", "x10"), _WINDOW],
    ),
    "rsi": Form(
        note("🌡 RSI"),
        "{symbol} rsi 14 {} {}",
        [OneOf(note("At which RSI?"), "< 30", "> 70", "< 20", "> 80"), _CANDLES],
    ),
    "ema": Form(
        note("🔀 EMA cross"),
        "{symbol} {} {}",
        [
            OneOf(
                note("Which averages?"),
                spelt={
                    "9 × 21": "ema 9 crosses ema 21",
                    "20 × 50": "ema 20 crosses ema 50",
                    "50 × 200": "ema 50 crosses ema 200",
                },
            ),
            _CANDLES,
        ],
    ),
    "funding": Form(
        note("💸 Funding"),
        "{symbol} funding {}",
        [OneOf(note("At which rate?"), "> 0.01%", "> 0.05%", "> 0.1%", "< 0%", "< -0.05%")],
    ),
    "low": Form(note("⤵️ Near the 24 h low"), "{symbol} near low 24h {}", [_NEARNESS]),
    "high": Form(note("⤴️ Near the 24 h high"), "{symbol} near high 24h {}", [_NEARNESS]),
    "listing": Form(
        note("🆕 New listing"),
        "new listing{}",
        [
            OneOf(
                note("Priced in what?"),
                spelt={note("any"): ""} | {quote: f" {quote}" for quote in _QUOTES},
            )
        ],
    ),
}  # fmt: skip

MANNERS: Mapping[str, str] = {"once": "", "every": " every", "hour": " every cooldown 1h"}
"""How often it fires, which is asked last."""


def spelt(form: Form, symbol: str, codes: Sequence[str]) -> str:
    """The words of a form whose gaps these codes fill, as they would be written after `/alert`."""
    words = [gap.words(code) for gap, code in zip(form.gaps, codes, strict=True)]
    return form.words.format(*words, symbol=symbol)


def fits(form: Form, codes: Sequence[str]) -> bool:
    """Whether these codes fill the first gaps of a form."""
    if len(codes) > len(form.gaps):
        return False
    filled = zip(form.gaps, codes, strict=False)
    return all(gap.words(code) is not None for gap, code in filled)
