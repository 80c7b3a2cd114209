"""What Binance counts apart: the pools of request weight, and which endpoint draws on which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """How a product says that a limit was reached, and that an address is banned."""

    over: str
    banned: str
    code: int = -1003


_STREAMS = "Please use WebSocket Streams for live updates to avoid"
OF_SPOT = Words(
    over="Too much request weight used; current limit is {limit} request weight per {window}. "
    f"{_STREAMS} polling the API.",
    banned=f"Way too much request weight used; IP banned until {{until}}. {_STREAMS} bans.",
)
OF_FUTURES = Words(
    over="Too many requests; current limit is {limit} requests per minute.",
    banned="Way too many requests; IP banned until {until}.",
)
_OF_CONNECTIONS = Words(
    over="Too many connection attempts from IP; current limit is {limit} per '{window}'.",
    banned=OF_SPOT.banned,
    code=-1034,
)
_QUEUED = Words(over="Too many requests queued.", banned=OF_SPOT.banned)


@dataclass(frozen=True, eq=False)
class Pool:
    """Weight that is counted together: so much in each window, by address or by account."""

    name: str
    limit: int
    seconds: int = 60
    header: str | None = "X-MBX-USED-WEIGHT-1M"
    by_uid: bool = False
    words: Words = OF_SPOT

    @property
    def window(self) -> str:
        """Its length as Binance spells it."""
        return f"{self.seconds // 60} MINUTE"


SPOT = Pool("api", 6_000)
"""REST and WebSocket API of spot together."""

RAW_REQUESTS = Pool("raw requests", 300_000, seconds=300, header=None, words=_QUEUED)
"""The requests to spot, however much they weigh."""

FUTURES = Pool("futures", 2_400, words=OF_FUTURES)
"""USD-M and COIN-M together, since June 2026."""

FUNDING = Pool("funding", 500, seconds=300, header=None, words=OF_FUTURES)
"""Funding rates have a pool of their own, and their answers do not say what is used of it."""

STREAM_CONNECTIONS = Pool("stream connections", 300, 300, header=None, words=_OF_CONNECTIONS)
WSAPI_CONNECTIONS = Pool("wsapi connections", 300, 300, header=None, words=_OF_CONNECTIONS)

_FUNDING = frozenset({"/fapi/v1/fundingRate", "/fapi/v1/fundingInfo"})
_FUTURES = ("/fapi/", "/dapi/", "/futures/", "/ws-fapi/", "/ws-dapi/")


def words_for(path: str) -> Words:
    """Return the words in which the product at this path refuses."""
    return OF_FUTURES if path.startswith(_FUTURES) else OF_SPOT


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
        return Pool(path, 1_000, seconds=300, header=None, words=OF_FUTURES)
    return SPOT if path.startswith("/api/") else FUTURES
