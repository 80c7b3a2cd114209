"""Who must agree before an order goes out: its key, and for a big one its owner once more.

A key is looked at before the first order of a day. Whoever has a second factor is asked for a code
when an order is big; how big that is, they choose.
"""

from decimal import Decimal

from bot.accounts import Connected
from bot.i18n import note
from bot.key_checks import KeyChecks
from bot.step_up import StepUp
from storage import Storage

SETTING = "big_order"
BIG = Decimal(500)  # USDT


class Clearance:
    """Asked once for all that a tap would send; raises `Refused` with what is in the way."""

    def __init__(self, storage: Storage, checks: KeyChecks, step_up: StepUp) -> None:
        self._storage, self._checks, self._step_up = storage, checks, step_up

    async def __call__(self, connected: Connected, worth: Decimal) -> None:
        """`worth` is what it comes to in USDT at worst."""
        key = connected.key
        await self._checks.checked_today(key.user_id, key.id)
        async with self._storage.read() as unit:
            big = Decimal(await unit.settings.get(key.user_id, SETTING, str(BIG)))
        if worth > big:
            await self._step_up.demand(key.user_id, note("This is a big order."))
