"""Fair shares of a pool in one window, learned from the window before.

With windows that turn all at once, fairness in the queue is not enough: whoever asks first could
take a whole minute's budget while nobody else is waiting, and everybody else would find it empty.
So a user's requests count as *heavy* once he has had his max-min fair share of the window, and
heavy requests must leave the room that the other users are likely to want in what remains of it.
That room shrinks as the window passes, so nothing of it is lost; and whoever is alone may take
everything at once. What is still out at the turn is counted again in the next window: so nobody
who is heavy may have more than a share out.
"""

from math import inf, sqrt

_NEWCOMERS = 0.5  # of the capacity, for what others wish all of a sudden
_HIGHEST_LEVEL = 0.5  # of the capacity, that one user has before he is heavy
_DEVIATIONS = 3.0  # how much more than expected others may want, as requests come at random
_TOO_EARLY = 0.1  # of a window: before that nothing can be said of the rest of it
_UNKNOWN_WANTED = 0.9  # of the capacity, wanted by others as long as nothing was learned
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
        self._out: dict[str, int] = {}  # had, and not settled yet
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
        self._wanted, self._squares, self._had, self._light_had = {}, {}, {}, 0
        for carried in (debts, self._out):
            for user, amount in carried.items():
                self._count(user, amount)
        return True

    def want(self, user: str, amount: int) -> None:
        self._wanted[user] = self._wanted.get(user, 0) + amount
        self._squares[user] = self._squares.get(user, 0) + amount * amount

    def have(self, user: str, amount: int) -> None:
        """Count what a user was granted; it is out until it is settled."""
        self._count(user, amount)
        self._out[user] = self._out.get(user, 0) + amount

    def settle(self, user: str, amount: int, *, returned: bool) -> None:
        """Count as out no more, and if it was returned, as never had."""
        if returned:
            self._count(user, -amount)
        self._out[user] -= amount
        if not self._out[user]:
            del self._out[user]

    def heavy(self, user: str) -> bool:
        """Whether he has had his share of this window."""
        return self._had.get(user, 0) >= self.level

    def crowds(self, user: str, amount: int) -> bool:
        """Whether he would have so much out as to crowd others out of the next window."""
        out = self._out.get(user, 0)
        return 0 < out > self.level - amount and self.heavy(user) and not self._alone(user)

    def kept(self, user: str, remaining: float) -> int:
        """Tell how much room a heavy user must leave for the others."""
        if self._alone(user):
            return 0
        own = 0 if self._unclaimed == inf else min(self._before.get(user, 0), self.level)
        others = self._expected - own
        # The window itself may show that they want more than the last time.
        so_far = self._light_had / max(1.0 - remaining, _TOO_EARLY)
        wanted = max(min(self._unclaimed, others * remaining), so_far * remaining)
        newcomers = _NEWCOMERS * self._capacity * remaining
        return int(max(wanted, newcomers) + _DEVIATIONS * sqrt(self._variance * remaining))

    def _count(self, user: str, amount: int) -> None:
        before = self._had.get(user, 0)
        after = self._had[user] = max(before + amount, 0)
        self._light_had += self._if_light(after) - self._if_light(before)
        claim = min(self._before.get(user, 0), self.level)
        self._unclaimed += max(claim - after, 0) - max(claim - before, 0)

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

    def _level(self, wants: list[int], *, in_doubt: float) -> float:
        level = _fair_level(wants, self._capacity - in_doubt)
        return min(level, self._capacity * _HIGHEST_LEVEL)

    def _learn(self, in_a_row: bool) -> None:  # noqa: FBT001 - private
        """Expect what was wanted in the last window; of wants before that, half of the rest."""
        wanted = self._wanted if in_a_row else {}
        wants = sorted(wanted.values())
        self.level = self._level(wants, in_doubt=0.0)
        light = [user for user, want in wanted.items() if want < self.level]
        self._variance = float(sum(self._squares[user] for user in light))
        # Surplus is given away with caution, but not at the cost of those who want little.
        cautious = self._level(wants, in_doubt=_DEVIATIONS * sqrt(self._variance))
        most = 2.0 * max((wanted[user] for user in light), default=0)
        self.level = min(self.level, max(cautious, most))
        now = sum(min(want, self.level) for want in wants)
        self._expected = max(now, (now + self._expected) / 2)
        self._unclaimed = float(now)
        self._before = wanted


def _fair_level(wants: list[int], capacity: float) -> float:
    """Share a capacity max-min fairly, with room for one more who wants everything.

    Whoever wants less than the level gets it all; the level is what the others get each.
    """
    left, sharers = max(capacity, 1.0), len(wants) + 1
    for want in wants:
        if want * sharers > left:
            break
        left, sharers = left - want, sharers - 1
    return left / sharers
