"""As `bugs`: mistakes about what is measured, beside the prices of trades."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from alert_world.bugs import AlteredStorage, Reading
from alert_world.life import Parts
from binance.models.market import AggTrade
from bot.alerts import AlertEngine
from bot.alerts.backfill import Backfill, Bracket, Matters
from bot.alerts.conditions import Measure
from bot.alerts.feeds import Candles, CandleTick, Feed, Feeds
from bot.alerts.measures import Gauge
from storage.settings import Settings


class _Hurried(Backfill):
    async def before(self, symbol: str, moment: datetime) -> AggTrade | None:
        found = await super().before(symbol, moment)
        newest = await self.newest(symbol)
        return newest if found and newest and newest.time > moment else found


class _BelievingTheNewest(Reading):
    backfill = _Hurried


class _Blank:
    async def warm(self, gauge: Gauge, until: datetime) -> None:
        """Let it find out by itself."""


class _Young(AlertEngine):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.watches._parts = replace(self.watches._parts, history=_Blank())


class _Otherwise(AlertEngine):
    """An engine that hears of candles in another way."""

    candles: ClassVar[type[Candles]]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.watches._feeds = _CandleFeeds(self.watches._feeds, self.candles)


class _CandleFeeds(Feeds):
    def __init__(self, real: Feeds, candles: type[Candles]) -> None:
        super().__init__(real._binance, real._backfill)
        self._candles = candles

    def of(self, measure: Measure) -> list[Feed]:
        return [
            self._candles(one._symbol, one._interval, self._binance)
            if isinstance(one, Candles)
            else one
            for one in super().of(measure)
        ]


class _Impatient(Candles):
    def tick(self, event: Any) -> CandleTick | None:
        tick = super().tick(event)
        return None if tick is None else replace(tick, closed=True)


class _Careless(Candles):
    async def since(
        self, position: int, _matters: Matters, _bracket: Bracket
    ) -> AsyncGenerator[CandleTick, None]:
        del position
        return
        yield


class _OpenIsClosed(_Otherwise):
    candles = _Impatient


class _MissedIsMissed(_Otherwise):
    candles = _Careless


class _Newborn(AlteredStorage):
    class Forgetful(Settings):
        async def get(self, user_id: int, name: str, default: Any = None) -> Any:
            known = await super().get(user_id, name, default)
            return None if name.startswith("listed:") else known

    name, repository = "settings", Forgetful


MEASURED_BUGS: Mapping[str, Parts] = {
    "what was before is not shown to a measure": Parts(engine=_Young),
    "an open candle counts as closed": Parts(engine=_OpenIsClosed),
    "candles that were missed are not fetched": Parts(engine=_MissedIsMissed),
    "the other symbol is read as of later": Parts(engine=_BelievingTheNewest),
    "what was listed is not remembered": Parts(storage=_Newborn),
}
