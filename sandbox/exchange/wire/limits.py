"""Request weight by address and orders by account, in windows aligned to the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.exchange.wire import errors
from sandbox.exchange.wire.pools import OF_SPOT, RAW_REQUESTS, SPOT, Pool, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ORDER_LIMITS = {"10S": (10, 100), "1D": (86_400, 200_000)}
"""Suffix of the header, length in seconds, and how many unfilled orders one may have placed."""

FUTURES_ORDER_LIMITS = {"10S": (10, 300), "1M": (60, 1_200)}
"""The same for futures, where every order counts and a fill gives nothing back."""

_SPELT = {"10S": "10 SECOND", "1M": "1 MINUTE", "1D": "1 DAY"}

_PATIENCE = 10  # requests that may follow a 429 in its minute before the address is banned
_FIRST_BAN, _LONGEST_BAN = 120, 3 * 86_400


def _weight_limit(pool: Pool) -> dict[str, Any]:
    return {
        "rateLimitType": "RAW_REQUESTS" if pool is RAW_REQUESTS else "REQUEST_WEIGHT",
        "interval": "MINUTE",
        "intervalNum": pool.seconds // 60,
        "limit": pool.limit,
    }


def _order_limit(window: str, limit: int) -> dict[str, Any]:
    number, interval = _SPELT[window].split()
    return {
        "rateLimitType": "ORDERS",
        "interval": interval,
        "intervalNum": int(number),
        "limit": limit,
    }


RATE_LIMITS = [
    _weight_limit(SPOT),
    *(_order_limit(window, limit) for window, (_, limit) in ORDER_LIMITS.items()),
    _weight_limit(RAW_REQUESTS),
]
"""The limits of spot as `exchangeInfo` lists them."""


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
    """What an address (or an account) has used, and how it behaved when it was told to stop."""

    pools: dict[Pool, _Window] = field(default_factory=dict)
    ignored: int = 0
    refused_in: tuple[Pool, int] | None = None
    bans: int = 0
    banned_until: float = 0.0
    ban_status: int = 418


class Weights:
    """The weight that each address, and each account, has used of every pool."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._addresses: dict[str, _Address] = {}

    def charge(self, ip: str, pool: Pool, weight: int, *, uid: int | None = None) -> None:
        """Count a request, or refuse it with 429, or with 418 if 429 was not heeded."""
        self.admit(ip, pool.words)
        window = self._window(_payer(ip, pool, uid), pool)
        if window.count + weight > pool.limit:
            raise self._refusal(ip, pool, window)
        window.count += weight

    def add(self, ip: str, pool: Pool, weight: int) -> None:
        """Count what somebody else at this address has used, whether there is room or not."""
        self._window(ip, pool).count += weight

    def refund(self, ip: str, pool: Pool, weight: int) -> None:
        self._window(ip, pool).count -= weight

    def used(self, ip: str, pool: Pool, *, uid: int | None = None) -> int:
        return self._window(_payer(ip, pool, uid), pool).count

    def row(self, ip: str, pool: Pool) -> dict[str, Any]:
        """Return what is used of a pool as `rateLimits` shows it."""
        return _weight_limit(pool) | {"count": self.used(ip, pool)}

    def admit(self, ip: str, words: Words = OF_SPOT) -> None:
        """Refuse an address that is banned."""
        address = self._address(ip)
        if self._now() < address.banned_until:
            raise errors.banned(address.banned_until, words.banned, status=address.ban_status)

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

    def everything(self) -> Iterator[tuple[str, Pool, int]]:
        """Yield who has used how much of which pool."""
        for payer, address in self._addresses.items():
            for pool in address.pools:
                yield payer, pool, self._window(payer, pool).count

    def clear(self) -> None:
        self._addresses.clear()

    def _refusal(self, ip: str, pool: Pool, window: _Window) -> errors.ApiError:
        """Return the refusal of one request too many; after some of them it is a ban."""
        address = self._address(ip)
        if address.refused_in != (pool, window.number):
            address.refused_in, address.ignored = (pool, window.number), 0
        address.ignored += 1
        if address.ignored <= _PATIENCE:
            msg = pool.words.over.format(limit=pool.limit, window=pool.window)
            return errors.over_limit(pool.words.code, msg, window.end)
        self.ban(ip, min(_FIRST_BAN * 2**address.bans, _LONGEST_BAN))
        address.bans += 1
        return errors.banned(address.banned_until, pool.words.banned)

    def _address(self, payer: str) -> _Address:
        return self._addresses.setdefault(payer, _Address())

    def _window(self, payer: str, pool: Pool) -> _Window:
        pools = self._address(payer).pools
        window = pools.get(pool)
        if window is None:
            window = pools[pool] = _Window(pool.seconds)
        return window.at(self._now())


def _payer(ip: str, pool: Pool, uid: int | None) -> str:
    return f"uid {uid}" if pool.by_uid else ip


class OrderCount:
    """How many unfilled orders an account has placed in each window."""

    def __init__(
        self, now: Callable[[], float], limits: Mapping[str, tuple[int, int]] = ORDER_LIMITS
    ) -> None:
        self._now = now
        self._limits = limits
        self._windows = {name: _Window(length) for name, (length, _) in limits.items()}

    def admit(self) -> None:
        """Refuse whoever has reached one of the limits."""
        for name, window in self._current():
            limit = self._limits[name][1]
            if window.count >= limit:
                raise errors.too_many_orders(limit, _SPELT[name], window.end)

    def placed(self, orders: int = 1) -> dict[str, int]:
        """Count new orders; return the windows they were counted in."""
        for _, window in self._current():
            window.count += orders
        return {name: window.number for name, window in self._windows.items()}

    def add(self, name: str, orders: int) -> None:
        """Count more in one of the windows, as batches of orders on futures do."""
        for each, window in self._current():
            window.count += orders if each == name else 0

    def filled(self, placed: dict[str, int]) -> None:
        """Take an order off the windows it was counted in: it was filled for the first time."""
        for name, window in self._current():
            if window.number == placed[name]:
                window.count -= 1

    def rows(self) -> list[dict[str, Any]]:
        """Return the limits with what is used of them as `rateLimits` shows them."""
        return [
            _order_limit(name, self._limits[name][1]) | {"count": window.count}
            for name, window in self._current()
        ]

    def used(self) -> dict[str, int]:
        return {name: window.count for name, window in self._current()}

    def _current(self) -> Iterator[tuple[str, _Window]]:
        now = self._now()
        return ((name, window.at(now)) for name, window in self._windows.items())
