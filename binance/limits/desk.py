"""Where admissions are closed: settle, stop what must be silent, and wake who waits."""

from collections.abc import Callable, Mapping, Sequence

from binance.clock import Clock
from binance.errors import BinanceError, Forbidden, RateLimited, TooManyOrders
from binance.limits.bans import BanStore
from binance.limits.charges import Counts
from binance.limits.events import Firewalled, Foreign, LimitEvent, Resumed, Stopped
from binance.limits.ledger import Closing, Draw, Ledger, Verdict
from binance.limits.line import Line
from binance.limits.waiter import Waiter
from binance.limits.windows import window

FIREWALL_PAUSE = 30.0
_MINUTE = 60
# What others have used of a pool is told again when it has grown by so much.
_WORTH_TELLING = 0.05


class Desk:
    """Closes what was admitted.

    Stops are in the ledger before anything is given back, so nobody slips through between.
    """

    def __init__(
        self,
        world: str,
        ledger: Ledger,
        bans: BanStore,
        now: Clock,
        tell: Callable[[LimitEvent], None],
    ) -> None:
        self.lines: dict[str, Line] = {}
        self.unsettled = 0
        self._world = world
        self._ledger, self._bans = ledger, bans
        self._now, self._tell = now, tell
        self._told: dict[str, tuple[int, float]] = {}

    def opened(self) -> None:
        """Count an admission that is not settled yet."""
        self.unsettled += 1

    def close(
        self, waiter: Waiter, verdict: Verdict, closings: Sequence[Closing], *, answered: bool
    ) -> None:
        """Settle the draws of a request, and let through whoever may go now."""
        self.unsettled -= 1
        now = self._now()
        self._ledger.settle(closings, now, answered=answered)
        line = self.lines[waiter.plan.line]
        line.settled(waiter, returned=closings[0].returned)
        if verdict.probe:
            self._probed(line, answered=answered)
        seen = closings[0].seen
        if seen is not None and seen > line.ceilings.size * _WORTH_TELLING:
            self._notice_others(line, closings[0], now)

    def heard(self, waiter: Waiter, *, good: bool) -> None:
        """Hear whether Binance could serve a request, where throttling depends on it."""
        self.lines[waiter.plan.line].ceilings.heard(good=good)

    def stop(self, waiter: Waiter, error: BinanceError) -> dict[str, float]:
        """Silence what an error demands to be silent; tells what is to be remembered of it."""
        match error:
            case TooManyOrders():
                self._stop_orders(waiter, error.until)
            case RateLimited():
                return self._stop_pools(waiter, error)
            case Forbidden():
                until = self._now() + FIREWALL_PAUSE
                pool = f"{self._world} {waiter.plan.address}"
                self._tell(Firewalled(pool, until))
                return {pool: self._silence(pool, until)}
        return {}

    def silence_ahead(self, waiter: Waiter) -> tuple[float, float]:
        """Tell for how long, and until when, something of a request's must keep silent."""
        now = self._now()
        until = max(
            self._ledger.standing(draw.key, draw.seconds, now).silent_until for draw in waiter.draws
        )
        return until - now, until

    async def remember(self, stops: Mapping[str, float]) -> None:
        """Keep pools silent after a restart as well."""
        for key, until in stops.items():
            await self._bans.save(key, until)

    def _stop_orders(self, waiter: Waiter, until: float) -> None:
        """Hold back one account's orders; which of its limits was meant is not said."""
        for draw, charge in zip(waiter.draws, waiter.plan.charges, strict=True):
            if charge.counts is Counts.ORDERS:
                self._silence(draw.key, until, recover=False)
                return

    def _stop_pools(self, waiter: Waiter, error: RateLimited) -> dict[str, float]:
        keys = [draw.key for draw in _meant(waiter)]
        address = f"{self._world} {waiter.plan.address}"
        if error.banned and address not in keys:
            keys.append(address)
        reason = "banned" if error.banned else "rate limited"
        for key in keys:
            self._tell(Stopped(key, error.until, reason))
        return {key: self._silence(key, error.until) for key in keys}

    def _silence(self, key: str, until: float, *, recover: bool = True) -> float:
        """Stop a limit; tells the end of its silence, which an earlier one may have set."""
        self._ledger.stop(key, until, recover=recover)
        for line in self.lines.values():
            line.silence(key, until)
        return max(self._ledger.standing(key, _MINUTE, self._now()).silent_until, until)

    def _probed(self, line: Line, *, answered: bool) -> None:
        """After a probe everybody may look again, for a silence may be of many pools."""
        if answered:
            self._tell(Resumed(line.name))
        for each in self.lines.values():
            each.wake()

    def _notice_others(self, line: Line, closing: Closing, now: float) -> None:
        standing = self._ledger.standing(closing.key, closing.seconds, now)
        share = standing.foreign / max(line.ceilings.size, 1)
        number = window(now, closing.seconds)
        before, told = self._told.get(line.name, (number, 0.0))
        if share >= (told if before == number else 0.0) + _WORTH_TELLING:
            self._told[line.name] = number, share
            self._tell(Foreign(line.name, share))


def _meant(waiter: Waiter) -> list[Draw]:
    """Find the limits that a 429 may be about: a quota of its own, or else every weight."""
    charges = waiter.plan.charges
    if charges[0].counts is Counts.REQUESTS:
        return [waiter.draws[0]]
    pairs = zip(waiter.draws, charges, strict=True)
    return [draw for draw, charge in pairs if charge.counts is Counts.WEIGHT]
