"""What waits in a book and would open the very position that a stop is there for."""

import logging
from collections.abc import Sequence

from binance.errors import BinanceError
from binance.models.futures.orders import OrderState
from binance.models.futures.terms import PositionSide
from binance.private import coin_futures, futures
from bot.deeds import Deed, deed_from, deed_of
from bot.leftovers import TARGETS, Leftover, Send, could_open
from storage import Storage

log = logging.getLogger(__name__)

Closer = Leftover | futures.NewAlgoOrder
"""What ends a position, and is to go or was never placed."""


class Openings:
    """Looks for entries that would go without a stop or a target, as that is to go."""

    def __init__(self, storage: Storage, *, environment: str) -> None:
        self._storage, self._environment = storage, environment

    async def without(self, send: Send, closers: Sequence[Closer]) -> Sequence[OrderState] | None:
        """The orders of a contract that would open what these close; None if nobody knows.

        An entry of which nothing has filled may have a stop of its own, which is kept here.
        """
        venue = futures if deed_of(closers[0]).kind.market == "usdm" else coin_futures
        try:
            book: Sequence[OrderState] = await send(venue.OpenOrders(symbol=closers[0].symbol))
        except BinanceError as error:
            log.warning("what could open a position cannot be read: %r", error)
            return None
        kept = await self._kept()
        return [
            one
            for one in book
            if any(_opens(one, each) for each in closers)
            and (one.executed_qty or one.client_order_id not in kept)
        ]

    async def _kept(self) -> set[str]:
        """The entries that a stop waits behind."""
        async with self._storage.read() as unit:
            planned = await unit.orders.planned(self._environment)
        return {
            first.client_order_id
            for one, first in planned
            if _is_stop(deed_from(one.kind, one.payload))
        }


def _opens(order: OrderState, closer: Closer) -> bool:
    side = closer.position_side or PositionSide.BOTH
    return could_open(order, closer.symbol, side) and order.side != closer.side


def _is_stop(deed: Deed) -> bool:
    return isinstance(deed.request, futures.NewAlgoOrder) and deed.request.type not in TARGETS
