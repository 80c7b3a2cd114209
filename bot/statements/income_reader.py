"""Reading what moved futures wallets, and why: results, funding, commissions."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from binance.errors import BinanceError
from binance.models.futures.history import Income as Change
from binance.private import coin_futures, futures
from bot.accounts import Connected, uid
from bot.statements.asking import CONTRACTS, Budget, Reach
from storage import ApiKey, Income, Market, Owner, Reading, Storage

log = logging.getLogger(__name__)

PAGE = 1000
KEPT = timedelta(days=90)  # for which Binance remembers
LATE = timedelta(minutes=5)  # by which a change may be listed after its time
AGAIN = timedelta(minutes=2)  # what was read to the end is not asked for sooner
WALLET = ""  # the reading of a whole wallet has no symbol
_STEP = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Wallets:
    """How far each futures wallet was read; `unread` are those that were not read to the end."""

    readings: dict[Market, Reading]
    unread: tuple[Market, ...]


class IncomeReader:
    """Goes on where it stopped, within a budget of requests."""

    def __init__(self, storage: Storage, reach: Reach, *, now: Callable[[], datetime]) -> None:
        self._storage, self._reach, self._now = storage, reach, now

    async def read(self, connected: Connected, budget: Budget) -> Wallets:
        owner = Owner(connected.key.environment, uid(connected.key))
        async with self._storage.read() as unit:
            kept = await unit.trades.readings(owner)
        readings = {one.market: one for one in kept if one.symbol == WALLET}
        for market in CONTRACTS:
            if not self._reach.open(connected, market):
                continue
            current = readings.get(market)
            if current is None or not current.whole or self._old(current):
                readings[market] = await self._on(
                    connected, current or self._first(owner, market), budget
                )
        for market in [one for one in readings if not self._reach.open(connected, one)]:
            if readings[market].next_id is None and not readings[market].whole:
                del readings[market]  # the key has no business there, and never had
        unread = tuple(market for market, one in readings.items() if not one.whole)
        return Wallets(readings, unread)

    def _old(self, reading: Reading) -> bool:
        return self._now() - reading.asked_at >= AGAIN

    def _first(self, owner: Owner, market: Market) -> Reading:
        now = self._now()
        return Reading(
            environment=owner.environment, account_uid=owner.account_uid, market=market,
            symbol=WALLET, next_id=None, until=now - KEPT, since=now - KEPT, whole=False,
            asked_at=now,
        )  # fmt: skip

    async def _on(self, connected: Connected, current: Reading, budget: Budget) -> Reading:
        current = _from_where(current, self._now())
        try:
            while not current.whole and budget.take():
                rows = await self._page(connected, current)
                if rows is None:
                    return current
                current = _after(current, rows, self._now())
                async with self._storage.begin() as unit:
                    await unit.incomes.keep(
                        [_row(one, connected.key, current.market) for one in rows]
                    )
                    await unit.trades.read(current)
        except BinanceError as error:
            log.info("incomes of %s cannot be read now: %r", current.market, error)
        return current

    async def _page(self, connected: Connected, current: Reading) -> Sequence[Change] | None:
        assert current.until is not None
        venue = futures if current.market == "usdm" else coin_futures
        request = venue.IncomeHistory(start_time=current.until, limit=PAGE)
        pages = await self._reach.ask(connected, current.market, request)
        return None if pages is None else pages[0]


def _from_where(current: Reading, now: datetime) -> Reading:
    """From a little before the last look's end; or where Binance still remembers, if it forgot."""
    assert current.until is not None
    begin = current.until - LATE if current.whole else current.until
    if begin < now - KEPT:
        return replace(current, until=now - KEPT, since=now - KEPT, whole=False)
    return replace(current, until=begin, whole=False)


def _after(current: Reading, rows: Sequence[Change], now: datetime) -> Reading:
    """Go on from the last row's time, which may have more rows than the page had room for."""
    if not rows:
        return replace(current, whole=True, asked_at=now)
    last = max(one.time for one in rows)
    stuck = len(rows) >= PAGE and last == current.until
    until = last + _STEP if stuck else last
    return replace(current, until=until, whole=len(rows) < PAGE, asked_at=now)


def _row(change: Change, key: ApiKey, market: Market) -> Income:
    return Income(
        environment=key.environment,
        account_uid=uid(key),
        market=market,
        income_type=str(change.income_type),
        tran_id=change.tran_id,
        symbol=change.symbol,
        at=change.time,
        asset=change.asset,
        income=change.income,
    )
