"""Which connection a stream is heard on: elsewhere it is acknowledged and stays silent."""

from dataclasses import dataclass
from typing import Any

from binance.errors import NotAvailable
from binance.hosts import Hosts
from binance.streams.subscriptions import Subscription

# Binance allows five messages a second on spot and ten on futures; answering a ping is one.
_SPOT_WRITES, _FUTURES_WRITES = 4, 9


@dataclass(frozen=True)
class Route:
    """An address of streams, and how many messages a second may be written there."""

    origin: str
    writes: int


def route(hosts: Hosts, subscription: Subscription[Any]) -> Route:
    """Find the address of a stream; USD-M has one for books and another for all else."""
    api = subscription.api
    if api == "api":
        return Route(hosts.spot_stream, _SPOT_WRITES)
    origin = hosts.usdm_stream if api == "fapi" else hosts.coinm_stream
    if origin is None:
        raise NotAvailable(hosts.absence(api))
    if subscription.route is not None:
        origin = f"{origin}/{subscription.route}"
    return Route(origin, _FUTURES_WRITES)
