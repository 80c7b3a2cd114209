"""Everything that can be asked of the exchange."""

from __future__ import annotations

from sandbox.exchange.operations import account, general, market, orders

_TABLES = (general.TABLE, market.TABLE, orders.TABLE, account.TABLE)

REST = {endpoint: each for table in _TABLES for endpoint, each in table.rest.items()}
"""Operations by "METHOD /path"."""

METHODS = {method: each for table in _TABLES for method, each in table.methods.items()}
"""Operations by their name in the WebSocket API."""
