"""What Binance counts apart: the pools of request weight, and which endpoint draws on which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pool:
    """Weight that is counted together: so much in each window, by address or by account."""

    name: str
    limit: int
    seconds: int = 60
    header: str | None = "X-MBX-USED-WEIGHT-1M"
    by_uid: bool = False


SPOT = Pool("api", 6_000)
"""REST and WebSocket API of spot together."""

FUTURES = Pool("futures", 2_400)
"""USD-M and COIN-M together, since June 2026."""

FUNDING = Pool("funding", 500, seconds=300, header=None)
"""Funding rates have a pool of their own, and their answers do not say what is used of it."""

_FUNDING = frozenset({"/fapi/v1/fundingRate", "/fapi/v1/fundingInfo"})


def pool_of(endpoint: str, *, by_uid: bool = False) -> Pool:
    """Return the pool of "METHOD /path"; every `/sapi` endpoint has one of its own."""
    path = endpoint.partition(" ")[2]
    if path.startswith("/sapi/"):
        if by_uid:
            return Pool(endpoint, 180_000, header="X-SAPI-USED-UID-WEIGHT-1M", by_uid=True)
        return Pool(endpoint, 12_000, header="X-SAPI-USED-IP-WEIGHT-1M")
    if path in _FUNDING:
        return FUNDING
    if path.startswith("/futures/data/"):
        return Pool(path, 1_000, seconds=300, header=None)
    return SPOT if path.startswith("/api/") else FUTURES
