"""What fees in a third currency were worth when they were paid: from the candles of that time."""

import logging
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from binance import Binance
from binance.errors import BinanceError
from binance.models.market import Interval, Kline
from binance.public import spot
from bot.ledger import Trade
from bot.statements.asking import Budget

log = logging.getLogger(__name__)

CANDLES = 1000  # that one request may bring
WINDOWS = 4  # requests for one pair; where they do not reach, longer candles are taken
BRIDGE = "USDT"
_LENGTHS = {
    Interval.M1: timedelta(minutes=1),
    Interval.M15: timedelta(minutes=15),
    Interval.H1: timedelta(hours=1),
    Interval.H4: timedelta(hours=4),
    Interval.D1: timedelta(days=1),
}


@dataclass(frozen=True)
class Step:
    """One market on the way from a currency to another; `against` is its price the other way."""

    symbol: str
    against: bool = False


class FeeRates:
    """Values fees at the middle of the candle in which they were paid."""

    def __init__(self, binance: Binance) -> None:
        self._binance = binance

    async def of(
        self, trades: Iterable[Trade], budget: Budget, *, asker: str
    ) -> dict[tuple[str, int], Decimal]:
        """What the fees of these trades were worth, as far as candles and the budget tell."""
        pairs: defaultdict[tuple[str, str], list[Trade]] = defaultdict(list)
        for one in trades:
            if one.fee_is_foreign and one.fee_value is None and one.fee_asset:
                pairs[one.fee_asset, one.quote].append(one)
        listed = await self._binance.symbols() if pairs else ()
        found: dict[tuple[str, int], Decimal] = {}
        for (asset, quote), group in pairs.items():
            rates = await self._rates(path(asset, quote, listed), group, budget, asker)
            found |= {
                (one.symbol, one.id): one.fee * rates[one.at] for one in group if one.at in rates
            }
        return found

    async def _rates(
        self, way: tuple[Step, ...], group: list[Trade], budget: Budget, asker: str
    ) -> dict[datetime, Decimal]:
        """How much one of the asset was worth at each trade's time; nothing where a step fails."""
        if not way:
            return {}
        times = sorted({one.at for one in group})
        rates = dict.fromkeys(times, Decimal(1))
        for step in way:
            prices = await self._prices(step.symbol, times, budget, asker)
            rates = {
                at: rate / prices[at] if step.against else rate * prices[at]
                for at, rate in rates.items()
                if prices.get(at)
            }
        return rates

    async def _prices(
        self, symbol: str, times: list[datetime], budget: Budget, asker: str
    ) -> dict[datetime, Decimal]:
        interval, windows = chosen(times)
        candles: list[Kline] = []
        try:
            for begin in windows:
                if not budget.take():
                    break
                request = spot.Klines(
                    symbol=symbol, interval=interval, start_time=begin, limit=CANDLES
                )
                candles += await self._binance.send(request, owner=asker)
        except BinanceError as error:
            log.info("no candles of %s to value fees by: %r", symbol, error)
        return dict(_found(candles, times, _LENGTHS[interval]))


def path(asset: str, quote: str, listed: Collection[str]) -> tuple[Step, ...]:
    """The markets by which an asset is valued in a currency; none where there is no way."""
    if direct := _between(asset, quote, listed):
        return (direct,)
    first, second = _between(asset, BRIDGE, listed), _between(BRIDGE, quote, listed)
    return (first, second) if first and second else ()


def _between(one: str, other: str, listed: Collection[str]) -> Step | None:
    if one + other in listed:
        return Step(one + other)
    return Step(other + one, against=True) if other + one in listed else None


def chosen(times: list[datetime]) -> tuple[Interval, list[datetime]]:
    """The shortest candles of which few requests reach all times, and where those begin."""
    ways = [(interval, list(_windows(times, length))) for interval, length in _LENGTHS.items()]
    return next((way for way in ways if len(way[1]) <= WINDOWS), ways[-1])


def _windows(times: list[datetime], length: timedelta) -> Iterator[datetime]:
    end = None
    for at in times:
        if end is None or at >= end:
            begin = at - length  # whatever the candle of that time began with
            end = begin + (CANDLES - 1) * length
            yield begin


def _found(
    candles: list[Kline], times: list[datetime], length: timedelta
) -> Iterator[tuple[datetime, Decimal]]:
    ordered: Mapping[datetime, Kline] = {one.open_time: one for one in candles}
    begins = sorted(ordered)
    for at in times:
        place = bisect_right(begins, at) - 1
        if place >= 0 and at < begins[place] + length:
            candle = ordered[begins[place]]
            yield at, (candle.open + candle.close) / 2
