"""Cancelling, on any market; asking twice does no harm."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any

from binance import Priority
from binance.errors import BinanceError, NoSuchOrder, Unknown
from binance.models.order_terms import Side
from binance.private import coin_futures, futures, spot
from binance.request import Private
from bot.accounts import Accounts, Connected
from bot.statements import resting_of
from bot.statements.resting import RestingOrders
from bot.statements.resting_of import Resting
from storage import Market, Storage

log = logging.getLogger(__name__)

AT_ONCE = 4
PAUSES = (0.3, 1.0, 3.0)  # seconds before a cancellation that was not answered is sent again

Make = Callable[..., Private[Any]]
_CANCEL: dict[Market, Make] = {
    "spot": spot.CancelOrder,
    "usdm": futures.CancelOrder,
    "coinm": coin_futures.CancelOrder,
}
_CANCEL_ALL: dict[Market, Make] = {
    "spot": spot.CancelOpenOrders,
    "usdm": futures.CancelOpenOrders,
    "coinm": coin_futures.CancelOpenOrders,
}
_CANCEL_ALGO: dict[Market, Make] = {
    "usdm": futures.CancelAlgoOrder,
    "coinm": coin_futures.CancelAlgoOrder,
}
_CANCEL_ALGOS: dict[Market, Make] = {
    "usdm": futures.CancelOpenAlgoOrders,
    "coinm": coin_futures.CancelOpenAlgoOrders,
}
_QUERY: dict[Market, Make] = {
    "spot": spot.QueryOrder,
    "usdm": futures.QueryOrder,
    "coinm": coin_futures.QueryOrder,
}
_QUERY_ALGO: dict[Market, Make] = {
    "usdm": futures.QueryAlgoOrder,
    "coinm": coin_futures.QueryAlgoOrder,
}


class Cancelling:
    """Takes orders back, and says how they stand then."""

    def __init__(self, storage: Storage, accounts: Accounts, resting: RestingOrders) -> None:
        self._storage, self._accounts, self._resting = storage, accounts, resting

    async def one(
        self, user_id: int, market: Market, symbol: str, order_id: int, *, algo: bool = False
    ) -> Resting | None:
        """Cancel an order, and see how it stands then; None is cancelled, and no more is known."""
        connected = await self._accounts.of(user_id)
        before = self._resting.seen(connected.key.id, market, order_id, algo=algo)
        try:
            answer = await _taken_back(connected, _cancel(market, symbol, order_id, algo=algo))
        finally:
            self._resting.forget(connected.key.id)
        if answer is not None:
            async with self._storage.begin() as unit:
                await unit.audit.note(
                    user_id, "order.cancelled", symbol=symbol, order_id=order_id, market=market
                )
        try:
            return await self._standing(connected, market, symbol, order_id, algo=algo)
        except BinanceError as error:
            if answer is None:
                raise
            # Binance forgets conditional orders that are over, and it has said that this one is
            log.info("how a cancelled order stands is not known: %r", error)
            return None if before is None else replace(before, status="CANCELED")

    async def all(self, user_id: int, orders: Iterable[Resting], *, whole: bool) -> None:
        """Cancel these orders; `whole` is all of each symbol, which one request does.

        What comes of it is seen by looking at what is open afterwards, and by nothing else.
        """
        connected = await self._accounts.of(user_id)
        requests = list(_by_symbol(orders) if whole else _one_by_one(orders))
        try:
            answers = await connected.account.gather(
                requests, limit=AT_ONCE, priority=Priority.CRITICAL
            )
        finally:
            self._resting.forget(connected.key.id)
        for error in answers:
            if isinstance(error, BinanceError) and not isinstance(error, NoSuchOrder):
                log.warning("a cancellation among many failed: %r", error)

    async def _standing(
        self, connected: Connected, market: Market, symbol: str, order_id: int, *, algo: bool
    ) -> Resting:
        answer = await _send(connected, _query(market, symbol, order_id, algo=algo))
        if algo:
            return resting_of.conditional(market, answer)
        if market == "spot":
            return resting_of.spot(answer, None)
        return resting_of.contract(market, answer)


async def _taken_back(connected: Connected, request: Private[Any]) -> Any | None:
    """Cancel until that is certain: what was not heard of may never have arrived.

    None where the order is none that could be cancelled: filled, or cancelled before, perhaps.
    """
    for pause in (*PAUSES, None):
        try:
            return await _send(connected, request)
        except NoSuchOrder:
            return None
        except Unknown:
            if pause is not None:
                await asyncio.sleep(pause)
    return None


async def _send(connected: Connected, request: Private[Any]) -> Any:
    return await connected.account.send(request, priority=Priority.CRITICAL)


def _cancel(market: Market, symbol: str, order_id: int, *, algo: bool) -> Private[Any]:
    if algo:
        return _CANCEL_ALGO[market](algo_id=order_id)
    return _CANCEL[market](symbol=symbol, order_id=order_id)


def _query(market: Market, symbol: str, order_id: int, *, algo: bool) -> Private[Any]:
    if algo:
        return _QUERY_ALGO[market](algo_id=order_id)
    return _QUERY[market](symbol=symbol, order_id=order_id)


def _one_by_one(orders: Iterable[Resting]) -> Iterable[Private[Any]]:
    """A request for each order; one for each list, whose legs go together."""
    seen: set[int] = set()
    for one in orders:
        if one.list_id is None or one.list_id not in seen:
            yield _cancel(one.market, one.symbol, one.order_id, algo=one.algo)
        if one.list_id is not None:
            seen.add(one.list_id)


def _by_symbol(orders: Iterable[Resting]) -> Iterable[Private[Any]]:
    def place(one: Resting) -> tuple[Market, str, bool]:
        return one.market, one.symbol, one.algo

    for (market, symbol, algo), _ in groupby(sorted(orders, key=place), key=place):
        yield (_CANCEL_ALGOS if algo else _CANCEL_ALL)[market](symbol=symbol)


def of_side(word: str | None) -> Side | None:
    """A side by its name, as it stands in a ticket."""
    return None if word is None else Side(word)
