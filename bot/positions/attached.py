"""Orders that wait for a price to end a position, or to make it smaller: its stops and targets."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from binance.errors import BinanceError
from binance.models.futures.algo_orders import AlgoOrder
from binance.private import coin_futures, futures
from bot.accounts import Connected
from bot.leftovers import only_reduces
from bot.positions.held import Held
from bot.positions.wishes import Venue

Place = tuple[Venue, str]
Waiting = Mapping[Place, Sequence[AlgoOrder]]
"""By contract what waits in it; contracts of which that could not be read are not there."""


def attached(waiting: Iterable[AlgoOrder], held: Held) -> list[AlgoOrder]:
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
    places = sorted({(one.venue, one.symbol) for one in shown})
    told = await asyncio.gather(*(_ask(connected, place) for place in places))
    return {place: orders for place, orders in zip(places, told, strict=True) if orders is not None}


async def _ask(connected: Connected, place: Place) -> Sequence[AlgoOrder] | None:
    venue, symbol = place
    ask = futures if venue == "usdm" else coin_futures
    try:
        return await connected.account.send(ask.OpenAlgoOrders(symbol=symbol))
    except BinanceError:
        return None
