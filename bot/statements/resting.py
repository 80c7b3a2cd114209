"""Open orders of all markets in one form: what each waits for, and how far away that is."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from binance import Binance
from binance.errors import BinanceError
from binance.models.order_terms import Side
from binance.private import coin_futures, futures, spot
from binance.public import coin_futures as coin_market
from binance.public import futures as futures_market
from bot.accounts import Accounts, Connected
from bot.i18n import note
from bot.prices import Prices
from bot.refusals import Refused
from bot.statements import resting_of
from bot.statements.asking import CONTRACTS, Reach
from bot.statements.resting_of import Resting
from storage import Market

__all__ = ["Resting", "RestingOrders", "Standing"]

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


class RestingOrders:
    """Asks for open orders: of spot always, of futures where the key may see them."""

    def __init__(
        self,
        accounts: Accounts,
        binance: Binance,
        prices: Prices,
        reach: Reach,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
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

    def seen(self, key_id: int, market: Market, order_id: int, *, algo: bool) -> Resting | None:
        """An order as it was told last, however long ago that was."""
        _, known = self._known.get(key_id, (0.0, Standing(())))
        wanted = market, order_id, algo
        found = (one for one in known.orders if (one.market, one.order_id, one.algo) == wanted)
        return next(found, None)

    def forget(self, key_id: int) -> None:
        """Something was cancelled: what was told no longer holds."""
        self._known.pop(key_id, None)

    async def find(self, user_id: int, order_id: int) -> Resting:
        """One's own open order by its number; the same on two markets is nobody's guess."""
        orders = (await self.of(user_id)).orders
        return _only([one for one in orders if one.order_id == order_id], order_id)

    async def find_of_list(self, user_id: int, number: int) -> Resting:
        """The same; the number of a list stands for any of its orders, which go together."""
        orders = (await self.of(user_id)).orders
        of_list = [one for one in orders if one.list_id == number]
        return _only([one for one in orders if one.order_id == number] or of_list[:1], number)

    async def _ask(self, connected: Connected) -> Standing:
        orders = await self._on_spot(connected)
        unread: list[Market] = []
        for market in CONTRACTS:
            try:
                orders += await self._on_contracts(connected, market)
            except BinanceError:
                unread.append(market)
        orders.sort(key=lambda one: (one.at, one.order_id), reverse=True)
        return Standing(tuple(orders), tuple(unread))

    async def _on_spot(self, connected: Connected) -> list[Resting]:
        answer = await connected.account.send(spot.OpenOrders())
        kinds = {}
        if any(one.order_list_id > 0 for one in answer):
            lists = await connected.account.send(spot.OpenOrderLists())
            kinds = {one.order_list_id: one for one in lists}
        last = await self._prices.last_of_all() if answer else None
        orders = [resting_of.spot(one, kinds.get(one.order_list_id)) for one in answer]
        return [replace(one, last=last(one.symbol) if last else None) for one in orders]

    async def _on_contracts(self, connected: Connected, market: Market) -> list[Resting]:
        venue = futures if market == "usdm" else coin_futures
        plain = await self._reach.ask(connected, market, venue.OpenOrders())
        algos = await self._reach.ask(connected, market, venue.OpenAlgoOrders())
        orders = [resting_of.contract(market, one) for one in (plain or [()])[0]]
        orders += [resting_of.conditional(market, one) for one in (algos or [()])[0]]
        last = await self._last(market, connected.account.owner) if orders else {}
        return [replace(one, last=last.get(one.symbol)) for one in orders]

    async def _last(self, market: Market, asker: str) -> dict[str, Decimal]:
        if market == "usdm":
            prices = await self._binance.send(futures_market.Prices(), owner=asker)
            return {one.symbol: one.price for one in prices}
        rows = await self._binance.send(coin_market.Prices(), owner=asker)
        return {one.symbol: one.price for one in rows}


def _only(found: Sequence[Resting], number: int) -> Resting:
    if len(found) == 1:
        return found[0]
    raise Refused(
        note(
            "I see no open order of yours with the number {id}. "
            "/orders lists what is open, /history what is over."
        ),
        id=number,
    )
