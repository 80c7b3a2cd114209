"""Simple Earn: money that works, by the day or locked for some months."""

from __future__ import annotations

from sandbox.exchange.sapi.earn import (
    flexible_history,
    flexible_operations,
    locked_history,
    locked_operations,
    overview,
)

TABLES = (
    overview.TABLE,
    flexible_operations.TABLE,
    flexible_history.TABLE,
    locked_operations.TABLE,
    locked_history.TABLE,
)
