"""The bot's sentences, read back into what they claim."""

import re
from dataclasses import dataclass
from decimal import Decimal

NUMBER = r"[\d,]+(?:\.\d+)?"
SENTENCE = (
    rf"(?P<side>BUY|SELL) (?:(?P<quantity>{NUMBER}) (?P<symbol>[A-Z0-9]+)"
    rf"|(?P<bought>[A-Z0-9]+) for (?P<quote>{NUMBER})) at (?:market|{NUMBER})"
)
QUESTION = re.compile(rf"\A{SENTENCE}\?$", re.MULTILINE)
VERDICT = re.compile(rf"^\W*(?P<head>\w[^:\n]*): {SENTENCE}(?P<more>\..*)?$", re.MULTILINE)
FILL = re.compile(
    rf"\A\W*(?P<head>Filled|Partly filled|Fill): (?:BUY|SELL) \w+\n(?P<quantity>{NUMBER}) at "
)
ORDER = re.compile(r"^Order (\d+)$", re.MULTILINE)
REPEAT = re.compile(r"\n\(repeat: it may have reached you before\)\s*\Z")
ALERT = re.compile(
    rf"\A🔔 (?P<symbol>\w+) (?P<sign>[<>]) (?P<level>{NUMBER})\n"
    rf"Traded at (?P<price>{NUMBER}) at (?P<clock>\d\d:\d\d:\d\d) UTC"
)
ARMED = re.compile(
    rf"\A🔔 I will tell you when (?P<symbol>\w+) trades (?P<way>above|below) (?P<level>{NUMBER})\."
)


@dataclass(frozen=True)
class Sentence:
    """Which order is spoken of: its amount is unique to the question."""

    side: str
    symbol: str
    amount: Decimal


@dataclass(frozen=True)
class Verdict:
    head: str
    sentence: Sentence

    @property
    def pending(self) -> bool:
        return self.head == "Status unknown"

    @property
    def denies(self) -> bool:
        return self.head == "Not executed"


@dataclass(frozen=True)
class Fill:
    """What a notice says about an order: all that was filled so far, or some more."""

    order_id: int
    quantity: Decimal
    in_all: bool


@dataclass(frozen=True)
class Fired:
    symbol: str
    above: bool
    level: Decimal
    price: Decimal
    clock: str


@dataclass(frozen=True)
class Armed:
    symbol: str
    above: bool
    level: Decimal


def question(text: str) -> Sentence | None:
    match = QUESTION.search(text)
    return _sentence(match) if match else None


def verdict(text: str) -> Verdict | None:
    match = VERDICT.search(text)
    return Verdict(match["head"].split(",")[0], _sentence(match)) if match else None


def fill(text: str) -> Fill | None:
    match, order = FILL.search(text), ORDER.search(text)
    if match is None or order is None:
        return None
    return Fill(int(order[1]), number(match["quantity"]), in_all=match["head"] != "Fill")


def fired(text: str) -> list[Fired]:
    """The alerts that a message tells of: one, or those of a digest."""
    parts = (ALERT.search(part) for part in text.split("\n\n"))
    return [_fired(match) for match in parts if match]


def _fired(match: re.Match[str]) -> Fired:
    above, level, price = match["sign"] == ">", number(match["level"]), number(match["price"])
    return Fired(match["symbol"], above, level, price, match["clock"])


def armed(text: str) -> Armed | None:
    match = ARMED.search(text)
    return (
        Armed(match["symbol"], match["way"] == "above", number(match["level"])) if match else None
    )


def is_repeat(text: str) -> bool:
    return REPEAT.search(text) is not None


def without_mark(text: str) -> str:
    return REPEAT.sub("", text)


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _sentence(match: re.Match[str]) -> Sentence:
    symbol = match["symbol"] or match["bought"]
    return Sentence(match["side"], symbol, number(match["quantity"] or match["quote"]))
