"""The mining pool: statistics of a farm that every account has."""

from __future__ import annotations

from sandbox.exchange.sapi.mining import resale, statistics

TABLES = (statistics.TABLE, resale.TABLE)
