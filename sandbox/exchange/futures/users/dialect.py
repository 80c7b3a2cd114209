"""What the WebSocket API of USD-M understands: `/ws-fapi/v1`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.exchange.doors.wsapi import Dialect
from sandbox.exchange.futures import TABLES
from sandbox.exchange.wire.pools import Pool

if TYPE_CHECKING:
    from sandbox.exchange.operations.table import Operation

WS_FUTURES = Pool("ws-fapi", 2_400, header=None)
"""REST requests draw on another pool; orders are counted together."""

_CONNECTING = 5
_MARKET = {
    "depth": "GET /fapi/v1/depth",
    "ticker.price": "GET /fapi/v2/ticker/price",
}


def dialect() -> Dialect:
    return Dialect(
        _methods(), pool=WS_FUTURES, connecting=_CONNECTING, version="", microseconds=False
    )


def _methods() -> dict[str, Operation]:
    rest = {endpoint: each for table in TABLES for endpoint, each in table.rest.items()}
    methods = {method: each for table in TABLES for method, each in table.methods.items()}
    methods |= {method: rest[endpoint] for method, endpoint in _MARKET.items()}
    return {method: replace(each, pool=WS_FUTURES) for method, each in methods.items()}
