"""The market of a schedule: trades over sockets and over REST, and what goes wrong with both."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pretend_market import BEGUN, Market, loop_time

from alert_world.steps import Steps
from binance.errors import BinanceError, RateLimited, Unknown, Unreachable
from binance.models.market import AggTrade, Interval, Kline
from binance.public import spot

_LENGTHS = {Interval.S1: timedelta(seconds=1), Interval.M1: timedelta(minutes=1)}
_NOTHING = "0"


@dataclass
class Exchange(Market):
    """`rest_lag` is by how much REST is behind the stream; `rest_fails` how often it fails."""

    steps: Steps = field(default_factory=Steps)
    rest_fails: float = 0.0
    rest_pause: tuple[float, float] = (0.02, 0.3)

    async def send(self, request: Any, **_more: Any) -> Any:
        self.asked_rest += 1
        await self.steps.take("REST asked", self.rng.uniform(*self.rest_pause))
        if self.rest_down:
            raise Unreachable("REST is away")
        if self.rng.random() < self.rest_fails:
            raise self._failure()
        if isinstance(request, spot.Klines):
            answer: Any = self._candles(request)
        else:
            answer = self._trades(request)
        await self.steps.take("REST answered", self.rng.uniform(*self.rest_pause))
        return answer

    def visible(self, symbol: str) -> list[AggTrade]:
        """What REST knows by now."""
        tape = self.tape[symbol]
        known = datetime.fromtimestamp(BEGUN + loop_time() - self.rest_lag, UTC)
        end = len(tape)
        while end and tape[end - 1].time > known:
            end -= 1
        return tape[:end]

    def _failure(self) -> BinanceError:
        kinds = (Unreachable("reset"), Unknown("a time-out"), RateLimited(1.0, BEGUN))
        return self.rng.choice(kinds)

    def _trades(self, request: spot.AggTrades) -> list[AggTrade]:
        tape = self.visible(request.symbol)
        if request.from_id is not None:
            first = max(request.from_id, 1) - 1
            return tape[first : first + request.limit]
        if isinstance(request.start_time, datetime):
            later = [one for one in tape if one.time >= request.start_time]
            return later[: request.limit]
        return tape[-request.limit :]

    def _candles(self, request: spot.Klines) -> list[Kline]:
        """Candles from the first trade on; one without trades stays where the price was."""
        assert isinstance(request.start_time, datetime)
        length = _LENGTHS[request.interval]
        inside: dict[datetime, list[AggTrade]] = {}
        tape = self.visible(request.symbol)
        for one in tape:
            inside.setdefault(_floor(one.time, length), []).append(one)
        candles: list[Kline] = []
        before: list[AggTrade] = tape[:1]
        at = min(inside, default=request.start_time)
        last = _floor(datetime.fromtimestamp(BEGUN + loop_time() - self.rest_lag, UTC), length)
        while tape and at <= last and len(candles) < request.limit:
            if at >= _floor(request.start_time, length):
                candles.append(_candle(at, length, inside.get(at, []), before))
            before = inside.get(at, before)[-1:]
            at += length
        return candles


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
