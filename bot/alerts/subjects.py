"""What an alert is about: the symbol, pair of symbols or perpetual that a word names."""

import re
from collections.abc import Container

from binance.symbols import Symbols
from bot.alerts.conditions import Price, Ratio
from bot.i18n import note
from bot.reading import listed, quoted
from bot.refusals import Misunderstood

_SEPARATORS = re.compile(r"[/_-]")


class Subject:
    """A word, and what it names: exactly, or not at all."""

    def __init__(
        self,
        word: str,
        symbols: Symbols,
        perpetuals: Container[str] | None = None,
        chosen: str | None = None,
    ) -> None:
        self._word, self._symbols, self._perpetuals = word, symbols, perpetuals
        self._chosen = chosen

    def symbol(self) -> str:
        """A symbol of the spot market."""
        market = self.market()
        if isinstance(market, Ratio):
            raise Misunderstood(
                note(
                    "Binance does not list “{word}”, so I know its price only. "
                    "Write it like this: <code>{form}</code>"
                ),
                word=quoted(self._word), form=f"/alert {market.symbol}/{market.by} > 0.05",
            )  # fmt: skip
        return market.symbol

    def market(self) -> Price | Ratio:
        """`eth/btc` is the symbol if it is listed, and else the one price by the other."""
        if self._word == self._chosen and self._word in self._symbols:
            return Price(symbol=self._word)
        return self._ratio() or Price(symbol=listed(self._symbols, self._word).symbol)

    def perpetual(self) -> str:
        """A USD-M perpetual; taken to be named as its spot symbol when none are known."""
        if self._perpetuals is None:
            return self.symbol()
        name = _SEPARATORS.sub("", self._word.upper()) if self._word.isascii() else ""
        for candidate in (name, f"{name}USDT", f"{name}USDC"):
            if candidate in self._perpetuals:
                return candidate
        raise Misunderstood(
            note(
                "Binance lists no USD-M perpetual “{word}”, and only those have funding. "
                "Write it like this: <code>{form}</code>"
            ),
            word=quoted(self._word), form="/alert BTCUSDT funding > 0.05%",
        )  # fmt: skip

    def _ratio(self) -> Ratio | None:
        """Two symbols of the same quote, if they are not a pair that is listed itself."""
        if self._word.count("/") != 1 or self._symbols.find(self._word):
            return None
        one, other = (self._symbols.find(part) for part in self._word.split("/"))
        if one is None or other is None or one == other or one.quote_asset != other.quote_asset:
            return None
        return Ratio(symbol=one.symbol, by=other.symbol)
