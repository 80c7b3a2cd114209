"""Request weight by address and orders by account, in windows aligned to the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WEIGHT_LIMIT = 6_000
SAPI_WEIGHT_LIMIT = 12_000
ORDER_LIMITS = {"10S": (10, 100), "1D": (86_400, 200_000)}
"""Suffix of the header, length in seconds, and how many unfilled orders one may have placed."""

_PATIENCE = 10  # requests that may follow a 429 in its minute before the address is banned
_FIRST_BAN, _LONGEST_BAN = 120, 3 * 86_400

RATE_LIMITS: list[dict[str, Any]] = [
    {
        "rateLimitType": "REQUEST_WEIGHT",
        "interval": "MINUTE",
        "intervalNum": 1,
        "limit": WEIGHT_LIMIT,
    },
    {
        "rateLimitType": "ORDERS",
        "interval": "SECOND",
        "intervalNum": 10,
        "limit": ORDER_LIMITS["10S"][1],
    },
    {
        "rateLimitType": "ORDERS",
        "interval": "DAY",
        "intervalNum": 1,
        "limit": ORDER_LIMITS["1D"][1],
    },
    {
        "rateLimitType": "RAW_REQUESTS",
        "interval": "MINUTE",
        "intervalNum": 5,
        "limit": 300_000,
    },
]


@dataclass
class _Window:
    """What was counted since the last full multiple of its length."""

    length: int
    number: int = -1
    count: int = 0

    def at(self, now: float) -> _Window:
        if self.number != int(now // self.length):
            self.number, self.count = int(now // self.length), 0
        return self

    @property
    def end(self) -> float:
        return (self.number + 1) * self.length


@dataclass
class _Address:
    """What an address has used, and how it behaved when it was told to stop."""

    pools: dict[str, _Window] = field(default_factory=dict)
    ignored: int = 0
    refused_in: int = -1
    bans: int = 0
    banned_until: float = 0.0
    ban_status: int = 418


class Weights:
    """The weight of each address: one pool for `/api`, one for every `/sapi` endpoint."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._addresses: dict[str, _Address] = {}

    def charge(self, ip: str, pool: str, weight: int) -> None:
        """Count a request, or refuse it with 429, or with 418 if 429 was not heeded."""
        self.admit(ip)
        address, window = self._address(ip), self._window(ip, pool)
        limit = WEIGHT_LIMIT if pool == "api" else SAPI_WEIGHT_LIMIT
        if window.count + weight <= limit:
            window.count += weight
            return
        if address.refused_in != window.number:
            address.refused_in, address.ignored = window.number, 0
        address.ignored += 1
        if address.ignored > _PATIENCE:
            self.ban(ip, min(_FIRST_BAN * 2**address.bans, _LONGEST_BAN))
            address.bans += 1
            self.admit(ip)
        raise errors.too_much_weight(limit, window.end)

    def refund(self, ip: str, pool: str, weight: int) -> None:
        self._window(ip, pool).count -= weight

    def used(self, ip: str, pool: str) -> int:
        return self._window(ip, pool).count

    def admit(self, ip: str) -> None:
        """Refuse an address that is banned."""
        address = self._address(ip)
        if self._now() < address.banned_until:
            raise errors.banned(address.banned_until, status=address.ban_status)

    def ban(self, ip: str, seconds: float, *, status: int = 418) -> None:
        address = self._address(ip)
        address.banned_until, address.ban_status = self._now() + seconds, status

    def bans(self) -> dict[str, float]:
        """Return the banned addresses and when each is free again."""
        return {
            ip: address.banned_until
            for ip, address in self._addresses.items()
            if address.banned_until > self._now()
        }

    def everything(self) -> dict[str, dict[str, int]]:
        return {
            ip: {pool: self.used(ip, pool) for pool in address.pools}
            for ip, address in self._addresses.items()
        }

    def clear(self) -> None:
        self._addresses.clear()

    def _address(self, ip: str) -> _Address:
        return self._addresses.setdefault(ip, _Address())

    def _window(self, ip: str, pool: str) -> _Window:
        window = self._address(ip).pools.setdefault(pool, _Window(60))
        return window.at(self._now())


class OrderCount:
    """How many unfilled orders an account has placed in each window."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._windows = {name: _Window(length) for name, (length, _) in ORDER_LIMITS.items()}

    def admit(self) -> None:
        """Refuse an order over one of the limits."""
        for name, window in self._current():
            limit = ORDER_LIMITS[name][1]
            if window.count >= limit:
                spelt = "10 SECOND" if name == "10S" else "1 DAY"
                raise errors.too_many_orders(limit, spelt, window.end)

    def placed(self) -> dict[str, int]:
        """Count an order; return the windows it was counted in."""
        for _, window in self._current():
            window.count += 1
        return {name: window.number for name, window in self._windows.items()}

    def filled(self, placed: dict[str, int]) -> None:
        """Take an order off the windows it was counted in: it was filled for the first time."""
        for name, window in self._current():
            if window.number == placed[name]:
                window.count -= 1

    def used(self) -> dict[str, int]:
        return {name: window.count for name, window in self._current()}

    def _current(self) -> Iterator[tuple[str, _Window]]:
        now = self._now()
        return ((name, window.at(now)) for name, window in self._windows.items())
