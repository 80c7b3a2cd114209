"""What `/sapi` offers beside the spot market: wallets, earning, borrowing, sub-accounts."""

from __future__ import annotations

from sandbox.exchange.sapi import (
    convert,
    earn,
    margin,
    mining,
    snapshots,
    staking,
    subaccounts,
    wallet,
)

TABLES = (
    *wallet.TABLES,
    snapshots.TABLE,
    *convert.TABLES,
    *earn.TABLES,
    *staking.TABLES,
    *margin.TABLES,
    *subaccounts.TABLES,
    *mining.TABLES,
)
