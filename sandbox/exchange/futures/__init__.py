"""USD-M and COIN-M futures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.futures import operations
from sandbox.exchange.futures.market import rest
from sandbox.exchange.futures.trading import wallets as wallets  # registers itself

if TYPE_CHECKING:
    from sandbox.exchange.operations.table import Table

TABLES: tuple[Table, ...] = (*rest.TABLES, *operations.TABLES)
