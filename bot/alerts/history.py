"""What gauges must know before they can tell a value: the candles that came before."""

from datetime import datetime, timedelta

from binance import Priority
from binance.models.market import Interval, Kline
from binance.public import spot
from bot.alerts.backfill import Sends
from bot.alerts.feeds import milliseconds
from bot.alerts.measures import Gauge, History
from bot.alerts.thresholds import scaled

PAGE = 1000
FINEST = {Interval.S1, Interval.M1}  # what gauges of trades are shown


class Histories:
    """Fetches candles of the past for gauges."""

    def __init__(self, binance: Sends) -> None:
        self._binance = binance

    async def warm(self, gauge: Gauge, until: datetime) -> None:
        """Show a gauge all it needs to know as of a moment, and nothing that came later."""
        for need in gauge.needs:
            for candle in await self._before(need, until):
                gauge.candle(need.symbol, need.interval, candle, closed=True)
            if need.interval is Interval.M1:
                for second in await self._seconds(need.symbol, until):
                    gauge.candle(need.symbol, Interval.S1, second, closed=True)
            if need.interval in FINEST:
                await self._open_second(gauge, need.symbol, until)

    async def _before(self, need: History, until: datetime) -> list[Kline]:
        """Fetch the latest candles that had closed by then, oldest first."""
        found: list[Kline] = []
        end = until
        while len(found) < need.count:
            page = await self._klines(need.symbol, need.interval, end_time=end)
            found = [one for one in page if one.close_time < until] + found
            if len(page) < PAGE:
                break
            end = page[0].open_time - timedelta(milliseconds=1)
        return found[-need.count :]

    async def _seconds(self, symbol: str, until: datetime) -> list[Kline]:
        """Fetch the seconds of the minute that was open then."""
        minute = until.replace(second=0, microsecond=0)
        seconds = await self._klines(symbol, Interval.S1, start_time=minute, end_time=until)
        return [one for one in seconds if one.close_time < until]

    async def _open_second(self, gauge: Gauge, symbol: str, until: datetime) -> None:
        """Show the trades of the second that was open then."""
        trades = await self._binance.send(
            spot.AggTrades(
                symbol=symbol,
                start_time=until.replace(microsecond=0),
                end_time=until,
                limit=PAGE,
            ),
            priority=Priority.NORMAL,
        )
        for one in trades:
            gauge.trade(symbol, milliseconds(one.time), scaled(one.price), one.qty)

    async def _klines(
        self,
        symbol: str,
        interval: Interval,
        *,
        start_time: datetime | None = None,
        end_time: datetime,
    ) -> list[Kline]:
        return await self._binance.send(
            spot.Klines(
                symbol=symbol,
                interval=interval,
                start_time=start_time,
                end_time=end_time,
                limit=PAGE,
            ),
            priority=Priority.NORMAL,
        )
