"""What a network asks of those who want an address on it."""

from binance.rules import when

LIGHTNING_NEEDS_AN_AMOUNT = when("network", "LIGHTNING", needs=("amount",))
"""What stands for an address on Lightning is an invoice, made out for an amount."""
