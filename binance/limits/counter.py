"""One limit's count in its present window, as one process knows it."""

from binance.limits.ledger import Closing, Draw, Standing
from binance.limits.recovery import Recovery
from binance.limits.windows import GRACE, turn

# What was answered so shortly before the turn may have been counted after it.
_TAIL = 2 * GRACE
# What was given up without an answer may still be on its way for so long.
_STRAY = 5.0
# Comparing clocks again moves ours by less than this.
_SET_BACK = 1.0
# So small a part of a ceiling is let out at once while nothing is known of a window that began
# without us; where the ceiling is small, that would be too little to be worth it.
_FEELER = 200
_LARGE = 1000
# Others may want a sixteenth more than the last time.
_MARGIN = 4


class Counter:
    """What we have taken, what others behind our address have, and what they will want.

    What is out is always within `own`, so giving it back never makes a count negative.
    """

    __slots__ = (
        "_before_us", "_began", "_expected", "_floor", "_floor_at", "_foreign", "_in_flight",
        "_own", "_seconds", "_settled_at", "_tail", "_turns", "_unheard", "recovery",
    )  # fmt: skip

    def __init__(self, seconds: int, now: float, recovery: Recovery) -> None:
        self._seconds = seconds
        self._turns = turn(now, seconds)
        self._began = self._turns - seconds
        # What was used before we came looks foreign in our first window, but is no habit.
        self._before_us: int | None = None
        # An earlier process may have used the window up: one answer will tell.
        self._unheard = now > self._began + _SET_BACK
        self._own = self._foreign = self._in_flight = self._tail = 0
        self._expected = 0
        self._floor = 0  # what Binance has said is used, and what was taken since
        self._floor_at = 0.0
        self._settled_at = 0.0
        self.recovery = recovery

    def refusal(self, draw: Draw, now: float) -> tuple[float, int, bool] | None:
        """Tell when to ask again, how much room there is, and whether it is silent; or None."""
        self._roll(now)
        ceiling = draw.ceiling
        if self.recovery.until:
            if (opens := self.recovery.opens(now)) > now:
                return opens, 0, now < self.recovery.until
            ceiling = int(ceiling * self.recovery.scale(now))
        kept = max(self._expected + (self._expected >> _MARGIN) - self._foreign, 0)
        room = ceiling - kept - self._used
        if draw.amount > room and draw.amount:
            return self._opens(draw, kept, now), room, False
        if self._unheard and self._feels_its_way(draw.amount, ceiling):
            return min(now + 1.0, self._turns), 0, False
        return None

    def take(self, amount: int, now: float) -> bool:
        """Count it as ours and out; tells whether it is the probe after a silence."""
        self._own += amount
        self._in_flight += amount
        self._floor += amount
        return self.recovery.took(now)

    def settle(self, closing: Closing, now: float, *, answered: bool) -> None:
        self._roll(now)
        self.recovery.settled(closing.taken_at, now, answered=answered)
        self._in_flight -= closing.amount
        self._unheard = self._unheard and not answered
        if closing.returned:
            self._own -= closing.amount
            if closing.taken_at >= self._floor_at:
                self._floor -= closing.amount
        elif self._turns - now <= (_TAIL if answered else _STRAY):
            self._tail += closing.amount
        if closing.seen is not None and closing.taken_at >= self._began:
            self._hear(closing, closing.seen, now)
        self._settled_at = now

    def standing(self, now: float) -> Standing:
        self._roll(now)
        return Standing(self._used, self._foreign, self._in_flight, self.recovery.until)

    def idle(self, now: float) -> bool:
        """Whether nothing would be lost by forgetting it."""
        last = max(self._turns, self.recovery.until)
        return not self._in_flight and last + self._seconds < now

    @property
    def _used(self) -> int:
        """What is used; what Binance has counted without us is not ours to give back."""
        return max(self._own + self._foreign, self._floor)

    def _feels_its_way(self, amount: int, ceiling: int) -> bool:
        """Whether enough is out for learning what was used before we came."""
        enough = self._in_flight + amount > ceiling // _FEELER
        return enough and self._in_flight > 0 and ceiling >= _LARGE

    def _hear(self, closing: Closing, seen: int, now: float) -> None:
        if not closing.exact:
            self._foreign = max(self._foreign, seen - self._own)
            if self._before_us is None:
                self._before_us = self._foreign
            if seen > self._floor:
                self._floor, self._floor_at = seen, now
            return
        self._floor = 0
        if self._in_flight == 0 and self._settled_at < closing.taken_at:
            self._own = seen
        else:
            # Something was out beside it, and may or may not be in that count.
            self._own = max(self._own, seen)

    def _opens(self, draw: Draw, kept: int, now: float) -> float:
        """Tell when there may be room: as the ramp rises, or in the next window."""
        size = max(draw.ceiling, 1)
        needed = self._used + draw.amount + kept
        ramped = self.recovery.opens_to(min((needed + 1) / size, 1.0))
        return ramped if needed <= size and now < ramped < self._turns else self._turns

    def _roll(self, now: float) -> None:
        """Begin a new window with what is out, because the server may count it there.

        A clock set back by little stays in its window, or what was settled since would be
        forgotten at the second turn; by more it changes the window, and still forgives nothing.
        """
        if self._began - _SET_BACK <= now < self._turns:
            return
        if now >= self._turns:
            self._expect(int((now - self._turns) // self._seconds) + 1)
            self._own, self._foreign = self._in_flight + self._tail, 0
            self._tail = self._floor = 0
            self._floor_at = now
            self._unheard = False
        self._turns = turn(now, self._seconds)
        self._began = self._turns - self._seconds

    def _expect(self, windows: int) -> None:
        """Others will want as much again; where they are gone, half as much each time."""
        seen = self._foreign - (self._before_us or 0)
        self._before_us = 0
        self._expected = max(seen, (self._expected + seen) // 2) >> min(windows - 1, 63)
