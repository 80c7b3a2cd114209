"""Open orders of all markets in one form: what each waits for, and how far away that is."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from binance import Binance
from binance.errors import BinanceError
from binance.models.order_terms import Side
from binance.private import coin_futures, futures, spot
from binance.public import coin_futures as coin_market
from binance.public import futures as futures_market
from bot.accounts import Accounts, Connected, uid
from bot.i18n import note
from bot.prices import Prices
from bot.refusals import Refused
from bot.statements import resting_of
from bot.statements.asking import CONTRACTS, Reach
from bot.statements.resting_of import Resting
from storage import Market, Storage

__all__ = ["Resting", "RestingOrders", "Standing"]

log = logging.getLogger(__name__)

FRESH = 15.0  # seconds for which turning pages asks nothing
_KEPT = 512  # people whose orders are remembered for that long


@dataclass(frozen=True)
class Standing:
    """All open orders, newest first; `unread` are markets that did not answer."""

    orders: tuple[Resting, ...]
    unread: tuple[Market, ...] = ()

    def chosen(
        self, market: str | None = None, symbol: str | None = None, side: Side | None = None
    ) -> tuple[Resting, ...]:
        return tuple(
            one
            for one in self.orders
            if market in {None, one.market}
            and symbol in {None, one.symbol}
            and side in {None, one.side}
        )

    def together(
        self, market: str | None = None, symbol: str | None = None, side: Side | None = None
    ) -> tuple[Resting, ...]:
        """The same, with all that hangs together with it: a list is cancelled as a whole."""
        meant = self.chosen(market, symbol, side)
        alone = {id(one) for one in meant}
        lists = {(one.market, one.list_id) for one in meant if one.list_id is not None}
        return tuple(
            one for one in self.orders if id(one) in alone or (one.market, one.list_id) in lists
        )


class RestingOrders:
    """Asks for open orders: of spot always, of futures where the key may see them."""

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        binance: Binance,
        prices: Prices,
        reach: Reach,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._storage = storage
        self._accounts, self._binance, self._prices = accounts, binance, prices
        self._reach, self._now = reach, now
        self._known: OrderedDict[int, tuple[float, Standing]] = OrderedDict()

    async def of(self, user_id: int, *, fresh: bool = True) -> Standing:
        """Everything open; not `fresh` is what was told some seconds ago, if it was."""
        connected = await self._accounts.of(user_id)
        at, known = self._known.get(connected.key.id, (0.0, None))
        if not fresh and known is not None and self._now() - at < FRESH:
            return known
        standing = await self._ask(connected)
        self._known[connected.key.id] = self._now(), standing
        self._known.move_to_end(connected.key.id)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return standing

    def seen(self, key_id: int, is_it: Callable[[Resting], bool]) -> Resting | None:
        """An order as it was told last, however long ago that was."""
        _, known = self._known.get(key_id, (0.0, Standing(())))
        return next(filter(is_it, known.orders), None)

    def forget(self, key_id: int) -> None:
        """Something was cancelled: what was told no longer holds."""
        self._known.pop(key_id, None)

    async def find(self, user_id: int, order_id: int) -> Resting:
        """One's own open order by its number; the same in two symbols is nobody's guess."""
        standing = await self.of(user_id)
        return _only(
            [one for one in standing.orders if one.order_id == order_id], order_id, standing
        )

    async def find_of_list(self, user_id: int, number: int) -> Resting:
        """The same; the number of a list stands for any of its orders, which go together."""
        standing = await self.of(user_id)
        of_list = {one.symbol: one for one in standing.orders if one.list_id == number}
        found = [one for one in standing.orders if one.order_id == number]
        return _only(found or [*of_list.values()], number, standing)

    async def on(
        self, connected: Connected, markets: Iterable[Market], *, used: bool = False
    ) -> Standing:
        """What is open there now, without prices; an error only where all of them fail.

        `used` is that there were orders of the account in each, so that a refusal is not none.
        """
        orders: list[Resting] = []
        unread: list[Market] = []
        on_spot: BinanceError | None = None
        for market in markets:
            try:
                found = await self._read(connected, market, used=used)
            except BinanceError as error:
                found, on_spot = None, error if market == "spot" else on_spot
            unread += [market] if found is None else []
            orders += found or []
        if on_spot is not None and not orders:
            raise on_spot  # says more than that a market does not answer
        orders.sort(key=lambda one: (one.at, one.order_id), reverse=True)
        return Standing(tuple(orders), tuple(unread))

    async def _ask(self, connected: Connected) -> Standing:
        standing = await self.on(connected, ("spot", *CONTRACTS))
        last = await self._prices_of(standing.orders, connected.account.owner)
        orders = (replace(one, last=last(one)) for one in standing.orders)
        return replace(standing, orders=tuple(orders))

    async def _read(
        self, connected: Connected, market: Market, *, used: bool
    ) -> list[Resting] | None:
        """None where Binance refuses the key, though it may have orders there."""
        if market == "spot":
            return await self._on_spot(connected)
        used = used or await self._used(connected, market)
        if used:
            self._reach.reopen(connected, market)
        orders = await self._on_contracts(connected, market)
        return orders if not used or self._reach.open(connected, market) else None

    async def _used(self, connected: Connected, market: Market) -> bool:
        """Whether the key may have orders there, so that a refusal does not mean none."""
        key = connected.key
        async with self._storage.read() as unit:
            if await unit.orders.used(key.user_id, key.id, market):
                return True
            return bool(await unit.fills.symbols(key.environment, uid(key), market))

    async def _on_spot(self, connected: Connected) -> list[Resting]:
        answer = await connected.account.send(spot.OpenOrders())
        kinds = {}
        if any(one.is_listed for one in answer):
            lists = await connected.account.send(spot.OpenOrderLists())
            kinds = {one.order_list_id: one for one in lists}
        return [resting_of.spot(one, kinds.get(one.order_list_id)) for one in answer]

    async def _on_contracts(self, connected: Connected, market: Market) -> list[Resting]:
        venue = futures if market == "usdm" else coin_futures
        plain = await self._reach.ask(connected, market, venue.OpenOrders())
        algos = await self._reach.ask(
            connected, market, venue.OpenAlgoOrders(), of_part=market == "coinm"
        )
        orders = [resting_of.contract(market, one) for one in (plain or [()])[0]]
        orders += [resting_of.conditional(market, one) for one in (algos or [()])[0]]
        return orders

    async def _prices_of(
        self, orders: Sequence[Resting], asker: str
    ) -> Callable[[Resting], Decimal | None]:
        """The last price of each; where it cannot be had, the order is listed without."""
        last = {market: await self._last(market, asker) for market in {o.market for o in orders}}
        return lambda one: last[one.market](one.symbol)

    async def _last(self, market: Market, asker: str) -> Callable[[str], Decimal | None]:
        try:
            if market == "spot":
                return await self._prices.last_of_all()
            venue = futures_market if market == "usdm" else coin_market
            rows = await self._binance.send(venue.Prices(), owner=asker)
        except BinanceError as error:
            log.info("open orders are listed without their prices: %r", error)
            return lambda _: None
        return {one.symbol: one.price for one in rows}.get


def _only(found: Sequence[Resting], number: int, standing: Standing) -> Resting:
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(
            note(
                "Several open orders of yours have the number {id}: in {symbols}. "
                "Use the buttons of the one that you mean: /orders"
            ),
            id=number,
            symbols=", ".join(dict.fromkeys(map(_place, found))),
        )
    if standing.unread:
        raise Refused(
            note(
                "I see no open order of yours with the number {id}, but not every market answers. "
                "Try again in a minute: /orders"
            ),
            id=number,
        )
    raise Refused(
        note(
            "I see no open order of yours with the number {id}. "
            "/orders lists what is open, /history what is over."
        ),
        id=number,
    )


def _place(order: Resting) -> str:
    market = {"usdm": " · USD-M", "coinm": " · COIN-M"}.get(order.market, "")
    return f"{order.symbol}{market}"
