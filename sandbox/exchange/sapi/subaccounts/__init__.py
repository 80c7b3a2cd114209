"""Sub-accounts: their list, their money, transfers within the family, their keys."""

from __future__ import annotations

from sandbox.exchange.sapi.subaccounts import history, keys, members, transfers

TABLES = (members.TABLE, transfers.TABLE, history.TABLE, keys.TABLE)
