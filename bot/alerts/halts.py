"""Symbols that stop trading while somebody waits on them: a silent stream tells nobody of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from typing import Literal, NamedTuple

from binance.errors import BinanceError
from binance.models.exchange import SymbolStatus
from binance.models.futures.terms import ContractStatus
from binance.symbols import Symbols
from bot.alerts.conditions import Funding, Measure, Ratio
from bot.alerts.watches import Watches
from storage import EVERYBODY, Storage

log = logging.getLogger(__name__)

SETTING = "halted:{environment}"
LOOK_EVERY = timedelta(minutes=65)  # longer than lists are kept, so that each look sees another
_OVER = {ContractStatus.DELIVERED, ContractStatus.SETTLING, ContractStatus.CLOSE}

Contracts = Mapping[str, ContractStatus]
State = Literal["gone", "halted"]


class Need(NamedTuple):
    """A symbol that an alert needs."""

    symbol: str
    perpetual: bool = False


class Halts:
    """Parks the alerts on what is gone, and tells once of what stands still; both seen twice.

    What stands still may go on within minutes or never, so its alerts stay armed.
    """

    def __init__(
        self,
        storage: Storage,
        watches: Watches,
        *,
        listed: Callable[[], Awaitable[Symbols]],
        contracts: Callable[[], Awaitable[Contracts | None]],
        environment: str,
    ) -> None:
        self._storage, self._watches = storage, watches
        self._listed, self._contracts = listed, contracts
        self._setting = SETTING.format(environment=environment)
        self._before: dict[Need, State] = {}

    async def run(self) -> None:
        """Look now and then; never returns."""
        while True:
            try:
                await self.look()
            except BinanceError as error:
                log.warning("whether everything is traded is not known: %r", error)
            await asyncio.sleep(LOOK_EVERY.total_seconds())

    async def look(self) -> None:
        """Compare what is waited on with what is traded."""
        needs = {
            source: _needs(track.measure for track in watch.tracks.values())
            for source, watch in self._watches.at_work.items()
        }
        states = await self._states(set[Need]().union(*needs.values()))
        twice = {need for need, state in states.items() if self._before.get(need) == state}
        self._before = states
        for source, needed in needs.items():
            if any(states[need] == "gone" for need in needed & twice):
                log.warning("%s: a symbol is gone, and its alerts are paused", source)
                await self._watches.park(source)
        still = {need for need, state in states.items() if state == "halted"}
        await self._tell(needs, still, still & twice)

    async def _states(self, needs: set[Need]) -> dict[Need, State]:
        symbols = await self._listed()
        futures = any(need.perpetual for need in needs)
        contracts = await self._contracts() if futures else None
        found = {
            need: _of_contract(contracts, need.symbol)
            if need.perpetual
            else _of_symbol(symbols, need.symbol)
            for need in needs
        }
        return {need: state for need, state in found.items() if state is not None}

    async def _tell(
        self, needs: Mapping[str, set[Need]], still: set[Need], for_long: set[Need]
    ) -> None:
        """Tell of what stands still for long, unless that was told, be it before a restart."""
        async with self._storage.begin() as unit:
            before = await unit.settings.get(EVERYBODY, self._setting, [])
            told = {Need(symbol, perpetual) for symbol, perpetual in before}
            for need in sorted(for_long - told):
                for source in (one for one, needed in needs.items() if need in needed):
                    await self._watches.firing.halted(unit, source, need.symbol)
            now = sorted((told & still) | for_long)
            if now != sorted(told):
                await unit.settings.set(EVERYBODY, self._setting, now)
        self._watches.firing.told()


def _needs(measures: Iterable[Measure]) -> set[Need]:
    needed = set[Need]()
    for one in measures:
        needed.add(Need(one.symbol, isinstance(one, Funding)))
        if isinstance(one, Ratio):
            needed.add(Need(one.by))
    return needed


def _of_symbol(symbols: Symbols, symbol: str) -> State | None:
    if symbol not in symbols:
        return "gone"
    return None if symbols[symbol].status is SymbolStatus.TRADING else "halted"


def _of_contract(contracts: Contracts | None, symbol: str) -> State | None:
    if contracts is None:
        return None
    status = contracts.get(symbol)
    if status is None or status in _OVER:
        return "gone"
    return None if status is ContractStatus.TRADING else "halted"
