"""Mistakes that others have made, planted into the client to see whether the checker notices."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from binance.clock import Clock
from binance.errors import BinanceError
from binance.limits import Admission, BanStore, Ledger, MemoryBans, Priority
from binance.limits.ledger import Closing, Draw, Verdict
from limit_world.call import Call
from limit_world.client import Client
from limit_world.exchange import Reply
from limit_world.ledger import WatchedLedger


class OwnWindows(Client):
    """Windows turn with the clock of our own machine."""

    def now(self) -> Clock:
        return self.world.our_clock


class _NothingReserved(WatchedLedger):
    async def take(self, draws: Sequence[Draw], now: float, *, urgent: bool = False) -> Verdict:
        verdict = await super().take(draws, now, urgent=urgent)
        if verdict.taken:
            returned = [
                Closing(one.key, one.amount, one.seconds, verdict.at, returned=True)
                for one in draws
            ]
            super().settle(returned, now, answered=False)
        return verdict

    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> None:
        nothing = [one._replace(amount=0, returned=False) for one in closings]
        super().settle(nothing, now, answered=answered)


class NothingReserved(Client):
    """Only what Binance has told counts, not what is on its way there."""

    def new_ledger(self) -> Ledger:
        return _NothingReserved(self.world.history.negatives)


class _BelievedDownward(WatchedLedger):
    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> None:
        super().settle(closings, now, answered=answered)
        for one in closings:
            if one.seen is not None:
                self._forget(one, self.standing(one.key, one.seconds, now).used - one.seen, now)

    def _forget(self, one: Closing, amount: int, now: float) -> None:
        """Count so much less; what is out remains what it was."""
        if amount > 0:
            less = Closing(one.key, amount, one.seconds, now, returned=True)
            super().settle(
                [less, less._replace(amount=-amount, returned=False)], now, answered=True
            )


class BelievedDownward(Client):
    """The latest header is the truth, however old it is."""

    def new_ledger(self) -> Ledger:
        return _BelievedDownward(self.world.history.negatives)


class _CleanSlates(WatchedLedger):
    """Each window has counters of its own; a draw of nothing asks the real ones for silence."""

    async def take(self, draws: Sequence[Draw], now: float, *, urgent: bool = False) -> Verdict:
        renamed = [one._replace(key=_windowed(one, now)) for one in draws]
        silences = [one._replace(amount=0) for one in draws]
        verdict = await super().take([*renamed, *silences], now, urgent=urgent)
        return verdict._replace(blocked_by=verdict.blocked_by % len(draws))

    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> None:
        renamed = [one._replace(key=_windowed(one, one.taken_at)) for one in closings]
        silences = [one._replace(amount=0, seen=None) for one in closings]
        super().settle([*renamed, *silences], now, answered=answered)


def _windowed(draw: Draw | Closing, at: float) -> str:
    return f"{draw.key} in {(at - 0.1) // draw.seconds:.0f}"


class InFlightForgotten(Client):
    """A new window begins at nothing, whatever is on its way."""

    def new_ledger(self) -> Ledger:
        return _CleanSlates(self.world.history.negatives)


class _Forgetful(MemoryBans):
    async def save(self, pool: str, until: float) -> None:
        """Remember nothing."""


class BansForgotten(Client):
    """Who is started anew knows of no ban."""

    @staticmethod
    def new_bans() -> BanStore:
        return _Forgetful()


class FirstComeFirstServed(Client):
    """One queue for everybody, in the order of coming."""

    async def admit(self, call: Call) -> Admission:
        return await self.limits.admit(
            call.request, user="all", priority=call.priority, max_wait=call.patience
        )


class OneUrgency(Client):
    """Orders are requests like any other."""

    async def admit(self, call: Call) -> Admission:
        return await self.limits.admit(
            call.request, user=call.user, priority=Priority.NORMAL, max_wait=call.patience
        )


class EverythingUrgent(Client):
    """Requests are as urgent as orders, and the reserve is everybody's."""

    async def admit(self, call: Call) -> Admission:
        return await self.limits.admit(
            call.request, user=call.user, priority=Priority.HIGH, max_wait=call.patience
        )


class LostMeansUnsent(Client):
    """What was not answered was not charged."""

    async def settle(
        self, admission: Admission, call: Call, reply: Reply | None, error: BinanceError | None
    ) -> None:
        if reply is None:
            admission.release()
        else:
            await super().settle(admission, call, reply, error)


class _OrdersUncounted(WatchedLedger):
    async def take(self, draws: Sequence[Draw], now: float, *, urgent: bool = False) -> Verdict:
        uncounted = [one._replace(amount=0) if "orders" in one.key else one for one in draws]
        return await super().take(uncounted, now, urgent=urgent)

    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> None:
        uncounted = [one._replace(amount=0) if "orders" in one.key else one for one in closings]
        super().settle(uncounted, now, answered=answered)


class OrdersUncounted(Client):
    """Orders have their weight and nothing else."""

    def new_ledger(self) -> Ledger:
        return _OrdersUncounted(self.world.history.negatives)


class _Leaking(WatchedLedger):
    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> None:
        if not any(one.returned for one in closings):
            super().settle(closings, now, answered=answered)


class ReturnsLeak(Client):
    """What was reserved and never sent is not given back."""

    def new_ledger(self) -> Ledger:
        return _Leaking(self.world.history.negatives)


class CancelledUnsettled(Client):
    """Whoever is cancelled on the way leaves his admission open."""

    async def settle(
        self, admission: Admission, call: Call, reply: Reply | None, error: BinanceError | None
    ) -> None:
        if reply is not None or error is not None:
            await super().settle(admission, call, reply, error)


class _Twice(WatchedLedger):
    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> None:
        for _ in range(1 + any(one.returned for one in closings)):
            super().settle(closings, now, answered=answered)


class ReturnedTwice(Client):
    """What was given back is given back once more."""

    def new_ledger(self) -> Ledger:
        return _Twice(self.world.history.negatives)


class LostWakeUp(Client):
    """Now and then whoever was granted something never hears of it."""

    async def admit(self, call: Call) -> Admission:
        asked_at = self.world.now()
        admission = await super().admit(call)
        if self.world.now() > asked_at and self.world.rng.random() < 0.1:
            await asyncio.Event().wait()
        return admission


class OthersIgnored(Client):
    """Our own sum is the whole of it, whatever Binance says."""

    async def settle(
        self, admission: Admission, call: Call, reply: Reply | None, error: BinanceError | None
    ) -> None:
        deaf = None if reply is None else replace(reply, headers={})
        await super().settle(admission, call, deaf, error)


class RefusalsIgnored(Client):
    """A 429 is an error like any other; it goes on at once."""

    async def settle(
        self, admission: Admission, call: Call, reply: Reply | None, error: BinanceError | None
    ) -> None:
        await super().settle(admission, call, reply, None)


class DeadlinesIgnored(Client):
    """Everybody waits for as long as it takes."""

    async def admit(self, call: Call) -> Admission:
        return await self.limits.admit(
            call.request, user=call.user, priority=call.priority, max_wait=120.0
        )


class _Timid(WatchedLedger):
    async def take(self, draws: Sequence[Draw], now: float, *, urgent: bool = False) -> Verdict:
        lower = [one._replace(ceiling=one.ceiling * 9 // 10) for one in draws]
        return await super().take(lower, now, urgent=urgent)


class Timid(Client):
    """Never more than nine tenths, to be safe."""

    def new_ledger(self) -> Ledger:
        return _Timid(self.world.history.negatives)


BUGS: Mapping[str, type[Client]] = {bug.__name__: bug for bug in Client.__subclasses__()}
