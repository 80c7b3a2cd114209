"""Wallet: coins, deposits and withdrawals, balances, transfers, dust, the account's standing."""

from __future__ import annotations

from sandbox.exchange.sapi.wallet import (
    balances,
    capital,
    directory,
    dividends,
    dust,
    funding,
    standing,
    transfers,
)

TABLES = (
    standing.TABLE,
    directory.TABLE,
    capital.TABLE,
    balances.TABLE,
    transfers.TABLE,
    dust.TABLE,
    dividends.TABLE,
)
WALLETS = (funding.funding,)
"""What can be reached by transfers because of this package."""
