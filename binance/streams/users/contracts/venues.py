"""Where the two futures' accounts are heard, and how their listen keys are asked for."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import quote

from binance.errors import NotAvailable
from binance.hosts import Hosts
from binance.models.events import Product
from binance.models.futures.listen_key import ListenKey
from binance.private import coin_futures, futures
from binance.request import Private

Market: TypeAlias = Literal["fapi", "dapi"]
Keys: TypeAlias = Collection[str]


@dataclass(frozen=True)
class Venue:
    """What differs between USD-M and COIN-M.

    `address` names the URL at which some keys are heard, `most` is how many of them at once.
    """

    product: Product
    start: Private[ListenKey]
    keep: Private[ListenKey]
    most: int
    address: Callable[[Keys], str]


def venue(hosts: Hosts, market: Market) -> Venue:
    """Find a market's venue in a world; `NotAvailable` where that has none."""
    origin = hosts.usdm_stream if market == "fapi" else hosts.coinm_stream
    if origin is None:
        raise NotAvailable(hosts.absence(market))
    if market == "fapi":
        return _usdm(origin)
    return _coinm(origin)


def _usdm(origin: str) -> Venue:
    """Of many keys; fifty make four kilobytes of an address, where servers refuse above eight.

    The address names no events: with a list of them Binance tells nothing else, not even that a
    key has expired.
    """

    def address(keys: Keys) -> str:
        door = "ws" if len(keys) == 1 else "stream"
        named = "&".join(f"listenKey={quote(key, safe='')}" for key in keys)
        return f"{origin}/private/{door}?{named}"

    start, keep = futures.StartUserDataStream(), futures.KeepUserDataStream()
    return Venue("usdm", start, keep, 50, address)


def _coinm(origin: str) -> Venue:
    """Of one key: that several may share a connection is documented for USD-M only."""

    def address(keys: Keys) -> str:
        named = "/".join(quote(key, safe="") for key in keys)
        return f"{origin}/ws/{named}" if len(keys) == 1 else f"{origin}/stream?streams={named}"

    start, keep = coin_futures.StartUserDataStream(), coin_futures.KeepUserDataStream()
    return Venue("coinm", start, keep, 1, address)
