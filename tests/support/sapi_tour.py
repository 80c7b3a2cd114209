"""What the tours of `/sapi` have in common: somebody of means."""

from __future__ import annotations

from typing import Any

DAY = 86_400
BALANCES = {
    "USDT": "1000000",
    "BTC": "10",
    "ETH": "100",
    "BNB": "50",
    "SOL": "500",
    "BETH": "5",
    "ADA": "6",
}
RIGHTS = {
    "enableWithdrawals": True,
    "enableInternalTransfer": True,
    "enableMargin": True,
    "enableFutures": True,
    "permitsUniversalTransfer": True,
}
CAROL: dict[str, Any] = {"label": "carol", "balances": BALANCES, "permissions": RIGHTS}
"""An account with a little of everything and all rights."""
