"""Orders that are over, of all markets in one form, newest first."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from binance.errors import BinanceError, NoSuchSymbol
from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.orders import OrderState as ContractOrder
from binance.models.orders import Order
from binance.private import coin_futures, futures, spot
from bot.accounts import Accounts, Connected
from bot.statements import closed_of
from bot.statements.asking import Budget, Reach
from bot.statements.closed_of import Closed
from bot.statements.whereabouts import Places, Whereabouts
from storage import Market, OrderIntent, Storage

__all__ = ["Closed", "ClosedOrders", "Closings", "Place"]

REQUESTS = 6  # that one look may cost: of spot each weighs 20
CONDITIONALS = 8  # and these beside them: each weighs 5, and that of the futures' own allowance
LATEST = 200  # orders of a symbol that are looked at
FRESH = 60.0  # seconds for which an answer is not asked for again
_KEPT = 512  # answers remembered, of all people together
OURS = 200  # orders that were refused before they came to the book, looked through for a person


class Place(NamedTuple):
    """Where orders are asked for; those that waited for a price are in a store of their own."""

    market: Market
    symbol: str
    conditional: bool = False


@dataclass(frozen=True)
class Closings:
    """Orders that are over, newest first, and of which symbols.

    `cut` are symbols with more orders than were looked at, `left` those not looked at yet.
    """

    orders: tuple[Closed, ...]
    read: tuple[Place, ...]
    cut: tuple[Place, ...]
    left: tuple[Place, ...]


@dataclass(frozen=True)
class _Answer:
    at: float
    orders: tuple[Closed, ...]
    cut: bool


class ClosedOrders:
    """Asks symbol by symbol, some at a time, and remembers the answers for a minute."""

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        places: Places,
        reach: Reach,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._storage, self._accounts, self._places = storage, accounts, places
        self._reach, self._now = reach, now
        self._known: OrderedDict[tuple[int, Place], _Answer] = OrderedDict()

    async def of(self, user_id: int, symbol: str | None = None, *, more: bool = False) -> Closings:
        """What is over; `more` looks at further symbols even where some are known already."""
        connected = await self._accounts.of(user_id)
        ours = await self._ours(connected)
        where = await self._places.of(connected)
        places = _wanted(where, _ordered(ours), symbol)
        known = {place: self._answer(connected, place) for place in places}
        if more or not any(known.values()):
            known |= await self._look(connected, [one for one in places if known[one] is None])
        answers = {place: answer for place, answer in known.items() if answer is not None}
        orders = [one for answer in answers.values() for one in answer.orders]
        orders += [one for one in _refused(ours) if symbol in {None, one.symbol}]
        orders.sort(key=lambda one: one.at, reverse=True)
        return Closings(
            tuple(orders),
            read=tuple(answers),
            cut=tuple(place for place, answer in answers.items() if answer.cut),
            left=tuple(place for place in places if place not in answers),
        )

    async def _look(
        self, connected: Connected, places: Sequence[Place]
    ) -> dict[Place, _Answer | None]:
        """Ask at some of these, side by side."""
        budgets = {False: Budget(REQUESTS), True: Budget(CONDITIONALS)}
        asked = [place for place in places if budgets[place.conditional].take()]
        answers = await asyncio.gather(*(self._ask(connected, place) for place in asked))
        return dict(zip(asked, answers, strict=True))

    def _answer(self, connected: Connected, place: Place) -> _Answer | None:
        answer = self._known.get((connected.key.id, place))
        return answer if answer and self._now() - answer.at < FRESH else None

    async def _ask(self, connected: Connected, place: Place) -> _Answer | None:
        try:
            orders, count = await self._over(connected, place)
        except NoSuchSymbol:
            orders, count = (), 0
        except BinanceError:
            return None
        answer = _Answer(self._now(), orders, cut=count >= LATEST)
        self._known[connected.key.id, place] = answer
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return answer

    async def _over(self, connected: Connected, place: Place) -> tuple[tuple[Closed, ...], int]:
        """What is over there, and how many were looked at for it."""
        market = place.market
        if place.conditional:
            algos = await self._conditionals(connected, place)
            ended = filter(closed_of.never_ordinary, algos)
            return tuple(closed_of.conditional(market, one) for one in ended), len(algos)
        rows = await self._rows(connected, place)
        return tuple(closed_of.ordinary(market, one) for one in rows if one.status.final), len(rows)

    async def _conditionals(self, connected: Connected, place: Place) -> Sequence[AlgoOrder]:
        market, symbol = place.market, place.symbol
        if market == "usdm":
            usd = futures.AllAlgoOrders(symbol=symbol, limit=LATEST)
            pages = await self._reach.ask(connected, market, usd)
        else:
            coin = coin_futures.AllAlgoOrders(symbol=symbol)
            pages = await self._reach.ask(connected, market, coin, of_part=True)
        return pages[0] if pages else ()

    async def _rows(self, connected: Connected, place: Place) -> Sequence[Order | ContractOrder]:
        market, symbol = place.market, place.symbol
        if market == "spot":
            return await connected.account.send(spot.AllOrders(symbol=symbol, limit=LATEST))
        if market == "usdm":
            request = futures.AllOrders(symbol=symbol or None, limit=LATEST)
            pages = await self._reach.ask(connected, market, request)
            return pages[0] if pages else ()
        coins = await self._reach.ask(
            connected, market, coin_futures.AllOrders(symbol=symbol, limit=LATEST)
        )
        return coins[0] if coins else ()

    async def _ours(self, connected: Connected) -> list[OrderIntent]:
        """What was ordered here on the account, newest first."""
        async with self._storage.read() as unit:
            intents = await unit.orders.of(connected.key.user_id, OURS)
        return [one for one in intents if one.key_id == connected.key.id]


def _ordered(ours: Sequence[OrderIntent]) -> tuple[str, ...]:
    """Contracts of USD-M that were ordered here: what came of it may be nothing but a stop."""
    return tuple(dict.fromkeys(one.symbol for one in ours if one.market == "usdm"))


def _refused(ours: Sequence[OrderIntent]) -> list[Closed]:
    """Orders given here that Binance refused: it keeps none of them."""
    found = [closed_of.refused(one) for one in ours if one.state == "REJECTED"]
    return [one for one in found if one is not None]


def _wanted(where: Whereabouts, ordered: Collection[str], symbol: str | None) -> list[Place]:
    """USD-M tells of all symbols at once, all else is told of one at a time."""
    contracts = dict.fromkeys([*ordered, *where.symbols["usdm"]])
    places = [Place("spot", name) for name in where.symbols["spot"]]
    if "usdm" not in where.shut:
        places.insert(0, Place("usdm", ""))
        places += [Place("usdm", name, conditional=True) for name in contracts]
    places += [Place("coinm", name) for name in where.symbols["coinm"]]
    if "coinm" not in where.shut:
        places += [Place("coinm", name, conditional=True) for name in where.symbols["coinm"]]
    return places if symbol is None else _named(places, symbol)


def _named(places: Collection[Place], symbol: str) -> list[Place]:
    """Those of one symbol; one that nothing is known of may be a contract as well."""
    named = [place for place in places if place.symbol == symbol]
    contract, conditional = Place("usdm", symbol), Place("usdm", symbol, conditional=True)
    if conditional in named:
        return [*named, contract]
    if named:
        return named
    spot = Place("spot", symbol)
    return [spot, contract, conditional] if Place("usdm", "") in places else [spot]
