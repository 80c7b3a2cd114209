"""The words of an order, taken one by one, and how to say which was not understood."""

import re
from collections.abc import Container, Mapping, Sequence
from decimal import Decimal

from binance.request import wire
from bot.i18n import note
from bot.reading import quoted
from bot.refusals import Misunderstood

LONGEST_FORM = 200
_BRACKET = "BTCUSDT $500 @ 62000 tp 65000 sl 60000"
_PAIR = "BTCUSDT 0.1 65000 59000"
_ALL = ("amount", "price", "stop", "touch", "pair", "exits", "trail", "iceberg")
FORMS = {
    "buy": {
        "amount": "BTCUSDT $100",
        "price": "BTCUSDT 0.01 @ 65000 post",
        "stop": "BTCUSDT 0.01 stop 70000 limit 70100",
        "touch": "BTCUSDT 0.01 touch 60000 limit 60100",
        "pair": "BTCUSDT 0.01 @ 60000 stop 70000",
        "exits": _BRACKET,
        "trail": "BTCUSDT 0.1 trail 2%",
        "iceberg": "BTCUSDT 2 @ 60000 iceberg 0.1",
    },
    "sell": {
        "amount": "BTCUSDT 25%",
        "price": "BTCUSDT 0.01 @ 65000 post",
        "stop": "BTCUSDT 0.01 stop 60000 limit 59900",
        "touch": "BTCUSDT 0.01 touch 70000 limit 69900",
        "pair": "BTCUSDT 0.01 @ 70000 stop 60000",
        "exits": "BTCUSDT 0.01 tp 70000 sl 60000",
        "trail": "BTCUSDT 0.1 trail 2%",
        "iceberg": "BTCUSDT 2 @ 60000 iceberg 0.1",
    },
    "bracket": {"exits": _BRACKET},
    "oco": dict.fromkeys(_ALL, _PAIR),
    "change": {"amount": "123456 0.5 @ 61000"},
}
"""What a person is shown as an example, by what was being read."""

# What is written in several ways becomes words with one blank between.
_SPELLINGS = [
    (re.compile(r"@"), " @ "),
    (re.compile(r"\s*/\s*"), "/"),
    (re.compile(r"\$\s+(?=[0-9])"), "$"),
    (re.compile(r"(?<=[0-9])\s+%"), "%"),
    (re.compile(r"(?<=\s)stop(?:\s+|-)?loss(?=\s|$)", re.IGNORECASE), "sl"),
    (re.compile(r"(?<=\s)take(?:\s+|-)?profit(?=\s|$)", re.IGNORECASE), "tp"),
    (re.compile(r"(?<=\s)post(?:\s+|-)?only(?=\s|$)", re.IGNORECASE), "post"),
    (re.compile(r"(?<=\s)(?:@|at)\s+(?:the\s+)?market(?=\s|$)", re.IGNORECASE), "market"),
]


class Words:
    """Words taken from the left. Refusals show `form`: how it would be written right.

    `forms` are a command's examples, where it is none of spot's. `symbols` are those that may be
    named in letters that are not ASCII, by their very names.
    """

    def __init__(
        self,
        command: str,
        words: Sequence[str],
        forms: Mapping[str, str] | None = None,
        symbols: Container[str] = (),
    ) -> None:
        self._command, self._at = command, 0
        self._forms = FORMS[command] if forms is None else forms
        self.like("amount")
        self._words = _split(" ".join(words))
        for word in self._words:
            if not word.isascii() and word not in symbols:  # some letters have small forms that are
                raise self.odd(word)

    def __bool__(self) -> bool:
        return self._at < len(self._words)

    def like(self, form: str) -> None:
        """Name one of the forms, the nearest right one to what is being read now."""
        self.form = f"/{self._command} {self._forms.get(form, _BRACKET)}"

    @property
    def place(self) -> int:
        """How many words have been taken."""
        return self._at

    def peek(self) -> str:
        """The word that comes, in small letters; empty behind the end."""
        return self._words[self._at].lower() if self else ""

    def accept(self, *expected: str) -> str:
        """The next word if it is one of these, taken; otherwise empty."""
        word = self.peek()
        if word not in expected:
            return ""
        self._at += 1
        return word

    def take(self) -> str:
        """The next word, as it was written."""
        if not self:
            raise self.missing()
        self._at += 1
        return self._words[self._at - 1]

    def missing(self) -> Misunderstood:
        return Misunderstood(
            note("Something is missing. Write it like this: <code>{form}</code>"), form=self.form
        )

    def without_price(self) -> Misunderstood:
        return Misunderstood(
            note(
                "The price of the entry is missing, as in @ 62000. "
                "Write it like this: <code>{form}</code>"
            ),
            form=self.form,
        )

    def leverage(self, word: str) -> Misunderstood:
        return Misunderstood(
            note("“{word}” is leverage, which spot has not: that is for /long and /short."),
            word=quoted(word),
        )

    def odd(self, word: str) -> Misunderstood:
        return Misunderstood(
            note("I do not understand “{word}” here. Write it like this: <code>{form}</code>"),
            word=quoted(word), form=self.form,
        )  # fmt: skip

    def twice(self, word: str) -> Misunderstood:
        return Misunderstood(note("“{word}” may be written only once."), word=quoted(word))

    def apart(self, one: str, other: str) -> Misunderstood:
        return Misunderstood(
            note(
                "“{one}” and “{other}” do not go together. Write it like this: <code>{form}</code>"
            ),
            one=quoted(one), other=quoted(other), form=self.form,
        )  # fmt: skip

    def unit_of_many(self, unit: str, many: int, amount: Decimal) -> Misunderstood:
        """Refuse a bare number of what is counted by `many`; either way to mean it is shown."""
        return Misunderstood(
            note(
                "One {unit} stands for {many} coins. For {amount} coins write {few} {unit}, and "
                "for {total} coins {amount} {unit}: <code>/{command} {few} {unit}</code>"
            ),
            unit=unit, many=many, amount=wire(amount), few=wire(amount / many),
            total=wire(amount * many), command=self._command,
        )  # fmt: skip

    def ambiguous(self, word: str, plain: str) -> Misunderstood:
        """Refuse a number with separators; `plain` is what it most likely means."""
        right = " ".join(plain if each == word else each for each in self._words)
        form = f"/{self._command} {right}"
        return Misunderstood(
            note(
                "“{word}” is read differently by different people. "
                "Write it like this: <code>{form}</code>"
            ),
            word=quoted(word), form=form if len(form) <= LONGEST_FORM else self.form,
        )  # fmt: skip


def _split(text: str) -> list[str]:
    # a blank in front, so that a first word may be one that is spelt in several ways
    spaced = " " + " ".join(text.encode(errors="replace").decode().split())
    for spelling, plain in _SPELLINGS:
        spaced = spelling.sub(plain, spaced)
    return spaced.split()
