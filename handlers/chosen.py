"""What of a long list is looked at: chosen by buttons, written as words, carried in buttons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from binance.models.order_terms import Side
from bot.i18n import note
from bot.refusals import Misunderstood
from bot.statements import Period

MARKETS = ("spot", "usdm", "coinm", "margin", "isolated")
SYMBOL = r"[^\s:]{2,24}"  # contracts have an underscore, and some symbols are Chinese
PATTERN = (
    rf"(?:({'|'.join(MARKETS)}|-)):({SYMBOL}|-):(BUY|SELL|-):"
    r"(day|week|month|all):(\d{1,4})(:[a-z])?"
)
_SYMBOL = re.compile(rf"\A{SYMBOL}\Z")
_SIDES = {"buy": Side.BUY, "buys": Side.BUY, "sell": Side.SELL, "sells": Side.SELL}
_LONGEST = 64  # bytes that a button may carry


@dataclass(frozen=True)
class Chosen:
    """A part of a list, and a page of that; None means any."""

    market: Any = None
    symbol: str | None = None
    side: Side | None = None
    period: Period = Period.ALL
    page: int = 0

    def data(self, prefix: str, mark: str = "") -> str:
        """As a button carries it; a symbol too long for a button is left out."""
        parts = (self.market, self.symbol, self.side)
        head = ":".join(str(part) if part is not None else "-" for part in parts)
        text = f"{prefix}:{head}:{self.period.value}:{self.page}{mark}"
        if len(text.encode()) > _LONGEST:
            return replace(self, symbol=None).data(prefix, mark)
        return text

    def but(self, **news: Any) -> "Chosen":
        """The first page of something else."""
        return replace(self, page=0, **news)

    def at(self, page: int) -> "Chosen":
        return replace(self, page=page)


def of_match(match: re.Match[str]) -> Chosen:
    """Read what a button carries."""
    market, symbol, side, period, page = match.group(1, 2, 3, 4, 5)
    return Chosen(
        None if market == "-" else market,
        None if symbol == "-" else symbol,
        None if side == "-" else Side(side),
        Period(period),
        int(page),
    )


def of_words(words: Sequence[str], example: str) -> Chosen:
    """`BTCUSDT sell week`, in any order; whether the symbol exists is seen by who asks."""
    chosen = Chosen()
    for word in words:
        low = word.lower()
        if low in _SIDES and chosen.side is None:
            chosen = replace(chosen, side=_SIDES[low])
        elif low in MARKETS and chosen.market is None:
            chosen = replace(chosen, market=low)
        elif low in {one.value for one in Period}:
            chosen = replace(chosen, period=Period(low))
        elif chosen.symbol is None and _SYMBOL.match(word):
            chosen = replace(chosen, symbol=word.upper())
        else:
            raise Misunderstood(
                note("I do not understand “{word}”. Write for example: {example}"),
                word=word, example=example,
            )  # fmt: skip
    return chosen
