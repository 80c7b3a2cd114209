"""What one process may take while it cannot ask the others: open for orders, closed for bulk."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from binance.limits.ledger import Closing, Draw, Standing, Verdict
from binance.limits.memory import MemoryLedger
from binance.limits.redis_calls import Known

# The shared ledger may be back at any moment.
_SOON = 0.25


class Apart:
    """Limits of one process on its own, from what it knew last.

    Urgent requests may take `share` of each limit in a window, but no more than was known to be
    left; everything else is refused. Silences that were known are kept.
    """

    def __init__(self, known: Mapping[str, Known], share: float, now: float) -> None:
        self._known = known
        self._share = share
        self._memory = MemoryLedger()
        self._seconds: dict[str, int] = {}
        self._out: Counter[tuple[tuple[str, int, float], ...]] = Counter()
        for key, (standing, _) in known.items():
            if standing.silent_until > now:
                self.stop(key, standing.silent_until, recover=True)

    async def take(self, draws: Sequence[Draw], now: float, *, urgent: bool) -> Verdict:
        lowered = [
            draw._replace(ceiling=self._ceiling(draw, now) if urgent else 0) for draw in draws
        ]
        verdict = await self._memory.take(lowered, now)
        if verdict.taken:
            self._seconds.update((draw.key, draw.seconds) for draw in draws)
            self._out[tuple((draw.key, draw.amount, verdict.at) for draw in draws)] += 1
        elif not verdict.silent:
            verdict = verdict._replace(at=min(verdict.at, now + _SOON))
        return verdict

    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> bool:
        """Close what was taken here; False if it was taken from the shared ledger."""
        taken = tuple((closing.key, closing.amount, closing.taken_at) for closing in closings)
        if not self._out[taken]:
            return False
        self._out[taken] -= 1
        self._memory.settle(closings, now, answered=answered)
        return True

    def stop(self, key: str, until: float, *, recover: bool) -> None:
        self._memory.stop(key, until, recover=recover)

    def standing(self, key: str, seconds: int, now: float) -> Standing:
        return self._memory.standing(key, seconds, now)

    def taken(self, now: float) -> Iterable[tuple[str, int, Standing]]:
        """List each limit that was taken from, its seconds, and how it stands."""
        for key, seconds in self._seconds.items():
            yield key, seconds, self._memory.standing(key, seconds, now)

    def _ceiling(self, draw: Draw, now: float) -> int:
        """Lower a ceiling to our share, of which even the smallest limit leaves something."""
        share = max(int(draw.ceiling * self._share), 1)
        known = self._known.get(draw.key)
        return share if known is None else min(share, draw.ceiling - known.used(now))
