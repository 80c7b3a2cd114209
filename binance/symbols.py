"""Every symbol, and how people's spelling of one is understood."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from binance.models.exchange import SymbolInfo, SymbolStatus

# What a bare asset is priced in, in this order.
QUOTES = ("USDT", "USDC", "FDUSD", "BTC", "ETH", "BNB")
_SEPARATORS = str.maketrans("", "", "/-_ ")


class Symbols(Mapping[str, SymbolInfo]):
    """All symbols by their names."""

    def __init__(self, symbols: Iterable[SymbolInfo]) -> None:
        self._symbols = {info.symbol: info for info in symbols}
        self._traded = [
            info for info in self._symbols.values() if info.status == SymbolStatus.TRADING
        ]

    def __getitem__(self, symbol: str) -> SymbolInfo:
        return self._symbols[symbol]

    def __iter__(self) -> Iterator[str]:
        return iter(self._symbols)

    def __len__(self) -> int:
        return len(self._symbols)

    def find(self, text: str) -> SymbolInfo | None:
        """Resolve `btc`, `btcusdt`, `BTC/USDT`; None rather than a guess.

        ASCII only: a look-alike of another alphabet would name another, real symbol.
        """
        if not text.isascii():
            return None
        name = text.upper().translate(_SEPARATORS)
        candidates = (name, *(name + quote for quote in QUOTES))
        found = (self._symbols.get(candidate) for candidate in candidates)
        return next((info for info in found if info is not None), None)

    def suggestions(self, text: str, count: int = 3) -> list[SymbolInfo]:
        """List what may have been meant, the likeliest first."""
        name = text.upper().translate(_SEPARATORS)
        known = {info.symbol: info for info in self._traded}
        assets = {info.base_asset for info in self._traded}
        alike = [
            *(symbol for symbol in known if name and symbol.startswith(name)),
            *get_close_matches(name, known, n=count),
            *get_close_matches(name, assets, n=count),
        ]
        found = [known.get(text) or self.find(text) for text in dict.fromkeys(alike)]
        distinct = {info.symbol: info for info in found if info is not None}
        return list(distinct.values())[:count]
