"""The whole queue of a line: places in strict order, ageing, and who is held up by himself."""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from math import inf
from typing import TYPE_CHECKING

from binance.limits.queue import Ring
from binance.limits.waiter import Place, Waiter

if TYPE_CHECKING:
    from binance.limits.priority import Priority

RISE_SECONDS = 4.0
_ABOVE = {Place.LOW: Place.NORMAL, Place.NORMAL: Place.RISEN}

# Each place with those who have had their fair share of the window behind the others. Who has
# risen goes before orders, which have a reserve to go on with when the rest is taken.
_ORDER = (
    (Place.CRITICAL, False),
    (Place.RISEN, False),
    (Place.HIGH, False),
    (Place.NORMAL, False),
    (Place.NORMAL, True),
    (Place.LOW, False),
    (Place.LOW, True),
)
_MAY_BE_HEAVY = (Place.NORMAL, Place.LOW)


class Queue:
    """Rings of users by place, and by whether they are heavy: whether they have had their share.

    Nobody rises to CRITICAL, and who is heavy not above NORMAL: else a flood would overtake
    everybody by its own length. Who is held up by a limit of his own is parked until it opens, and
    is in nobody's way.
    """

    def __init__(self, heavy: Callable[[str], bool]) -> None:
        self._has_had_his_share = heavy
        self._rings = {kind: Ring() for kind in _ORDER}
        self._ageing: dict[Place, deque[tuple[float, Waiter]]] = {
            place: deque() for place in _ABOVE
        }
        self._parked: list[tuple[float, int, Waiter]] = []
        self._numbers = count()
        self._everybody: OrderedDict[Waiter, None] = OrderedDict()
        self._by_user: dict[str, int] = {}
        self.by_priority: Counter[Priority] = Counter()

    def __len__(self) -> int:
        return len(self._everybody)

    def __iter__(self) -> Iterator[Waiter]:
        return iter(tuple(self._everybody))  # who is answered leaves meanwhile

    def of(self, user: str) -> int:
        """Count what one user is waiting for."""
        return self._by_user.get(user, 0)

    def enter(self, waiter: Waiter) -> None:
        self._everybody[waiter] = None
        self._by_user[waiter.user] = self.of(waiter.user) + 1
        self.by_priority[waiter.priority] += 1
        self._in(waiter, waiter.since)

    def leave(self, waiter: Waiter) -> None:
        """Forget whoever was answered or gave up; twice does no harm."""
        if waiter not in self._everybody:
            return
        del self._everybody[waiter]
        self.by_priority[waiter.priority] -= 1
        self._by_user[waiter.user] -= 1
        if not self._by_user[waiter.user]:
            del self._by_user[waiter.user]
        self._out(waiter)

    def rings(self) -> Iterable[tuple[Place, Ring]]:
        """List the rings, the most urgent first."""
        return ((place, ring) for (place, _), ring in self._rings.items())

    def first(self) -> Waiter | None:
        """Find whoever has waited longest."""
        return next(iter(self._everybody), None)

    def ahead(self, waiter: Waiter) -> bool:
        """Whether somebody waits who would be served first."""
        if not self._everybody:
            return False
        own = self._ring(waiter)
        for place, ring in self.rings():
            if ring is own:
                break
            if ring and not (place is Place.RISEN and waiter.priority.may_use_reserve):
                return True
        return bool(own)

    def last_behind(self, place: Place) -> Waiter | None:
        """Find the one whose turn would come last, if he is less urgent than that."""
        for (lower, _), ring in reversed(self._rings.items()):
            if ring and lower > place:
                return ring.last()
        return None

    def weigh_down(self, user: str) -> None:
        """Put a user who has had his share behind the others."""
        for waiter in self._rings[Place.RISEN, False].of(user):
            self._out(waiter)
            waiter.place = Place.NORMAL
            self._in(waiter, waiter.since)
        for place in _MAY_BE_HEAVY:
            self._rings[place, False].move(user, self._rings[place, True])

    def turn(self) -> None:
        """Begin a window, in which hardly anybody has had his share yet."""
        for place in _MAY_BE_HEAVY:
            heavy, light = self._rings[place, True], self._rings[place, False]
            for user in heavy.users():
                if not self._has_had_his_share(user):
                    heavy.move(user, light)

    def age(self, now: float) -> None:
        """Let those rise who have waited long enough."""
        for place, ageing in self._ageing.items():
            while ageing and (ageing[0][0] <= now or ageing[0][1] not in self._everybody):
                _, waiter = ageing.popleft()
                if waiter in self._everybody and waiter.place is place:
                    self._rise(waiter, now)

    def park(self, waiter: Waiter, until: float) -> None:
        """Take somebody out of the rings until a limit of his own may have room."""
        self._out(waiter)
        waiter.parked = True
        heappush(self._parked, (until, next(self._numbers), waiter))

    def unpark(self, now: float) -> None:
        """Put back whose time has come."""
        while self._parked and (self._parked[0][0] <= now or self._parked[0][2].answered):
            self._back(heappop(self._parked)[2])

    def unpark_all(self, user: str | None = None) -> None:
        """Put everybody back, or all of one user: a limit was given something back."""
        staying = []
        for entry in self._parked:
            if user is None or entry[2].user == user:
                self._back(entry[2])
            else:
                staying.append(entry)
        heapify(staying)
        self._parked = staying

    def next_change(self) -> float:
        """Tell when somebody will rise or be put back."""
        moments = [ageing[0][0] for ageing in self._ageing.values() if ageing]
        if self._parked:
            moments.append(self._parked[0][0])
        return min(moments, default=inf)

    def _in(self, waiter: Waiter, now: float) -> None:
        self._ring(waiter).add(waiter)
        if waiter.place in _ABOVE:
            self._ageing[waiter.place].append((now + RISE_SECONDS, waiter))

    def _out(self, waiter: Waiter) -> None:
        for heavy in (False, True):
            if (ring := self._rings.get((waiter.place, heavy))) is not None:
                ring.remove(waiter)

    def _back(self, waiter: Waiter) -> None:
        if waiter in self._everybody:
            waiter.parked = False
            self._ring(waiter).add(waiter)

    def _rise(self, waiter: Waiter, now: float) -> None:
        above = _ABOVE[waiter.place]
        if above is Place.RISEN and self._has_had_his_share(waiter.user):
            self._ageing[waiter.place].append((now + RISE_SECONDS, waiter))
            return
        self._out(waiter)
        waiter.place = above
        if not waiter.parked:
            self._in(waiter, now)

    def _ring(self, waiter: Waiter) -> Ring:
        heavy = waiter.place in _MAY_BE_HEAVY and self._has_had_his_share(waiter.user)
        return self._rings[waiter.place, heavy]
