"""Every symbol, and how people's spelling of one is understood."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

import msgspec

from binance.models.exchange import SymbolInfo, SymbolStatus
from binance.models.rows import Rows

# What a bare asset is priced in, in this order.
QUOTES = ("USDT", "USDC", "FDUSD", "BTC", "ETH", "BNB")
_SEPARATORS = str.maketrans("", "", "/-_ ")


class _Head(msgspec.Struct, rename="camel"):
    """What is needed of every symbol; the rest is read when a symbol is asked for."""

    symbol: str
    status: str
    base_asset: str


class Symbols(Mapping[str, SymbolInfo]):
    """All symbols by their names."""

    def __init__(self, symbols: Iterable[SymbolInfo]) -> None:
        self._rows = symbols if isinstance(symbols, Rows) else Rows(SymbolInfo, [*symbols])
        heads = self._rows.heads(_Head)
        self._places = {head.symbol: place for place, head in enumerate(heads)}
        self._traded = {
            head.symbol: head.base_asset for head in heads if head.status == SymbolStatus.TRADING
        }

    def __getitem__(self, symbol: str) -> SymbolInfo:
        return self._rows[self._places[symbol]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._places

    def __len__(self) -> int:
        return len(self._places)

    def find(self, text: str) -> SymbolInfo | None:
        """Resolve `btc`, `btcusdt`, `BTC/USDT`; None rather than a guess.

        ASCII only: a look-alike of another alphabet would name another, real symbol.
        """
        if not text.isascii():
            return None
        name = text.upper().translate(_SEPARATORS)
        found = self._name(name)
        return None if found is None else self[found]

    def suggestions(self, text: str, count: int = 3) -> list[SymbolInfo]:
        """List what may have been meant, the likeliest first.

        To letters of other alphabets nothing is alike but what has them in its name.
        """
        if not text.isascii():
            return [self[name] for name in self._traded if _plainly_upper(text) in name][:count]
        name = text.upper().translate(_SEPARATORS)
        alike = [
            *(symbol for symbol in self._traded if name and symbol.startswith(name)),
            *get_close_matches(name, self._traded, n=count),
            *get_close_matches(name, set(self._traded.values()), n=count),
        ]
        names = (each if each in self._traded else self._name(each) for each in alike)
        return [self[each] for each in list(dict.fromkeys(filter(None, names)))[:count]]

    def _name(self, asset: str) -> str | None:
        """Name the symbol that a bare asset means."""
        candidates = (asset, *(asset + quote for quote in QUOTES))
        return next((candidate for candidate in candidates if candidate in self), None)


def _plainly_upper(text: str) -> str:
    """Capitals of ASCII letters alone: those of some others are ASCII, and would be look-alikes."""
    return "".join(letter.upper() if letter.isascii() else letter for letter in text)
