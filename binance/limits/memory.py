"""The ledger of one process."""

from collections.abc import Sequence

from binance.limits.counter import Counter
from binance.limits.ledger import Closing, Draw, Standing, Verdict
from binance.limits.recovery import Recovery

_SWEEP_AT = 1024


class MemoryLedger:
    """Counts in memory.

    Nothing is awaited between "is there room" and "take it", so there is no lock.
    """

    def __init__(self) -> None:
        self._counters: dict[str, Counter] = {}
        self._recoveries: dict[str, Recovery] = {}  # of limits that nothing was taken from yet
        self._sweep_at = _SWEEP_AT

    async def take(
        self,
        draws: Sequence[Draw],
        now: float,
        *,
        urgent: bool = False,  # noqa: ARG002 - memory is never out of reach
    ) -> Verdict:
        """Take all draws or none; never really waits."""
        counters = [self._counter(draw.key, draw.seconds, now) for draw in draws]
        for index, draw in enumerate(draws):
            if (refusal := counters[index].refusal(draw, now)) is not None:
                at, room, silent = refusal
                return Verdict(False, at, index, room, silent)
        probe = False
        for counter, draw in zip(counters, draws, strict=True):
            probe |= counter.take(draw.amount, now)
        return Verdict(True, now, probe=probe)

    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> None:
        for closing in closings:
            counter = self._counter(closing.key, closing.seconds, now)
            counter.settle(closing, now, answered=answered)

    def stop(self, key: str, until: float, *, recover: bool) -> None:
        if key in self._counters:
            recovery = self._counters[key].recovery
        else:
            recovery = self._recoveries.setdefault(key, Recovery())
        recovery.stop(until, recover=recover)

    def standing(self, key: str, seconds: int, now: float) -> Standing:
        return self._counter(key, seconds, now).standing(now)

    def _counter(self, key: str, seconds: int, now: float) -> Counter:
        counter = self._counters.get(key)
        if counter is None:
            if len(self._counters) >= self._sweep_at:
                self._sweep(now)
            recovery = self._recoveries.pop(key, None) or Recovery()
            counter = self._counters[key] = Counter(seconds, now, recovery)
        return counter

    def _sweep(self, now: float) -> None:
        """Forget accounts that have long been quiet."""
        self._counters = {
            key: counter for key, counter in self._counters.items() if not counter.idle(now)
        }
        self._sweep_at = max(2 * len(self._counters), _SWEEP_AT)
