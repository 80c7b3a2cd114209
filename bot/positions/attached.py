"""Orders that wait for a price to end a position, or to make it smaller: its stops and targets."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from binance.errors import BinanceError
from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.orders import OrderState
from binance.private import coin_futures, futures
from bot.accounts import Connected
from bot.leftovers import only_reduces
from bot.positions.held import Held
from bot.positions.wishes import Place, Venue

T = TypeVar("T", AlgoOrder, OrderState)
Waiting = Mapping[Place, Sequence[AlgoOrder]]
"""By contract what waits in it; contracts of which that could not be read are not there."""
Resting = Mapping[Place, Sequence[OrderState]]
"""The same of what waits in the book."""


def attached(waiting: Iterable[T], held: Held) -> list[T]:
    """The orders that can do nothing but end this position or make it smaller."""
    return [
        one
        for one in waiting
        if one.symbol == held.symbol
        and one.position_side == held.named
        and one.side == held.direction.exit
        and only_reduces(one)
    ]


async def waiting_for(connected: Connected, shown: Iterable[Held]) -> Waiting:
    """Ask for the orders of some contracts, once for each: of one they weigh 1, of all 40."""

    async def ask(venue: Venue, symbol: str) -> Sequence[AlgoOrder]:
        market = futures if venue == "usdm" else coin_futures
        return await connected.account.send(market.OpenAlgoOrders(symbol=symbol))

    return await _by_place(ask, shown)


async def resting_for(connected: Connected, shown: Iterable[Held]) -> Resting:
    """Ask for what waits in their books: Binance itself ends that with its position."""

    async def ask(venue: Venue, symbol: str) -> Sequence[OrderState]:
        market = futures if venue == "usdm" else coin_futures
        return await connected.account.send(market.OpenOrders(symbol=symbol))

    return await _by_place(ask, shown)


async def _by_place(
    ask: Callable[[Venue, str], Awaitable[Sequence[T]]], shown: Iterable[Held]
) -> Mapping[Place, Sequence[T]]:
    async def asked(place: Place) -> Sequence[T] | None:
        try:
            return await ask(*place)
        except BinanceError:
            return None

    places = sorted({(one.venue, one.symbol) for one in shown})
    told = await asyncio.gather(*(asked(place) for place in places))
    return {place: orders for place, orders in zip(places, told, strict=True) if orders is not None}
