"""Starting, keeping and closing a user data stream."""

from __future__ import annotations

from typing import Any

from sandbox.exchange.futures.operations.seats import Seat, seated
from sandbox.exchange.futures.trading.refusals import no_listen_key
from sandbox.exchange.operations.table import FUTURES, Table
from sandbox.exchange.wire import errors

JSON = dict[str, Any]
TABLE = Table()
_PARAMETERS = "apiKey"  # of the WebSocket API, which has no headers


@seated(
    TABLE,
    "POST /fapi/v1/listenKey",
    "userDataStream.start",
    twin="POST /dapi/v1/listenKey",
    weight=1,
    parameters=_PARAMETERS,
    permission=None,
    key_only=True,
)
def start(seat: Seat) -> JSON:
    """Return the account's key, and let it live for another hour."""
    _may_listen(seat)
    keys = seat.floor.listen_keys
    return {"listenKey": keys.start(seat.account, inverse=seat.venue.inverse)}


@seated(
    TABLE,
    "PUT /fapi/v1/listenKey",
    "userDataStream.ping",
    twin="PUT /dapi/v1/listenKey",
    weight=1,
    parameters=f"{_PARAMETERS} listenKey",
    permission=None,
    key_only=True,
)
def keep(seat: Seat) -> JSON:
    _may_listen(seat)
    key = seat.floor.listen_keys.keep(seat.account, inverse=seat.venue.inverse)
    if key is None:
        raise no_listen_key(f"{seat.venue.root}/listenKey")
    return {"listenKey": key}


@seated(
    TABLE,
    "DELETE /fapi/v1/listenKey",
    "userDataStream.stop",
    twin="DELETE /dapi/v1/listenKey",
    weight=1,
    parameters=f"{_PARAMETERS} listenKey",
    permission=None,
    key_only=True,
)
def stop(seat: Seat) -> JSON:
    seat.floor.listen_keys.stop(seat.account, inverse=seat.venue.inverse)
    return {}


def _may_listen(seat: Seat) -> None:
    """Refuse a key that may not trade futures, though nothing is signed here."""
    if not seat.call.owner.may(FUTURES):
        raise errors.rejected_key()
