"""The streams about everything else: assets, composite indices, contracts, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market.assets import MARGIN_ASSETS
from sandbox.exchange.futures.market.composite import COMPOSITE_INDICES
from sandbox.exchange.futures.market.sessions import EVENTS, SCHEDULES
from sandbox.exchange.futures.streams import frames

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.futures.market.assets import MarginAsset
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.streams.audience import Audience
    from sandbox.exchange.futures.streams.beat import Beat

ALL_ASSETS = "!assetIndex@arr"
CONTRACTS = "!contractInfo"
SESSIONS = "tradingSession"
_EVERY = 1_000


class NoticeStreams:
    """Tells of margin assets, composite indices and sessions every second, of contracts at once."""

    def __init__(self, core: Core, audience: Audience) -> None:
        self._core = core
        self._audience = audience
        core.futures.on_listed.append(lambda contract: self._tell(contract, "TRADING"))
        core.futures.on_delivered.append(lambda contract: self._tell(contract, "CLOSE"))

    def beat(self, beat: Beat) -> None:
        if beat.ends(_EVERY):
            self._tell_assets()
            self._tell_indices()
            self._tell_sessions(beat.now)

    def _tell(self, contract: Contract, status: str) -> None:
        event = frames.contract_info(contract, status, self._core.clock())
        self._audience.publish(CONTRACTS, event)

    def _tell_assets(self) -> None:
        if ALL_ASSETS in self._audience:
            rows = [self._rates(asset) for asset in MARGIN_ASSETS.values()]
            self._audience.publish(ALL_ASSETS, rows)
        for asset in MARGIN_ASSETS.values():
            if (stream := f"{asset.symbol.lower()}@assetIndex") in self._audience:
                self._audience.publish(stream, self._rates(asset))

    def _rates(self, asset: MarginAsset) -> Any:
        rates = asset.rates(self._core.market)
        return frames.asset_index(asset.symbol, rates, self._core.clock())

    def _tell_indices(self) -> None:
        for index in COMPOSITE_INDICES.values():
            if (stream := f"{index.symbol.lower()}@compositeIndex") in self._audience:
                value = index.value(self._core.market)
                event = frames.composite_index(index, value, self._core.clock())
                self._audience.publish(stream, event)

    def _tell_sessions(self, now: int) -> None:
        if SESSIONS not in self._audience:
            return
        for market, schedule in SCHEDULES.items():
            session = schedule.at(now)
            event = {"e": EVENTS[market], "E": now, "t": session.start, "T": session.end}
            self._audience.publish(SESSIONS, event | {"S": session.type})
