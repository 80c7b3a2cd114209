"""How careful a person wants to be with each order; whoever has a second factor raises it by that.

Guards are what is never sent. These two are about the tap on Confirm: how far the market may have
moved by then, and from which sum on a code is asked for.
"""

from dataclasses import dataclass
from decimal import Decimal

from binance.request import wire
from bot import care
from bot.i18n import note
from bot.refusals import Refused
from bot.step_up import StepUp
from bot.text import number
from storage import Storage


@dataclass(frozen=True)
class Limit:
    """One of them: where it is kept, what is usual, the most that it may be, and why a code."""

    name: str
    usual: Decimal
    most: Decimal
    why: str


DRIFT = Limit(
    care.DRIFT, care.USUAL_DRIFT, Decimal(10),
    note("A price may then move further before you confirm it."),
)  # fmt: skip
BIG_SUM = Limit(
    care.BIG, care.USUAL_BIG, Decimal(1_000_000_000),
    note("Bigger orders would need no code then."),
)  # fmt: skip


class Caution:
    """Keeps these limits for everybody."""

    def __init__(self, storage: Storage, step_up: StepUp) -> None:
        self._storage, self._step_up = storage, step_up

    async def of(self, user_id: int, limit: Limit) -> Decimal:
        async with self._storage.read() as unit:
            return Decimal(await unit.settings.get(user_id, limit.name, str(limit.usual)))

    async def set(self, user_id: int, limit: Limit, value: Decimal) -> None:
        """Let it hold from now on; `CodeNeeded` where it is raised without a code."""
        if value > limit.most:
            raise Refused(note("At most {most} is possible here."), most=number(limit.most))
        raised = value > await self.of(user_id, limit)
        if raised:
            await self._step_up.demand(user_id, limit.why)
        async with self._storage.begin() as unit:
            await unit.settings.set(user_id, limit.name, wire(value))
            await unit.audit.note(
                user_id, "guard.raised" if raised else "guard.lowered",
                guard=limit.name, value=wire(value),
            )  # fmt: skip
