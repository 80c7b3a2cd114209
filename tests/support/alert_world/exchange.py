"""The market of a schedule: what it tells over sockets and REST, and what goes wrong with both."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pretend_market import BEGUN, Market, loop_time

from alert_world import candles
from alert_world.history import Listed, Rates
from alert_world.kinds import LENGTHS
from alert_world.steps import Steps
from binance.errors import BinanceError, NoSuchSymbol, RateLimited, Unknown, Unreachable
from binance.models.exchange import ExchangeInfo, SymbolInfo, SymbolStatus
from binance.models.futures.prices import PremiumIndex
from binance.models.market import AggTrade, Interval
from binance.public import futures, spot

# Made without what nobody reads here.
_ExchangeInfo: Any = ExchangeInfo
_SymbolInfo: Any = SymbolInfo
_PremiumIndex: Any = PremiumIndex
_TICKERS_EVERY = 3.0  # seconds; Binance tells every second, and all would take longer
_MARKS_EVERY = 3.0
_CANDLES_EVERY = 2  # seconds, while there are trades


@dataclass
class Exchange(Market):
    """`rest_lag` is by how much REST is behind the stream; `rest_fails` how often it fails."""

    steps: Steps = field(default_factory=Steps)
    rest_fails: float = 0.0
    rest_pause: tuple[float, float] = (0.02, 0.3)
    tells_quiet: bool = True
    extremes: dict[str, tuple[int, Decimal, Decimal]] = field(default_factory=dict)
    rates: Rates = field(default_factory=lambda: defaultdict(list))
    listed: Listed = field(default_factory=dict)

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

    # what streams tell

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

    async def tell_candles(self) -> None:
        """Tell each candle at its end, and now and then how it stands, to whoever wants it."""
        for second in _seconds():
            await asyncio.sleep(max(second - loop_time(), 0))
            for name in self._wanted("@kline_"):
                self._tell_candle(name, second)

    def _tell_candle(self, name: str, second: int) -> None:
        symbol, _, interval = name.partition("@kline_")
        tape, length = self.tape[symbol.upper()], LENGTHS[Interval(interval)]
        now = datetime.fromtimestamp(BEGUN + second, UTC)
        begun = candles.opening(now, length)
        closed = begun == now
        if not closed and second % _CANDLES_EVERY:
            return
        known = begun - length if closed else begun
        if not candles.is_traded(tape, known, length) and not (closed and self.tells_quiet):
            return
        told = candles.told(symbol.upper(), Interval(interval), tape, now, closed=closed)
        self.tell(name, told)

    async def tell_rates(self) -> None:
        """Tell the mark price of perpetuals, and with it the funding rate."""
        while True:
            await asyncio.sleep(_MARKS_EVERY)
            for name in self._wanted("@markPrice"):
                symbol = name.partition("@")[0].upper()
                ms = int((BEGUN + loop_time()) * 1000)
                rate = str(_rate(self.rates, symbol, ms))
                self.tell(
                    name,
                    {"e": "markPriceUpdate", "E": ms, "s": symbol, "r": rate, "T": ms}
                    | dict.fromkeys("piP", "1"),
                )

    def _wanted(self, kind: str) -> list[str]:
        return sorted({name for wire in self.open for name in wire.names if kind in name})

    def list_symbol(self, symbol: str, quote: str) -> None:
        """Let a symbol begin to trade."""
        self.listed[symbol] = int((BEGUN + loop_time()) * 1000), quote
        self.trade(symbol, "5")

    # what REST answers

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
                return candles.answer(request, self.visible(request.symbol), self._known_until)
            case spot.ExchangeInfo():
                return self._exchange_info(request)
            case futures.PremiumIndex():
                ms = round(self._known_until.timestamp() * 1000)
                rate = _rate(self.rates, request.symbol, ms)
                return _PremiumIndex.model_construct(
                    symbol=request.symbol, last_funding_rate=rate,
                    time=datetime.fromtimestamp(ms / 1000, UTC),
                )  # fmt: skip
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

    def _exchange_info(self, request: spot.ExchangeInfo) -> ExchangeInfo:
        known = [
            _SymbolInfo.model_construct(
                symbol=symbol, status=SymbolStatus.TRADING, quote_asset=quote
            )
            for symbol, (ms, quote) in self.listed.items()
            if datetime.fromtimestamp(ms / 1000, UTC) <= self._known_until
            and request.symbol in {None, symbol}
        ]
        if self.listed and request.symbol is not None and not known:
            raise NoSuchSymbol(-1121, "Invalid symbol.")
        answer: ExchangeInfo = _ExchangeInfo.model_construct(symbols=known)
        return answer

    @property
    def known_ms(self) -> int:
        """Up to when REST knows what happened."""
        return int(self._known_until.timestamp() * 1000)

    @property
    def _known_until(self) -> datetime:
        return datetime.fromtimestamp(BEGUN + loop_time() - self.rest_lag, UTC)


def _seconds() -> Iterator[int]:
    second = 1
    while True:
        yield second
        second += 1


def _rate(rates: Rates, symbol: str, ms: int) -> Decimal:
    return [rate for since, rate in rates[symbol] if since <= ms][-1]
