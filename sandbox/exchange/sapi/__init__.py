"""What `/sapi` offers beside the spot market: wallets, earning, borrowing, sub-accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.exchange.operations.table import Table

TABLES: tuple[Table, ...] = ()
