"""What can be subscribed to on the spot market."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from binance.models import events
from binance.models.market import Interval
from binance.streams.events import MarketEvent


@dataclass(frozen=True)
class MiniTickers:
    """24-hour statistics of every symbol that changed, once a second."""

    @property
    def stream(self) -> str:
        return "!miniTicker@arr"

    def parse(self, data: Any) -> Iterable[MarketEvent]:
        return [events.MiniTicker.model_validate(row) for row in data]


@dataclass(frozen=True)
class MiniTicker:
    """24-hour statistics of one symbol, once a second."""

    symbol: str

    @property
    def stream(self) -> str:
        return f"{self.symbol.lower()}@miniTicker"

    def parse(self, data: Any) -> Iterable[MarketEvent]:
        return [events.MiniTicker.model_validate(data)]


@dataclass(frozen=True)
class Candles:
    """The running candle, every two seconds, and each closed one."""

    symbol: str
    interval: Interval

    @property
    def stream(self) -> str:
        return f"{self.symbol.lower()}@kline_{self.interval}"

    def parse(self, data: Any) -> Iterable[MarketEvent]:
        return [events.KlineEvent.model_validate(data)]


@dataclass(frozen=True)
class AggTrades:
    """Every aggregate trade of one symbol, as it happens."""

    symbol: str

    @property
    def stream(self) -> str:
        return f"{self.symbol.lower()}@aggTrade"

    def parse(self, data: Any) -> Iterable[MarketEvent]:
        return [events.AggTradeEvent.model_validate(data)]


Subscription = MiniTickers | MiniTicker | Candles | AggTrades


def conflation_key(event: MarketEvent) -> Hashable | None:
    """Name what an event may replace while it waits; None for trades, where each one counts."""
    match event:
        case events.MiniTicker():
            return ("miniTicker", event.symbol)
        case events.KlineEvent():
            return ("kline", event.symbol, event.kline.interval, event.kline.open_time)
        case _:
            return None
