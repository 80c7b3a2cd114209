"""Which alerts a price fires, found without looking at the others."""

from bisect import insort
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Armed:
    """An alert that waits: for the first trade after `armed_trade_id` beyond `price`."""

    alert_id: int
    user_id: int
    symbol: str
    above: bool
    price: Decimal
    armed_trade_id: int

    def satisfied_by(self, price: Decimal) -> bool:
        """Greater and less mean just that: a trade at the very price does not count."""
        return price > self.price if self.above else price < self.price


class AlertIndex:
    """The waiting alerts of one symbol, nearest first on either side.

    A tick that fires nothing costs two comparisons, however many wait.
    """

    def __init__(self) -> None:
        self._above: list[Armed] = []  # lowest price first
        self._below: list[Armed] = []  # highest price first

    def __len__(self) -> int:
        return len(self._above) + len(self._below)

    def add(self, alert: Armed) -> None:
        if alert.above:
            insort(self._above, alert, key=lambda one: one.price)
        else:
            insort(self._below, alert, key=lambda one: -one.price)

    def remove(self, alert_id: int) -> None:
        self._above = [one for one in self._above if one.alert_id != alert_id]
        self._below = [one for one in self._below if one.alert_id != alert_id]

    def hits(self, trade_id: int, price: Decimal) -> list[Armed]:
        """Those that this trade fires; they stay in the index until they are removed."""
        return [*_hits(self._above, trade_id, price), *_hits(self._below, trade_id, price)]

    def armed_since(self) -> int | None:
        """The earliest trade id that any of them was armed at."""
        return min((one.armed_trade_id for one in (*self._above, *self._below)), default=None)

    def reached_between(self, low: Decimal, high: Decimal) -> bool:
        """Whether any of them would fire somewhere between two prices."""
        return bool(
            (self._above and self._above[0].satisfied_by(high))
            or (self._below and self._below[0].satisfied_by(low))
        )


def _hits(nearest_first: list[Armed], trade_id: int, price: Decimal) -> list[Armed]:
    found = []
    for alert in nearest_first:
        if not alert.satisfied_by(price):
            break
        if trade_id > alert.armed_trade_id:
            found.append(alert)
    return found
