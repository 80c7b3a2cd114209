"""With which keys something was sent lately: whoever trades on a market is to be followed there."""

from collections import defaultdict

from storage import Market


class LatestOrders:
    """Notes what is sent, until it is asked for."""

    def __init__(self) -> None:
        self._keys: defaultdict[Market, set[int]] = defaultdict(set)

    def note(self, key_id: int, market: Market) -> None:
        """Something goes out on a market."""
        self._keys[market].add(key_id)

    def taken(self, market: Market) -> set[int]:
        """The keys with which something was sent on a market since this was asked."""
        return self._keys.pop(market, set())
