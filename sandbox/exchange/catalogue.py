"""Everything that can be asked of the exchange."""

from __future__ import annotations

from sandbox.exchange import futures, sapi
from sandbox.exchange.operations import (
    account,
    amending,
    general,
    list_queries,
    lists,
    market,
    old_oco,
    order_queries,
    orders,
    replacing,
    routed,
    tickers,
)

_MARKET = (general.TABLE, market.TABLE, tickers.TABLE)
_ORDERS = (orders.TABLE, order_queries.TABLE, amending.TABLE, replacing.TABLE, routed.TABLE)
_LISTS = (lists.TABLE, old_oco.TABLE, list_queries.TABLE)
_SPOT = (*_MARKET, *_ORDERS, *_LISTS, account.TABLE)
_TABLES = (*_SPOT, *sapi.TABLES, *futures.TABLES)

REST = {endpoint: each for table in _TABLES for endpoint, each in table.rest.items()}
"""Operations by "METHOD /path"."""

METHODS = {method: each for table in _SPOT for method, each in table.methods.items()}
"""Operations by their name in spot's WebSocket API."""
