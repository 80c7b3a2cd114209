"""The coins and currencies behind the symbols, with what drives their prices."""

from __future__ import annotations

from dataclasses import dataclass

FREE, PEGGED = 17, 8
"""Above this level of a walk (91 days; 8 hours) a price no longer strays, it comes back."""


@dataclass(frozen=True)
class Coin:
    """What drives a price in USDT: a walk of its own, and how far it follows bitcoin."""

    price: float
    volatility: float  # of its own walk, a day
    follows: float = 0.0
    calm: int = FREE


COINS = {
    "USDT": Coin(1, 0),
    "BTC": Coin(67_000, 0.022),
    "ETH": Coin(3_200, 0.018, follows=0.9),
    "BNB": Coin(610, 0.014, follows=0.7),
    "SOL": Coin(152, 0.030, follows=1.0),
    "XRP": Coin(0.62, 0.028, follows=0.6),
    "ADA": Coin(0.45, 0.028, follows=0.8),
    "DOGE": Coin(0.16, 0.035, follows=0.9),
    "LTC": Coin(84, 0.022, follows=0.8),
    "TRX": Coin(0.145, 0.014, follows=0.4),
    "AVAX": Coin(27.4, 0.030, follows=1.0),
    "LINK": Coin(14.2, 0.028, follows=0.9),
    "DOT": Coin(5.35, 0.026, follows=0.9),
    "SHIB": Coin(0.0000182, 0.034, follows=0.9),
    "PEPE": Coin(0.0000104, 0.048, follows=1.0),
    "SUI": Coin(1.92, 0.036, follows=0.9),
    "TON": Coin(5.28, 0.024, follows=0.7),
    "NEAR": Coin(4.65, 0.030, follows=0.9),
    "EOS": Coin(0.58, 0.028, follows=0.8),
    "PAXG": Coin(2_650, 0.008),
    "币安人生": Coin(0.214, 0.060, follows=0.6),
    "USDC": Coin(1, 0.0003, calm=PEGGED),
    "FDUSD": Coin(1, 0.0004, calm=PEGGED),
    "BUSD": Coin(1, 0.0003, calm=PEGGED),
    "EUR": Coin(1.085, 0.004),
    "TRY": Coin(1 / 34.2, 0.003),
}

STABLE = frozenset({"USDT", "USDC", "FDUSD", "BUSD"})
FIAT = frozenset({"EUR", "TRY"})
