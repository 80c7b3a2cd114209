"""An exchange that knows what was traded, and answers as Binance's REST does."""

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from binance.errors import NoSuchSymbol, Unreachable
from binance.models.exchange import ExchangeInfo, SymbolInfo
from binance.models.futures.prices import PremiumIndex
from binance.models.market import AggTrade, Interval, Kline
from binance.public import futures, spot

BTC = "BTCUSDT"
EPOCH = datetime.fromtimestamp(0, UTC)
LENGTHS = {
    Interval.S1: timedelta(seconds=1),
    Interval.M1: timedelta(minutes=1),
    Interval.M5: timedelta(minutes=5),
    Interval.M15: timedelta(minutes=15),
    Interval.H1: timedelta(hours=1),
}


class Market:
    """The trades of a symbol, and the candles they make."""

    def __init__(self) -> None:
        self.trades: list[AggTrade] = []
        self._times: list[datetime] = []

    def trade(self, price: Any, at: datetime, qty: Any) -> AggTrade:
        number = len(self.trades) + 1
        made = AggTrade.model_construct(  # unchecked, because tests make hundreds of thousands
            agg_trade_id=number, price=Decimal(price), qty=Decimal(qty), first_trade_id=number,
            last_trade_id=number, time=at, is_buyer_maker=False,
        )  # fmt: skip
        self.trades.append(made)
        self._times.append(at)
        return made

    def between(self, first: datetime, last: datetime | None, limit: int) -> list[AggTrade]:
        begin = bisect_left(self._times, first)
        end = len(self.trades) if last is None else bisect_right(self._times, last)
        return self.trades[begin : min(end, begin + limit)]

    def candle(self, opened: datetime, interval: Interval) -> Kline:
        """One that begins then; a quiet one stays where the price was."""
        end = opened + LENGTHS[interval]
        begin = bisect_left(self._times, opened)
        inside = self.trades[begin : bisect_left(self._times, end)]
        prices = [one.price for one in inside] or [self.trades[max(begin - 1, 0)].price]
        volume = sum((one.qty for one in inside), Decimal(0))
        return Kline.model_construct(
            open_time=opened, open=prices[0], high=max(prices), low=min(prices), close=prices[-1],
            volume=volume, close_time=end - timedelta(milliseconds=1), quote_asset_volume=volume,
            number_of_trades=len(inside), taker_buy_base_asset_volume=volume,
            taker_buy_quote_asset_volume=volume,
        )  # fmt: skip

    def candles(self, request: spot.Klines, now: datetime | None) -> list[Kline]:
        """From the first trade on, up to the newest one or to the present, if there is one."""
        if not self.trades:
            return []
        interval = request.interval
        first = opening(self._times[0], interval)
        last = opening(max(self._times[-1], now or self._times[-1]), interval)
        if isinstance(request.end_time, datetime):
            last = min(last, opening(request.end_time, interval))
        length = LENGTHS[interval]
        if isinstance(request.start_time, datetime):
            first = max(first, opening(request.start_time + length - _LEAST, interval))
        else:
            first = max(first, last - (request.limit - 1) * length)
        count = min((last - first) // length + 1, request.limit)
        return [self.candle(first + number * length, interval) for number in range(count)]


_LEAST = timedelta(milliseconds=1)


def opening(at: datetime, interval: Interval) -> datetime:
    """When the candle began that was open at a moment."""
    return at - (at - EPOCH) % LENGTHS[interval]


class Tape:
    """What was traded on the markets, what else there is to know, and who asked for what.

    `failures` are raised one for each request; what it `refuses`, it never answers, and while it
    `hangs`, nothing; of symbols that are `gone` it knows nothing. `behind` is how many trades it
    does not tell of yet, `takes` how many seconds until it answers.
    """

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.markets: dict[str, Market] = {BTC: Market()}
        self.asked: list[Any] = []
        self.failures: list[Exception] = []
        self.refuses: tuple[type, ...] = ()
        self.gone: set[str] = set()
        self.hangs = False
        self.behind, self.takes = 0, 0.0
        self.rates: dict[str, Decimal] = {}
        self.listed: list[SymbolInfo] = []
        self._now = now

    @property
    def trades(self) -> list[AggTrade]:
        return self.markets[BTC].trades

    def trade(
        self, price: str | int, at: datetime, *, symbol: str = BTC, qty: str | int = 1
    ) -> AggTrade:
        """The next trade of a market."""
        return self.markets.setdefault(symbol, Market()).trade(price, at, qty)

    async def send(self, request: Any, *, owner: str = "", priority: Any = None) -> Any:
        del owner, priority
        self.asked.append(request)
        if self.hangs:
            await asyncio.Event().wait()
        if self.takes:
            await asyncio.sleep(self.takes)
        if self.failures:
            raise self.failures.pop(0)
        if isinstance(request, self.refuses):
            raise Unreachable("no way")
        if getattr(request, "symbol", None) in self.gone:
            raise NoSuchSymbol(-1121, "Invalid symbol.")
        match request:
            case spot.AggTrades():
                return self._trades(request)
            case spot.Klines():
                return self.markets[request.symbol].candles(request, self._now and self._now())
            case futures.PremiumIndex():
                return self._premium_index(request.symbol)
            case spot.ExchangeInfo():
                return self._exchange_info(request)
        raise AssertionError(request)

    def _trades(self, request: spot.AggTrades) -> list[AggTrade]:
        market = self.markets[request.symbol]
        known = market.trades[: len(market.trades) - self.behind]
        if request.from_id is not None:
            first = max(request.from_id, 1) - 1
            return known[first : first + request.limit]
        if request.start_time is not None:
            assert isinstance(request.start_time, datetime)
            assert request.end_time is None or isinstance(request.end_time, datetime)
            found = market.between(request.start_time, request.end_time, request.limit)
            return [one for one in found if one.agg_trade_id <= len(known)]
        return known[-request.limit :]

    def _premium_index(self, symbol: str) -> PremiumIndex:
        assert self._now is not None
        made: Any = PremiumIndex  # without what nobody reads here
        answer: PremiumIndex = made.model_construct(
            symbol=symbol, last_funding_rate=self.rates[symbol], time=self._now()
        )
        return answer

    def _exchange_info(self, request: spot.ExchangeInfo) -> ExchangeInfo:
        chosen = [one for one in self.listed if request.symbol in {None, one.symbol}]
        if request.symbol is not None and not chosen:
            raise NoSuchSymbol(-1121, "Invalid symbol.")
        made: Any = ExchangeInfo
        answer: ExchangeInfo = made.model_construct(symbols=chosen)
        return answer
