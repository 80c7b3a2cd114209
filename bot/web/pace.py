"""How often one address may ask."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address

PER_SECOND, BURST = 2.0, 60.0
REMEMBERED = 10_000  # addresses; the one that asked least recently is forgotten first


class Pace:
    """A bucket of tokens for each address."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Take a token, if the address has one."""
        who, now = _household(address), self._now()
        left, at = self._left.pop(who, (BURST, now))
        left = min(BURST, left + (now - at) * PER_SECOND)
        allowed = left >= 1
        self._left[who] = (left - allowed, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return allowed


def _household(address: str) -> str:
    """Of IPv6 the network, because whoever has one address has the 2^64 beside it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Network((parsed, 64), strict=False)) if _is_v6(parsed) else address


def _is_v6(address: object) -> bool:
    return isinstance(address, IPv6Address) and address.ipv4_mapped is None
