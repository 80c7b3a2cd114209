"""What can be asked for, and what this Binance charges for it: written down a second time.

The classes are the product's input; the `Fare` beside each is what the exchange goes by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from binance.request import Private, Public, Request, Security
from binance.weights import FUNDING, Bucket

_ROWS = attrgetter("rows")


class Look(Public[Any], endpoint="GET /api/v3/depth", weight=_ROWS):
    rows: int


class Place(
    Private[Any],
    endpoint="POST /api/v3/order",
    security=Security.TRADE,
    orders=1,
    free_on_success=True,
):
    rows: int = 1


class Cancel(
    Private[Any], endpoint="DELETE /api/v3/order", security=Security.TRADE, free_on_success=True
):
    rows: int = 1


class FuturesLook(Public[Any], endpoint="GET /fapi/v1/depth", weight=_ROWS):
    rows: int


class FuturesPlace(
    Private[Any], endpoint="POST /fapi/v1/order", weight=0, security=Security.TRADE, orders=1
):
    rows: int = 0


class Coins(
    Private[Any],
    endpoint="GET /sapi/v1/capital/config/getall",
    weight=_ROWS,
    security=Security.USER_DATA,
):
    rows: int


class Transfer(
    Private[Any],
    endpoint="POST /sapi/v1/asset/transfer",
    weight=_ROWS,
    security=Security.USER_DATA,
    bucket=Bucket.UID,
):
    rows: int


class Funding(Public[Any], endpoint="GET /fapi/v1/fundingRate", weight=0, quota=FUNDING):
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Toll:
    """One limit that a request counts in, by its rows or always by `each`."""

    meter: str
    header: str | None = None
    personal: bool = False
    each: int | None = None


@dataclass(frozen=True, slots=True)
class Fare:
    """Everything a kind of request counts in; `host` is whose ban would concern it."""

    host: str
    tolls: tuple[Toll, ...]
    orders: tuple[Toll, ...] = ()
    free: bool = False


_SPOT = Toll("spot", "x-mbx-used-weight-1m")
_RAW = Toll("raw", each=1)
_FUTURES = Toll("futures", "x-mbx-used-weight-1m")
_ORDERS = (
    Toll("orders 10s", "x-mbx-order-count-10s", personal=True, each=1),
    Toll("orders 1d", "x-mbx-order-count-1d", personal=True, each=1),
)
_FUTURES_ORDERS = (
    Toll("futures orders 10s", "x-mbx-order-count-10s", personal=True, each=1),
    Toll("futures orders 1m", "x-mbx-order-count-1m", personal=True, each=1),
)

FARES: Mapping[type[Request[Any]], Fare] = {
    Look: Fare("api", (_SPOT, _RAW)),
    Place: Fare("api", (_SPOT, _RAW), _ORDERS, free=True),
    Cancel: Fare("api", (_SPOT, _RAW), free=True),
    FuturesLook: Fare("fapi", (_FUTURES,)),
    FuturesPlace: Fare("fapi", (_FUTURES,), _FUTURES_ORDERS),
    Coins: Fare("api", (Toll("coins", "x-sapi-used-ip-weight-1m"),)),
    Transfer: Fare("api", (Toll("transfers", "x-sapi-used-uid-weight-1m", personal=True),)),
    Funding: Fare("fapi", (_FUTURES, Toll("funding", each=1))),
}

SIZES: Mapping[str, tuple[int, int]] = {
    "spot": (6_000, 60),
    "raw": (300_000, 300),
    "futures": (2_400, 60),
    "coins": (12_000, 60),
    "transfers": (180_000, 60),
    "funding": (500, 300),
    "orders 10s": (50, 10),
    "orders 1d": (160_000, 86_400),
    "futures orders 10s": (300, 10),
    "futures orders 1m": (1_200, 60),
}
"""Each limit, and the seconds of its window, where a schedule does not say otherwise."""


@lru_cache(4096)
def request(kind: type[Request[Any]], rows: int) -> Request[Any]:
    """Make a request, or find the same one made before."""
    return kind.model_validate({"rows": rows})
