"""What a kind of request is charged, and where: Binance's limits as a table.

`/api` shares an address's weight with its WebSocket API; `/fapi`, `/dapi` and the latter's
WebSocket API share another, while that of USD-M has one of its own; and so has each endpoint of
`/sapi`, counted by address or by account.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from binance.request import Request
from binance.weights import Bucket

_MINUTE, _DAY = 60, 86_400
_SAPI_BY_IP, _SAPI_BY_UID = 12_000, 180_000
_SPOT_WEIGHT, _FUTURES_WEIGHT, _RAW_REQUESTS = 6_000, 2_400, 300_000
_SPOT_ORDERS = (("10s", 10, 50), ("1d", _DAY, 160_000))
_FUTURES_ORDERS = (("10s", 10, 300), ("1m", _MINUTE, 1_200))

_FUTURES = frozenset({"fapi", "dapi"})
_OF_SPOT = frozenset({"api", "sapi"})


class Counts(Enum):
    """What a limit counts."""

    WEIGHT = auto()
    REQUESTS = auto()
    ORDERS = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Charge:
    """One limit that requests of a kind are charged in.

    `amount` None is the weight of the very request; `header` is where Binance says what is used,
    and `personal` limits are each account's own. `size` holds until exchangeInfo has said better.
    """

    pool: str
    size: int
    seconds: int
    counts: Counts
    amount: int | None = None
    header: str | None = None
    personal: bool = False


@dataclass(frozen=True, slots=True, eq=False)  # one for each kind of request
class Plan:
    """Everything that requests of a kind are charged; they wait in the line of that name.

    `address` is the pool whose silence is everybody's at that host, as bans are by address.
    """

    line: str
    address: str
    charges: tuple[Charge, ...]
    free_on_success: bool = False


def plan(kind: type[Request[Any]], *, over_socket: bool = False) -> Plan:
    """Look up what requests of a kind are charged, by REST or over the WebSocket API."""
    if over_socket:
        charges = _over_socket(kind.api)
    elif kind.quota is not None:
        charges = _by_quota(kind)
    elif kind.api == "sapi":
        charges = _of_sapi(kind)
    else:
        charges = [_weight(kind.api)]
    charges += _besides(kind)
    return Plan(charges[0].pool, _address(kind.api), tuple(charges), kind.free_on_success)


def pool_name(api: str, counted: str, seconds: int) -> str | None:
    """Name the pool that an entry of exchangeInfo's `rateLimits` gives the size of."""
    prefix = "futures " if api in _FUTURES else ""
    names = {
        ("REQUEST_WEIGHT", _MINUTE): _pool(api),
        ("RAW_REQUESTS", 300): f"{prefix}raw requests",
        ("ORDERS", 10): f"{prefix}orders 10s",
        ("ORDERS", _MINUTE): f"{prefix}orders 1m",
        ("ORDERS", _DAY): f"{prefix}orders 1d",
    }
    return names.get((counted, seconds))


def _weight(api: str) -> Charge:
    pool = _pool(api)
    size = _SPOT_WEIGHT if pool == "spot" else _FUTURES_WEIGHT
    return Charge(pool, size, _MINUTE, Counts.WEIGHT, header="x-mbx-used-weight-1m")


def _over_socket(api: str) -> list[Charge]:
    """USD-M counts apart what comes over sockets; but a ban is of the address."""
    if api != "fapi":
        return [_weight(api)]
    own = Charge("ws-fapi", _FUTURES_WEIGHT, _MINUTE, Counts.WEIGHT, header="x-mbx-used-weight-1m")
    return [own, Charge("futures", _FUTURES_WEIGHT, _MINUTE, Counts.NOTHING, amount=0)]


def _by_quota(kind: type[Request[Any]]) -> list[Charge]:
    """Requests with a limit of their own wait for that; its answers do not say what is used."""
    quota = kind.quota
    assert quota is not None
    own = Charge(quota.name, quota.requests, quota.seconds, Counts.REQUESTS, amount=1)
    return [own, _weight(kind.api)]


def _of_sapi(kind: type[Request[Any]]) -> list[Charge]:
    """Each endpoint has a pool, by address or by account, or one of each."""
    name = f"{kind.method} {kind.path}"
    by_ip, by_uid = "x-sapi-used-ip-weight-1m", "x-sapi-used-uid-weight-1m"
    if kind.bucket is Bucket.IP:
        return [Charge(name, _SAPI_BY_IP, _MINUTE, Counts.WEIGHT, header=by_ip)]
    account = Charge(
        f"{name} UID", _SAPI_BY_UID, _MINUTE, Counts.WEIGHT, header=by_uid, personal=True
    )
    if not kind.weight_by_ip:
        return [account]
    weight = kind.weight_by_ip
    return [Charge(name, _SAPI_BY_IP, _MINUTE, Counts.WEIGHT, weight, header=by_ip), account]


def _besides(kind: type[Request[Any]]) -> list[Charge]:
    charges = []
    if kind.api == "api":
        charges.append(Charge("raw requests", _RAW_REQUESTS, 300, Counts.REQUESTS, amount=1))
    elif kind.api == "sapi":
        # A ban is of the address, and these two live at the same.
        charges.append(Charge("spot", _SPOT_WEIGHT, _MINUTE, Counts.NOTHING, amount=0))
    if any(kind.orders):
        charges += _orders(kind)
    return charges


def _orders(kind: type[Request[Any]]) -> list[Charge]:
    futures = kind.api in _FUTURES
    prefix = "futures " if futures else ""
    windows = _FUTURES_ORDERS if futures else _SPOT_ORDERS
    return [
        Charge(
            f"{prefix}orders {name}",
            size,
            seconds,
            Counts.ORDERS,
            amount=amount,
            header=f"x-mbx-order-count-{name}",
            personal=True,
        )
        for (name, seconds, size), amount in zip(windows, kind.orders, strict=True)
    ]


def _pool(api: str) -> str:
    return "spot" if api == "api" else "futures" if api in _FUTURES else api


def _address(api: str) -> str:
    return "spot" if api in _OF_SPOT else _pool(api)


def _by_weight_alone(api: str) -> Plan:
    charges = _over_socket(api)
    return Plan(charges[0].pool, _address(api), tuple(charges))


SOCKET_WEIGHT = {api: _by_weight_alone(api) for api in ("api", "fapi", "dapi")}
"""What is charged by weight alone: connections of a WebSocket API, and what concerns only them."""
