"""The market of a schedule: trades over sockets and over REST, and what goes wrong with both."""

import asyncio
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pretend_market import BEGUN, Market, loop_time

from alert_world.steps import Steps
from binance.errors import BinanceError, RateLimited, Unknown, Unreachable
from binance.models.exchange import ExchangeInfo
from binance.models.market import AggTrade, Interval, Kline
from binance.public import spot

_LENGTHS = {Interval.S1: timedelta(seconds=1), Interval.M1: timedelta(minutes=1)}
_NOTHING = "0"
_ExchangeInfo: Any = ExchangeInfo  # made without what nobody reads here
_TICKERS_EVERY = 3.0  # seconds; Binance tells every second, and all would take longer


@dataclass
class Exchange(Market):
    """`rest_lag` is by how much REST is behind the stream; `rest_fails` how often it fails."""

    steps: Steps = field(default_factory=Steps)
    rest_fails: float = 0.0
    rest_pause: tuple[float, float] = (0.02, 0.3)
    extremes: dict[str, tuple[int, Decimal, Decimal]] = field(default_factory=dict)

    async def send(self, request: Any, **_more: Any) -> Any:
        self.asked_rest += 1
        await self.steps.take("REST asked", self.rng.uniform(*self.rest_pause))
        if self.rest_down:
            raise Unreachable("REST is away")
        if self.rng.random() < self.rest_fails:
            raise self._failure()
        answer = self._answer(request)
        await self.steps.take("REST answered", self.rng.uniform(*self.rest_pause))
        return answer

    async def tell_tickers(self) -> None:
        """Tell of all symbols what they cost, every few seconds."""
        while True:
            await asyncio.sleep(_TICKERS_EVERY)
            self.tell("!miniTicker@arr", [self._ticker(*one) for one in sorted(self.tape.items())])

    def _ticker(self, symbol: str, tape: list[AggTrade]) -> dict[str, Any]:
        """What happened so far, in short: no schedule lasts longer than a day."""
        seen, low, high = self.extremes.get(symbol, (0, tape[0].price, tape[0].price))
        prices = [one.price for one in tape[seen:]]
        low, high = min(low, *prices, low), max(high, *prices, high)
        self.extremes[symbol] = len(tape), low, high
        return {
            "e": "24hrMiniTicker", "E": int((BEGUN + loop_time()) * 1000), "s": symbol,
            "c": str(tape[-1].price), "o": str(tape[0].price), "h": str(high), "l": str(low),
            "v": "1", "q": "1",
        }  # fmt: skip

    def visible(self, symbol: str) -> list[AggTrade]:
        """What REST knows by now."""
        tape = self.tape[symbol]
        known = self._known_until
        end = len(tape)
        while end and tape[end - 1].time > known:
            end -= 1
        return tape[:end]

    def _answer(self, request: Any) -> Any:
        match request:
            case spot.Klines():
                return self._candles(request)
            case spot.ExchangeInfo():
                return _ExchangeInfo.model_construct(symbols=[])
        return self._trades(request)

    def _failure(self) -> BinanceError:
        kinds = (Unreachable("reset"), Unknown("a time-out"), RateLimited(1.0, BEGUN))
        return self.rng.choice(kinds)

    def _trades(self, request: spot.AggTrades) -> list[AggTrade]:
        tape = self.visible(request.symbol)
        if request.from_id is not None:
            first = max(request.from_id, 1) - 1
            return tape[first : first + request.limit]
        if isinstance(request.start_time, datetime):
            end = request.end_time
            found = [
                one
                for one in tape
                if one.time >= request.start_time
                and (not isinstance(end, datetime) or one.time <= end)
            ]
            return found[: request.limit]
        return tape[-request.limit :]

    def _candles(self, request: spot.Klines) -> list[Kline]:
        """Candles from the first trade on; one without trades stays where the price was."""
        length = _LENGTHS[request.interval]
        tape = self.visible(request.symbol)
        if not tape:
            return []
        inside: dict[datetime, list[AggTrade]] = {}
        for one in tape:
            inside.setdefault(_floor(one.time, length), []).append(one)
        first, last = min(inside), _floor(self._known_until, length)
        if isinstance(request.end_time, datetime):
            last = min(last, _floor(request.end_time, length))
        count = (last - first) // length + 1
        begun = [first + number * length for number in range(count)]
        if isinstance(request.start_time, datetime):
            chosen = [at for at in begun if at >= request.start_time][: request.limit]
        else:
            chosen = begun[-request.limit :]
        return [_candle(at, length, inside.get(at, []), _before(tape, at)) for at in chosen]

    @property
    def _known_until(self) -> datetime:
        return datetime.fromtimestamp(BEGUN + loop_time() - self.rest_lag, UTC)


def _before(tape: list[AggTrade], at: datetime) -> list[AggTrade]:
    """The last trade before a moment, if there was one."""
    end = bisect_left(tape, at, key=lambda one: one.time)
    return tape[end - 1 : end] if end else tape[:1]


def _floor(at: datetime, length: timedelta) -> datetime:
    since = at - datetime.fromtimestamp(0, UTC)
    return at - since % length


def _candle(
    at: datetime, length: timedelta, inside: list[AggTrade], before: list[AggTrade]
) -> Kline:
    prices = [one.price for one in inside or before]
    closes = at + length - timedelta(milliseconds=1)
    return Kline.model_validate(
        [
            round(at.timestamp() * 1000), prices[0], max(prices), min(prices), prices[-1],
            sum(one.qty for one in inside), round(closes.timestamp() * 1000),
            _NOTHING, len(inside), _NOTHING, _NOTHING,
        ]
    )  # fmt: skip
