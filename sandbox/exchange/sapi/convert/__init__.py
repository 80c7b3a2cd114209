"""Convert: one asset into another one at a price that is promised beforehand."""

from __future__ import annotations

from sandbox.exchange.sapi.convert import limits, operations

TABLES = (operations.TABLE, limits.TABLE)
