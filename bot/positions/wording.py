"""What is written behind /leverage and /margintype."""

from collections.abc import Sequence

from binance.models.futures.contracts import SymbolInfo
from binance.models.futures.terms import MarginType
from bot.ordering.words import Words
from bot.positions import clauses
from bot.positions.listed import Listed

_MARGINS = {
    "isolated": MarginType.ISOLATED, "cross": MarginType.CROSSED, "crossed": MarginType.CROSSED,
}  # fmt: skip


def contract_and_leverage(spoken: Sequence[str], listed: Listed) -> tuple[SymbolInfo, int]:
    """`BTCUSDT 5`, `btc x5`."""
    words = Words("leverage", spoken, {"amount": "BTCUSDT 3"}, listed.usdm)
    contract = listed.usd(words.take())
    words.accept("x")
    wanted = clauses.leverage(words, words.take())
    _end(words)
    return contract, wanted


def contract_and_margin(spoken: Sequence[str], listed: Listed) -> tuple[SymbolInfo, MarginType]:
    """`BTCUSDT isolated`, `btc cross`."""
    words = Words("margintype", spoken, {"amount": "BTCUSDT isolated"}, listed.usdm)
    contract = listed.usd(words.take())
    word = words.take()
    if word.lower() not in _MARGINS:
        raise words.odd(word)
    _end(words)
    return contract, _MARGINS[word.lower()]


def _end(words: Words) -> None:
    if words:
        raise words.odd(words.take())
