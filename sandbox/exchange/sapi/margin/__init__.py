"""Margin: trading with borrowed money, in one account for everything or one for each symbol."""

from __future__ import annotations

from sandbox.exchange.sapi.margin import (
    lending_operations,
    liquidation,
    listening,
    lists,
    market,
    orders,
    overview,
    purses,
)

TABLES = (
    market.TABLE,
    overview.TABLE,
    lending_operations.TABLE,
    orders.TABLE,
    lists.TABLE,
    liquidation.TABLE,
    listening.TABLE,
)
WALLETS = (purses.cross, purses.isolated)
"""What can be reached by transfers because of this package."""
