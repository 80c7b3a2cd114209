"""Who must agree before an order goes out: its key, and for a big one its owner once more.

A key is looked at before the first order of a day. Whoever has a second factor is asked for a code
when an order is big; how big that is, they choose.
"""

from decimal import Decimal

from bot.accounts import Connected
from bot.care import Care
from bot.i18n import note
from bot.key_checks import KeyChecks
from bot.step_up import StepUp


class Clearance:
    """Asked once for all that a tap would send; raises `Refused` with what is in the way."""

    def __init__(self, checks: KeyChecks, step_up: StepUp) -> None:
        self._checks, self._step_up = checks, step_up

    async def __call__(
        self, connected: Connected, worth: Decimal, care: Care, *, harmless: bool
    ) -> None:
        """`worth` is what it comes to in USDT at worst; it may be `harmless`, and only reduce."""
        key = connected.key
        await self._checks.checked_today(key.user_id, key.id, harmless=harmless)
        if worth > care.big:
            await self._step_up.demand(key.user_id, note("This is a big order."))
