"""The product's ledger, looked into after every move."""

from collections.abc import Sequence

from binance.limits import MemoryLedger
from binance.limits.ledger import Closing, Draw, Verdict


class WatchedLedger(MemoryLedger):
    """Notes every count that is negative, and knows what is still out."""

    def __init__(self, negatives: list[str]) -> None:
        super().__init__()
        self._negatives = negatives
        self._seconds: dict[str, int] = {}

    async def take(self, draws: Sequence[Draw], now: float, *, urgent: bool = False) -> Verdict:
        verdict = await super().take(draws, now, urgent=urgent)
        if verdict.taken:
            self._seconds.update((draw.key, draw.seconds) for draw in draws)
        return verdict

    def settle(self, closings: Sequence[Closing], now: float, *, answered: bool) -> None:
        super().settle(closings, now, answered=answered)
        for closing in closings:
            standing = self.standing(closing.key, closing.seconds, now)
            if min(standing.used, standing.foreign, standing.in_flight) < 0:
                self._negatives.append(f"{closing.key}: {standing}")

    def out(self, now: float) -> list[str]:
        """List the limits of which something is out."""
        standings = {
            key: self.standing(key, seconds, now) for key, seconds in self._seconds.items()
        }
        return [f"{key}: {one}" for key, one in standings.items() if one.in_flight]
