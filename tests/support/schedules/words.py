"""The bot's sentences, read back into what they claim."""

import re
from dataclasses import dataclass
from decimal import Decimal

NUMBER = r"[\d,]+(?:\.\d+)?"
SENTENCE = (
    rf"(?P<side>BUY|SELL) (?:(?P<quantity>{NUMBER}) (?P<symbol>[A-Z0-9]+)"
    rf"|(?P<bought>[A-Z0-9]+) for (?P<quote>{NUMBER})) at (?:market|{NUMBER})"
)
QUOTE = "USDT"  # of all that is traded here: questions name assets, verdicts the symbol
QUESTION = re.compile(
    rf"^(?P<side>BUY|SELL) (?:(?P<quantity>{NUMBER}) (?P<base>[A-Z0-9]+)"
    rf"|(?P<bought>[A-Z0-9]+) for (?P<quote>{NUMBER}) {QUOTE}) at (?:market|{NUMBER})\?$",
    re.MULTILINE,
)
DOUBT = "Nobody knows yet whether this was carried out"  # above a question about another order
VERDICT = re.compile(rf"^\W*(?P<head>\w[^:\n]*): {SENTENCE}(?P<more>\.(?!\d).*)?$", re.MULTILINE)
FILL = re.compile(
    rf"^\W*(?:Filled|Partly filled, the rest waits|Fill|Cancelled after a part"
    rf"|Expired after a part): (?:BUY|SELL) [^\n]+\n(?P<quantity>{NUMBER}) (?:of {NUMBER} )?at ",
    re.MULTILINE,
)
OVER = re.compile(
    rf"\A\W*(?:Done|Over): (?:BUY|SELL) \w+, (?:only )?(?P<quantity>{NUMBER}) (?:of {NUMBER} )?at "
)
ORDER = re.compile(r"^Order (\d+)$", re.MULTILINE)
REPEAT = re.compile(r"\n\(repeat: it may have reached you before\)\s*\Z")
ALERT = re.compile(
    rf"\A🔔 (?P<symbol>\w+) (?P<sign>[<>]) (?P<level>{NUMBER}) · #\d+\n"
    rf"Traded at (?P<price>{NUMBER}) at (?P<clock>\d\d:\d\d:\d\d) UTC"
)
ARMED = re.compile(
    rf"\A🔔 I will tell you when (?P<symbol>\w+) trades (?P<way>above|below) (?P<level>{NUMBER})\."
)
LINE = (
    rf"(?:(?:BUY|SELL) {NUMBER} [A-Z0-9]+ at {NUMBER} · (?P<order>\d+)|order (?P<number>\d+) of.*)"
)
CANCELLED = re.compile(
    rf"\A\W*(?P<head>Cancelled|It was filled before it could be cancelled|The order is [^:\n]+"
    rf"|Not cancelled, it is still open|Not cancelled, as nothing was sent"
    rf"|I could not find out whether this order is cancelled|Cancelling 1 order):?\s{LINE}$",
    re.MULTILINE,
)
DENIED = "Binance knows no such order"


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
    def waits(self) -> bool:
        return self.head in ("Waiting in the book", "Partly filled")

    @property
    def denies(self) -> bool:
        return self.head == "Not executed"


@dataclass(frozen=True)
class Fill:
    """What a message says about an order: all that was filled so far.

    `ends` is of the short one that says that an order is over.
    """

    order_id: int
    quantity: Decimal
    ends: bool = False


@dataclass(frozen=True)
class Cancelled:
    """What became of an order that was to be taken back."""

    head: str
    order_id: int

    @property
    def pending(self) -> bool:
        return self.head == "Cancelling 1 order"

    def denies(self, status: str) -> bool:
        """Whether it is not true of an order that the exchange shows with this status."""
        match self.head:
            case "Cancelled":
                return status != "CANCELED"
            case "It was filled before it could be cancelled":
                return status != "FILLED"
            case "The order is not open any more":
                return status in ("NEW", "PARTIALLY_FILLED")
            case _:
                return False

    @property
    def open(self) -> bool:
        return self.head.startswith("Not cancelled")


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
    if match is None:
        return None
    symbol = (match["base"] or match["bought"]) + QUOTE
    return Sentence(match["side"], symbol, number(match["quantity"] or match["quote"]))


def verdict(text: str) -> Verdict | None:
    match = VERDICT.search(text)
    if match is None or match["head"] == DOUBT:
        return None
    return Verdict(match["head"].split(",")[0], _sentence(match))


def fill(text: str) -> Fill | None:
    order, over = ORDER.search(text), OVER.search(text)
    match = over or FILL.search(text)
    if match is None or order is None:
        return None
    return Fill(int(order[1]), number(match["quantity"]), ends=over is not None)


def cancelled(text: str) -> Cancelled | None:
    match = CANCELLED.search(text)
    return Cancelled(match["head"], int(match["order"] or match["number"])) if match else None


def is_about(text: str, sentence: Sentence) -> bool:
    """Whether a message says how the order of a question stands."""
    told = verdict(text)
    return told is not None and told.sentence == sentence


def order_id(text: str) -> int | None:
    match = ORDER.search(text)
    return int(match[1]) if match else None


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
