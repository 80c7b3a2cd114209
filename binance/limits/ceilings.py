"""How far each request may fill a pool: the reserve, fair shares, and throttling."""

from binance.limits.adaptive import Adaptive
from binance.limits.priority import Priority
from binance.limits.shares import Shares
from binance.limits.waiter import Waiter
from binance.limits.windows import remaining, turn, window

# As the window passes, fewer orders can still come in it, and their reserve is let go.
_LAST_RESERVE = 0.01


class Ceilings:
    """The ceiling of each request in the pool of one line.

    Every ceiling but that of the most urgent rises with the time, to nearly all at the end.
    """

    def __init__(
        self, size: int, seconds: int, reserve_share: float, adaptive: Adaptive | None = None
    ) -> None:
        self.size = size
        self.seconds = seconds
        self.shares = Shares()
        self._reserve_share = reserve_share
        self._adaptive = adaptive
        self._began = self._turns = 0.0

    def heard(self, *, good: bool) -> None:
        """Hear whether Binance could serve a request."""
        if self._adaptive is not None:
            self._adaptive.heard(good=good)

    def roll(self, now: float) -> bool:
        """Begin a window of shares if it is time."""
        if self._began <= now < self._turns:
            return False
        self._turns = turn(now, self.seconds)
        self._began = self._turns - self.seconds
        return self.shares.roll(window(now, self.seconds), self._open(Priority.NORMAL, 0.0))

    def of(self, waiter: Waiter, now: float) -> int:
        """Tell how far he may fill the window now."""
        return self._at(waiter, remaining(now, self.seconds))

    def crowded(self, waiter: Waiter) -> bool:
        """Whether its user must wait for answers to what he has out already."""
        if waiter.priority.may_use_reserve:
            return False
        return self.shares.crowds(waiter.user, waiter.cost)

    def fits(self, waiter: Waiter) -> bool:
        """Whether an empty window would have room for him."""
        return waiter.cost <= self._open(waiter.priority, 1.0)

    def opens(self, waiter: Waiter, missing: int, now: float) -> float | None:
        """Tell when there will be so much more room in this window; None if not in this one."""
        left = remaining(now, self.seconds)
        rise = self._at(waiter, 0.0) - self._at(waiter, left)
        return now + left * self.seconds * missing / rise if 0 < missing <= rise else None

    def _at(self, waiter: Waiter, left: float) -> int:
        ceiling = self._open(waiter.priority, left)
        if waiter.priority.may_use_reserve or not self.shares.heavy(waiter.user):
            return ceiling
        return ceiling - self.shares.kept(waiter.user, left)

    def _open(self, priority: Priority, left: float) -> int:
        size = self.size if self._adaptive is None else int(self.size * self._adaptive.scale)
        if priority.may_use_reserve:
            return size
        return size - int(size * max(self._reserve_share * left, _LAST_RESERVE))
