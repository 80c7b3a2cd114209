"""Everything that can be asked of the exchange."""

from __future__ import annotations

from sandbox.exchange import futures, sapi
from sandbox.exchange.operations import account, general, market, orders

_SPOT = (general.TABLE, market.TABLE, orders.TABLE, account.TABLE)
_TABLES = (*_SPOT, *sapi.TABLES, *futures.TABLES)

REST = {endpoint: each for table in _TABLES for endpoint, each in table.rest.items()}
"""Operations by "METHOD /path"."""

METHODS = {method: each for table in _SPOT for method, each in table.methods.items()}
"""Operations by their name in spot's WebSocket API."""
