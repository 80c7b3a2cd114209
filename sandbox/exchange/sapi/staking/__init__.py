"""Staking ETH and SOL for tokens whose worth grows."""

from __future__ import annotations

from sandbox.exchange.sapi.staking import ether, solana

TABLES = (ether.TABLE, solana.TABLE)
