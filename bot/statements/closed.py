"""Orders that are over, of all markets in one form, newest first."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from binance.errors import BinanceError, NoSuchSymbol
from binance.models.futures.orders import OrderState as ContractOrder
from binance.models.order_terms import OrderStatus, Side
from binance.models.orders import Order
from binance.private import coin_futures, futures, spot
from bot.accounts import Accounts, Connected
from bot.statements.asking import Budget, Reach
from bot.statements.whereabouts import Places
from storage import Market, OrderIntent, Storage

__all__ = ["Closed", "ClosedOrders", "Closings"]

REQUESTS = 6  # that one look may cost: of spot each weighs 20
LATEST = 200  # orders of a symbol that are looked at
FRESH = 60.0  # seconds for which an answer is not asked for again
_KEPT = 256  # answers remembered, of all people together
OURS = 200  # orders that were refused before they came to the book, looked through for a person

Place = tuple[Market, str]


@dataclass(frozen=True, slots=True)
class Closed:
    """One order that is over; `average` is what was paid per unit, None where nothing was filled.

    `trigger` is the price that it waited for before it was one. An order that was refused has no
    number, and a `reason`; `qty` is 0 where money was named.
    """

    market: Market
    symbol: str
    order_id: int | None
    side: Side
    kind: str
    status: str
    qty: Decimal
    filled: Decimal
    price: Decimal | None
    average: Decimal | None
    at: datetime
    reason: str = ""
    trigger: Decimal | None = None


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
        self._known: OrderedDict[tuple[int, Market, str], _Answer] = OrderedDict()

    async def of(self, user_id: int, symbol: str | None = None, *, more: bool = False) -> Closings:
        """What is over; `more` looks at further symbols even where some are known already."""
        connected = await self._accounts.of(user_id)
        places = await self._wanted(connected, symbol)
        known = {place: self._answer(connected, place) for place in places}
        budget = Budget(REQUESTS)
        if more or not any(known.values()):
            for place in places:
                if known[place] is None and budget.take():
                    known[place] = await self._ask(connected, place)
        answers = {place: answer for place, answer in known.items() if answer is not None}
        orders = [one for answer in answers.values() for one in answer.orders]
        orders += [one for one in await self._refused(connected) if symbol in {None, one.symbol}]
        orders.sort(key=lambda one: one.at, reverse=True)
        return Closings(
            tuple(orders),
            read=tuple(answers),
            cut=tuple(place for place, answer in answers.items() if answer.cut),
            left=tuple(place for place in places if place not in answers),
        )

    async def _wanted(self, connected: Connected, symbol: str | None) -> list[Place]:
        """USD-M tells of all symbols at once, the other markets of one at a time."""
        where = await self._places.of(connected)
        places: list[Place] = [("spot", name) for name in where.symbols["spot"]]
        if "usdm" not in where.shut:
            places.insert(0, ("usdm", ""))
        places += [("coinm", name) for name in where.symbols["coinm"]]
        if symbol is None:
            return places
        named = [place for place in places if place[1] == symbol]
        if ("usdm", "") in places and (symbol in where.symbols["usdm"] or not named):
            named.append(("usdm", symbol))
        return named or [("spot", symbol)]

    def _answer(self, connected: Connected, place: Place) -> _Answer | None:
        answer = self._known.get((connected.key.id, *place))
        return answer if answer and self._now() - answer.at < FRESH else None

    async def _ask(self, connected: Connected, place: Place) -> _Answer | None:
        try:
            rows = await self._rows(connected, place)
        except NoSuchSymbol:
            rows = ()
        except BinanceError:
            return None
        answer = _Answer(
            self._now(), tuple(_closed(place[0], one) for one in rows if one.status.final),
            cut=len(rows) >= LATEST,
        )  # fmt: skip
        self._known[connected.key.id, *place] = answer
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return answer

    async def _rows(self, connected: Connected, place: Place) -> Sequence[Order | ContractOrder]:
        market, symbol = place
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

    async def _refused(self, connected: Connected) -> list[Closed]:
        """Orders given here that Binance refused: it keeps none of them."""
        key = connected.key
        async with self._storage.read() as unit:
            intents = await unit.orders.of(key.user_id, OURS)
        return [
            _rejected(one)
            for one in intents
            if one.state == "REJECTED" and one.key_id == key.id and one.payload.get("side")
        ]


def _closed(market: Market, order: Order | ContractOrder) -> Closed:
    average = getattr(order, "average_price", None)
    return Closed(
        market=market,
        symbol=order.symbol,
        order_id=order.order_id,
        side=order.side,
        kind=str(order.type),
        status=str(order.status),
        qty=order.orig_qty,
        filled=order.executed_qty,
        price=order.price or None,
        average=average,
        at=order.update_time,
        reason=getattr(order, "expiry_reason", None) or "",
        trigger=order.stop_price or None,
    )


def _rejected(intent: OrderIntent) -> Closed:
    payload = intent.payload
    price = payload.get("price")
    return Closed(
        market=intent.market,
        symbol=intent.symbol,
        order_id=None,
        side=Side(payload["side"]),
        kind=str(payload.get("type", "")),
        status=str(OrderStatus.REJECTED),
        qty=Decimal(payload.get("quantity") or 0),
        filled=Decimal(0),
        price=Decimal(price) if price else None,
        average=None,
        at=intent.updated_at,
        reason=intent.reason or "",
    )
