"""What can be subscribed to."""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeVar

from binance.models import events
from binance.models.market import Interval

E_co = TypeVar("E_co", covariant=True)


class Subscription(Protocol[E_co]):
    """A stream: what it is called, where it is heard, and how its messages are read.

    `expected` is how many seconds lie between two messages, None if that depends on the market.
    A message of many rows is read into a list.
    """

    @property
    def stream(self) -> str: ...
    @property
    def api(self) -> str: ...
    @property
    def route(self) -> str | None: ...
    @property
    def expected(self) -> float | None: ...

    def read(self, data: Any, /) -> E_co: ...


class _Spot:
    api: ClassVar[str] = "api"
    route: ClassVar[str | None] = None
    expected: ClassVar[float | None] = None


@dataclass(frozen=True)
class MiniTickers(_Spot):
    """24-hour statistics of every symbol that changed, once a second."""

    expected: ClassVar[float | None] = 1.0

    @property
    def stream(self) -> str:
        return "!miniTicker@arr"

    def read(self, data: Any) -> list[events.MiniTicker]:
        return [events.MiniTicker.model_validate(row) for row in data]


@dataclass(frozen=True)
class MiniTicker(_Spot):
    """24-hour statistics of one symbol, once a second if they changed."""

    symbol: str

    @property
    def stream(self) -> str:
        return f"{self.symbol.lower()}@miniTicker"

    def read(self, data: Any) -> events.MiniTicker:
        return events.MiniTicker.model_validate(data)


@dataclass(frozen=True)
class Candles(_Spot):
    """The running candle, every two seconds while it changes, and each closed one."""

    symbol: str
    interval: Interval

    @property
    def stream(self) -> str:
        return f"{self.symbol.lower()}@kline_{self.interval}"

    def read(self, data: Any) -> events.KlineEvent:
        return events.KlineEvent.model_validate(data)


@dataclass(frozen=True)
class AggTrades(_Spot):
    """Every aggregate trade of one symbol, as it happens."""

    symbol: str

    @property
    def stream(self) -> str:
        return f"{self.symbol.lower()}@aggTrade"

    def read(self, data: Any) -> events.AggTradeEvent:
        return events.AggTradeEvent.model_validate(data)
