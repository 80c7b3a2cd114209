"""What somebody wrote, word by word, and how to say which word was not understood."""

import re
from collections.abc import Iterable

from bot.i18n import note
from bot.reading import quoted
from bot.refusals import Misunderstood

LONGEST_FORM = 200

# `note` and what follows it, which is not ours to read.
_NOTE = re.compile(r"(?:^|(?<=\s))note(?::\s*|\s+|$)", re.IGNORECASE)

# What is written in several ways becomes words with one blank between.
_SPELLINGS = [
    (re.compile(r"^\s*/alert(?:@[A-Za-z0-9_]+)?(?=\s|$)"), ""),
    (re.compile(r"&gt;"), ">"),
    (re.compile(r"&lt;"), "<"),
    (re.compile(r"&amp;"), "&"),
    (re.compile(r"[()]"), " "),
    (re.compile(r"(>=|<=|=>|=<|[<>=≥≤&])"), r" \1 "),
    (re.compile(r"\s*/\s*"), "/"),
    (re.compile(r"(?<=[0-9])\s+%"), "%"),
    (re.compile(r"%(?=[0-9A-Za-z])"), "% "),
    (re.compile(r"(?<=[0-9A-Za-z])(?=[+-][0-9.]+%)"), " "),
    (re.compile(r"(?<=[+-])\s+(?=[0-9])"), ""),
    (re.compile(r"\b(rsi|ema|sma)(?=[0-9])", re.IGNORECASE), r"\1 "),
]


def split(text: str) -> tuple[list[str], str]:
    """The words, and the note that follows them as it was written."""
    whole = text.encode(errors="replace").decode()  # halves of characters
    found = _NOTE.search(whole)
    head, remark = (whole[: found.start()], whole[found.end() :].strip()) if found else (whole, "")
    if found and not remark:
        raise Misunderstood(
            note("Write what I shall remind you of: <code>{form}</code>"),
            form="/alert BTCUSDT > 70000 note sell half",
        )
    head = " ".join(head.split())
    for spelling, plain in _SPELLINGS:
        head = spelling.sub(plain, head)
    return head.split(), remark


class Words:
    """Words taken from the left. Refusals show `form`: how it would be written right."""

    def __init__(self, words: Iterable[str], form: str) -> None:
        self._words, self._at = [*words], 0
        self.like(form)

    def like(self, form: str) -> None:
        """Name the nearest right form of what is being read now."""
        self.form = f"/alert {form}"

    def peek(self, ahead: int = 0) -> str:
        """A word that comes, in small letters; empty behind the end."""
        coming = self._words[self._at + ahead : self._at + ahead + 1]
        # some letters of other alphabets have small forms that are ASCII
        return coming[0].lower() if coming and coming[0].isascii() else "".join(coming)

    def accept(self, *expected: str) -> str:
        """The next word if it is one of these, taken; otherwise empty."""
        word = self.peek()
        if word not in expected:
            return ""
        self._at += 1
        return word

    def take(self) -> str:
        """The next word, as it was written."""
        if self._at == len(self._words):
            raise Misunderstood(
                note("Something is missing. Write it like this: <code>{form}</code>"),
                form=self.form,
            )
        self._at += 1
        return self._words[self._at - 1]

    def finish(self) -> None:
        if self._at < len(self._words):
            raise self.odd(self.take())

    def rest(self) -> str:
        return " ".join(self._words[self._at :])

    def of_what(self) -> Misunderstood:
        return Misunderstood(
            note("Which symbol? Write it like this: <code>{form}</code>"),
            form=self._repeated("BTCUSDT", *self._words[self._at :]),
        )

    def odd(self, word: str) -> Misunderstood:
        return Misunderstood(
            note("I do not understand “{word}” here. Write it like this: <code>{form}</code>"),
            word=quoted(word), form=self.form,
        )  # fmt: skip

    def outside(self, word: str, least: str, most: str) -> Misunderstood:
        return Misunderstood(
            note(
                "“{word}” is out of range, which goes from {least} to {most}. "
                "Write it like this: <code>{form}</code>"
            ),
            word=quoted(word), least=least, most=most, form=self.form,
        )  # fmt: skip

    def ambiguous(self, plain: str) -> Misunderstood:
        """Refuse the word just taken, which is a number with commas; `plain` is it without."""
        word = self._words[self._at - 1]
        right = [*self._words[: self._at - 1], plain, *self._words[self._at :]]
        return Misunderstood(
            note(
                "“{word}” is read differently by different people. "
                "Write it like this: <code>{form}</code>"
            ),
            word=quoted(word), form=self._repeated(*right),
        )  # fmt: skip

    def apart(self, one: str, other: str) -> Misunderstood:
        return Misunderstood(
            note(
                "“{one}” and “{other}” do not go together. Write it like this: <code>{form}</code>"
            ),
            one=quoted(one), other=quoted(other), form=self.form,
        )  # fmt: skip

    def _repeated(self, *words: str) -> str:
        """What was written, put right, unless it is too long to be said again."""
        right = " ".join(words)
        return f"/alert {right}" if len(right) <= LONGEST_FORM else self.form
