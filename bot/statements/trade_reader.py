"""Reading an account's trades from the first one on, a few pages at a time."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from binance.errors import BinanceError, NoSuchSymbol
from binance.models.futures.orders import Trade as ContractTrade
from binance.models.order_terms import Side
from binance.models.orders import Trade as SpotTrade
from binance.private import coin_futures, futures, spot
from binance.request import Private
from bot.accounts import Connected, uid
from bot.statements.asking import CONTRACTS, Budget
from bot.statements.whereabouts import Places, Whereabouts
from storage import ApiKey, Market, Owner, Reading, Storage, Trade

log = logging.getLogger(__name__)

PAGE = 1000
WEEK = timedelta(days=7)  # the longest span that contracts may be asked for
KEPT = timedelta(days=90)  # for which Binance remembers trades of contracts
LATE = timedelta(minutes=1)  # by which a trade may be listed after its time
AGAIN = timedelta(minutes=5)  # what was read to the end is not asked for sooner
IDLE = timedelta(days=1)  # nor is a symbol that was never traded; streams tell of its first trade
_STEP = timedelta(milliseconds=1)

Place = tuple[Market, str]


@dataclass(frozen=True)
class Read:
    """What is known of an account's past.

    `readings` tell how far each symbol was read; `left` are symbols not read to the end.
    """

    owner: Owner
    readings: dict[Place, Reading]
    left: tuple[Place, ...]
    where: Whereabouts

    def complete(self, market: Market, symbol: str) -> bool:
        reading = self.readings.get((market, symbol))
        return reading is not None and reading.whole


class TradeReader:
    """Goes on where it stopped, within a budget of requests."""

    def __init__(self, storage: Storage, places: Places, *, now: Callable[[], datetime]) -> None:
        self._storage, self._places, self._now = storage, places, now

    async def read(self, connected: Connected, budget: Budget, *, only: str | None = None) -> Read:
        """Read on; of one symbol if `only` that matters. What Binance refuses is left."""
        owner = Owner(connected.key.environment, uid(connected.key))
        async with self._storage.begin() as unit:
            await unit.trades.adopt(owner)
            readings = {(one.market, one.symbol): one for one in await unit.trades.readings(owner)}
        where = await self._places.of(connected)
        places = _named(where, only)
        for place in sorted(places, key=lambda one: _turn(readings.get(one))):
            if self._due(readings.get(place), traded=where.known(*place)):
                read = await self._on(connected, owner, place, readings.get(place), budget)
                if read is not None:
                    readings[place] = read
        left = tuple(one for one in places if one not in readings or not readings[one].whole)
        return Read(owner, readings, left, where)

    def _due(self, reading: Reading | None, *, traded: bool) -> bool:
        if reading is None or not reading.whole:
            return True
        rest = AGAIN if traded and reading.next_id else IDLE
        return self._now() - reading.asked_at >= rest

    async def _on(
        self,
        connected: Connected,
        owner: Owner,
        place: Place,
        reading: Reading | None,
        budget: Budget,
    ) -> Reading | None:
        """Read a symbol as far as the budget goes, noting each page."""
        current = _remembered(reading or self._first(owner, place), self._now())
        read = reading
        try:
            while budget.take():
                rows = await connected.account.send(_request(current, place))
                current = _after(current, rows, self._now())
                async with self._storage.begin() as unit:
                    await unit.trades.keep([_row(one, connected.key, place[0]) for one in rows])
                    await unit.trades.read(current)
                read = current
                if current.whole:
                    break
        except NoSuchSymbol:  # delisted: there is no more to be read, and what was read stays
            read = await self._ended(current)
        except BinanceError as error:
            log.info("trades of %s cannot be read now: %r", place[1], error)
        return read

    def _first(self, owner: Owner, place: Place) -> Reading:
        """Where reading begins: spot with the account, contracts where Binance still remembers."""
        now = self._now()
        begin = now - KEPT if place[0] in CONTRACTS else None
        return Reading(
            environment=owner.environment, account_uid=owner.account_uid, market=place[0],
            symbol=place[1], next_id=None if begin else 0, until=begin, since=begin, whole=False,
            asked_at=now,
        )  # fmt: skip

    async def _ended(self, current: Reading) -> Reading:
        ended = replace(current, whole=True, asked_at=self._now())
        async with self._storage.begin() as unit:
            await unit.trades.read(ended)
        return ended


def _after(current: Reading, rows: Sequence[Any], now: datetime) -> Reading:
    """How far it was read after another page."""
    next_id = max((one.id + 1 for one in rows), default=0)
    current = replace(current, next_id=max(next_id, current.next_id or 0), asked_at=now)
    if current.market not in CONTRACTS:
        return replace(current, whole=len(rows) < PAGE)
    assert current.until is not None
    if len(rows) >= PAGE:
        last = max(one.time for one in rows)  # at that moment there may be more than found room
        until = last if last > current.until else last + _STEP
        return replace(current, until=until, whole=False)
    end = current.until + WEEK
    return replace(current, until=min(end, now - LATE), whole=end >= now)


def _remembered(current: Reading, now: datetime) -> Reading:
    """The same, or from where Binance still remembers, if it forgot what came before."""
    if current.until is None or current.until >= now - KEPT:
        return current
    return replace(current, until=now - KEPT, since=now - KEPT, whole=False)


def _request(reading: Reading, place: Place) -> Private[Any]:
    market, symbol = place
    if market == "spot":
        return spot.MyTrades(symbol=symbol, from_id=reading.next_id, limit=PAGE)
    # Without times "the last 7 days' data will be returned", and a number cannot be sent with times
    trades = futures.UserTrades if market == "usdm" else coin_futures.UserTrades
    assert reading.until is not None
    begin = reading.until
    return trades(symbol=symbol, start_time=begin, end_time=begin + WEEK, limit=PAGE)


def _named(where: Whereabouts, only: str | None) -> list[Place]:
    places = [(market, symbol) for market, names in where.symbols.items() for symbol in names]
    if only is None:
        return places
    named = [place for place in places if place[1] == only]
    return named or [("spot", only)]


def _turn(reading: Reading | None) -> tuple[int, float]:
    """Who is read first: what was begun, then what is new, then what is known the longest."""
    if reading is None:
        return 1, 0.0
    return (2 if reading.whole else 0), reading.asked_at.timestamp()


def _row(trade: SpotTrade | ContractTrade, key: ApiKey, market: Market) -> Trade:
    if isinstance(trade, SpotTrade):
        side, maker = Side.BUY if trade.is_buyer else Side.SELL, trade.is_maker
    else:
        side, maker = trade.side, trade.maker
    return Trade(
        environment=key.environment,
        account_uid=uid(key),
        market=market,
        symbol=trade.symbol,
        trade_id=trade.id,
        order_id=trade.order_id,
        side=str(side),
        price=trade.price,
        qty=trade.qty,
        quote_qty=trade.quote_qty,
        commission=trade.commission,
        commission_asset=trade.commission_asset,
        maker=maker,
        at=trade.time,
    )
