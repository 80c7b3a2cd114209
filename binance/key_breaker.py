"""A breaker for one user: a key that is refused again and again is left alone for a while."""

from binance.clock import Clock
from binance.errors import BadKey, BinanceError, DuplicateOrder, NoSuchOrder, OrderRejected

# For so long a call that tries a key again keeps others from trying it too.
_TRIAL = 10.0


class KeyBreaker:
    """Spares everybody's weight the calls of a key that Binance keeps refusing.

    One refusal proves little: the same code also means that this one action is not allowed.
    """

    __slots__ = ("_allowed", "_last", "_now", "_open_for", "_refusals", "_until", "accepted")

    def __init__(self, now: Clock, *, refusals: int = 3, open_for: float = 60.0) -> None:
        self._now = now
        self._allowed, self._open_for = refusals, open_for
        self._refusals = self.accepted = 0
        self._last: tuple[int, str] = (0, "")
        self._until = 0.0

    def check(self) -> None:
        """Raise the last `BadKey` again while the key is left alone; then let one call try."""
        now = self._now()
        if now < self._until:
            raise BadKey(*self._last)
        if self._refusals >= self._allowed:
            self._until = now + _TRIAL

    def report(self, error: BinanceError | None) -> None:
        """Learn from an outcome: Binance accepted the key, refused it, or says nothing of it."""
        match error:
            case None | OrderRejected() | NoSuchOrder() | DuplicateOrder():
                self._refusals, self._until = 0, 0.0
                self.accepted += 1
            case BadKey():
                self._refusals += 1
                self._last = (error.code, error.msg)
                if self._refusals >= self._allowed:
                    self._until = self._now() + self._open_for
            case _:
                pass
