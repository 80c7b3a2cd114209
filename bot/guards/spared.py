"""What a stop of all trading leaves alone: the stops and targets that were set in answer to it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from binance.models.futures.algo_orders import AlgoOrder
from bot.guards.contract_stakes import reduces
from storage import Storage, Sweep

Spares = Callable[[AlgoOrder], Awaitable[bool]]
"""Whether a conditional order is not to be cancelled."""
LEEWAY = timedelta(seconds=5)  # by which Binance's clock may be ahead of ours


def sparing(storage: Storage, one: Sweep) -> Spares:
    """Spare what can only reduce, if it was asked for after the sweep.

    Of our own we know when; anything else is as old as Binance says.
    """

    async def spares(order: AlgoOrder) -> bool:
        if not reduces(order):
            return False
        async with storage.read() as unit:
            intent = await unit.orders.get(order.client_algo_id)
        if intent is not None and intent.user_id == one.user_id:
            return intent.created_at > one.asked_at
        return order.create_time > one.asked_at + LEEWAY

    return spares
