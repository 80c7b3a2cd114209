"""One limit as Binance counts it: fixed windows on its own clock, charged at arrival."""

from typing import NamedTuple


class Window(NamedTuple):
    """What was charged in a window that is over: by the client, and by others."""

    number: int
    ours: int
    others: int


class Meter:
    __slots__ = ("closed", "limit", "number", "others", "ours", "seconds")

    def __init__(self, limit: int, seconds: int) -> None:
        self.limit, self.seconds = limit, seconds
        self.number = -1
        self.ours = self.others = 0
        self.closed: list[Window] = []

    @property
    def used(self) -> int:
        return self.ours + self.others

    def at(self, now: float) -> "Meter":
        """The meter in the window of that moment."""
        number = int(now // self.seconds)
        if number != self.number:
            if self.used:
                self.closed.append(Window(self.number, self.ours, self.others))
            self.number, self.ours, self.others = number, 0, 0
        return self

    def charge(self, amount: int, *, ours: bool) -> None:
        if ours:
            self.ours += amount
        else:
            self.others += amount

    def filled(self) -> None:
        """An order was filled, and counts as unfilled no more."""
        self.ours = max(self.ours - 1, 0)

    def disown(self) -> None:
        self.others += self.ours
        self.ours = 0

    def ends(self) -> float:
        return float((self.number + 1) * self.seconds)
