"""Mark and index prices of COIN-M contracts."""

from binance.models.futures import prices


class PremiumIndex(prices.PremiumIndex):
    """Mark and index price; contracts with a delivery pay no funding and have no rates."""

    pair: str
