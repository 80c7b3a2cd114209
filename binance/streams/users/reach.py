"""Whether users' streams can be opened at all, without any user."""

from binance.errors import Unreachable
from binance.hosts import Hosts
from binance.models.events import Product
from binance.streams.connection import SocketPolicy
from binance.streams.dialling import NOT_OPENED
from binance.streams.users.contracts.venues import venue

_NOBODYS = {"nobody"}  # a listen key: Binance opens for any


def addresses(hosts: Hosts) -> dict[Product, str]:
    """Name where users' streams are opened; margin accounts are heard where spot's are."""
    found: dict[Product, str] = {}
    if hosts.spot_wsapi is not None:
        found["spot"] = hosts.spot_wsapi
    if hosts.usdm_stream is not None:
        found["usdm"] = venue(hosts, "fapi").address(_NOBODYS)
    if hosts.coinm_stream is not None:
        found["coinm"] = venue(hosts, "dapi").address(_NOBODYS)
    return found


async def reach(address: str, policy: SocketPolicy | None = None) -> None:
    """Open a connection and close it again; `Unreachable` when that cannot be."""
    policy = policy or SocketPolicy()
    try:
        async with policy.dial(address, policy.open_timeout):
            return
    except NOT_OPENED as error:  # its text may bear the whole address
        raise Unreachable(type(error).__name__) from None
