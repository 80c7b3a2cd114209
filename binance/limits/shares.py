"""Fair shares of a pool in one window, learned from the window before.

With windows that turn all at once, fairness in the queue is not enough: whoever asks first could
take a whole minute's budget while nobody else is waiting, and everybody else would find it empty.
So a user's requests count as *heavy* once he has had his max-min fair share of the window, and
heavy requests must leave the room that the other users are likely to want in what remains of it.
That room shrinks as the window passes, so nothing of it is lost; and whoever is alone may take
everything at once.
"""

from math import inf, sqrt

_NEWCOMERS = 0.05  # of the capacity, for users that nobody has seen yet
_DEVIATIONS = 3.0  # how much more than expected others may want, as requests come at random
_TOO_EARLY = 0.1  # of a window: before that nothing can be said of the rest of it
_UNKNOWN_WANTED = 0.8  # of the capacity, wanted by others as long as nothing was learned
_UNKNOWN_LEVEL = 0.1  # of the capacity, a fair share as long as nothing was learned


class Shares:
    """Who has wanted and had how much; `level` is the share up to which nobody is held back."""

    def __init__(self) -> None:
        self._window: int | None = None
        self._first = True
        self._capacity = 0
        self._wanted: dict[str, int] = {}
        self._squares: dict[str, int] = {}  # of the costs of what was wanted
        self._had: dict[str, int] = {}
        self._light_had = 0  # by those under the level
        self._before: dict[str, int] = {}
        self._expected = 0.0  # of all, up to the level of each
        self._unclaimed = 0.0  # what of that was not had yet
        self._variance = 0.0
        self.level = inf

    def roll(self, window: int, capacity: int) -> bool:
        """Begin a window, if it is a new one, with what was learned from the one before."""
        if window == self._window:
            return False
        debts = self._debts()
        self._capacity = capacity
        if self._window is None or self._first:
            # A window that began without us says who is there, but not how much they want.
            self._first = self._window is None
            self._before = self._wanted
            self.level, self._expected = capacity * _UNKNOWN_LEVEL, capacity * _UNKNOWN_WANTED
            self._unclaimed = inf
        else:
            self._learn(window == self._window + 1)
        self._window = window
        self._wanted, self._squares, self._had, self._light_had = {}, {}, debts, 0
        return True

    def want(self, user: str, amount: int) -> None:
        self._wanted[user] = self._wanted.get(user, 0) + amount
        self._squares[user] = self._squares.get(user, 0) + amount * amount

    def have(self, user: str, amount: int) -> None:
        """Count what a user was granted, or with a negative amount gave back."""
        before = self._had.get(user, 0)
        after = self._had[user] = max(before + amount, 0)
        self._light_had += self._if_light(after) - self._if_light(before)
        claim = min(self._before.get(user, 0), self.level)
        self._unclaimed += max(claim - after, 0) - max(claim - before, 0)

    def heavy(self, user: str) -> bool:
        """Whether he has had his share of this window."""
        return self._had.get(user, 0) >= self.level

    def kept(self, user: str, remaining: float) -> int:
        """Tell how much room a heavy user must leave for the others."""
        if self._alone(user):
            return 0
        others = self._expected - min(self._before.get(user, 0), self.level)
        # The window itself may show that they want more than the last time.
        so_far = self._light_had / max(1.0 - remaining, _TOO_EARLY)
        wanted = max(min(self._unclaimed, others * remaining), so_far * remaining)
        newcomers = _NEWCOMERS * self._capacity * remaining
        return int(max(wanted, newcomers) + _DEVIATIONS * sqrt(self._variance * remaining))

    def _if_light(self, amount: int) -> int:
        return amount if amount < self.level else 0

    def _alone(self, user: str) -> bool:
        return self._before.keys() <= {user} and self._wanted.keys() <= {user}

    def _debts(self) -> dict[str, int]:
        """Carry over what users had beyond their share, at most a share, where it was scarce.

        A large request often goes beyond it; over the windows it comes out even.
        """
        if sum(self._wanted.values()) <= self._capacity:
            return {}
        level = int(self.level)
        return {user: min(had - level, level) for user, had in self._had.items() if had > level}

    def _learn(self, in_a_row: bool) -> None:  # noqa: FBT001 - private
        """Expect what was wanted in the last window; of wants before that, half of the rest."""
        wanted = self._wanted if in_a_row else {}
        self.level = _fair_level(sorted(wanted.values()), self._capacity)
        light = [user for user, amount in wanted.items() if amount < self.level]
        now = sum(min(amount, self.level) for amount in wanted.values())
        self._expected = max(now, (now + self._expected) / 2)
        self._unclaimed = float(now)
        self._variance = float(sum(self._squares[user] for user in light))
        self._before = wanted


def _fair_level(wants: list[int], capacity: int) -> float:
    """Share a capacity max-min fairly, with room for one more who wants everything.

    Whoever wants less than the level gets it all; the level is what the others get each.
    """
    left, sharers = float(capacity), len(wants) + 1
    for want in wants:
        if want * sharers > left:
            break
        left, sharers = left - want, sharers - 1
    return left / sharers
