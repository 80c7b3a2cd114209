"""What an asset is worth in USDT, by the last prices on spot."""

from collections.abc import Callable
from decimal import Decimal

LastPrice = Callable[[str], Decimal | None]

USDT = "USDT"
_BRIDGES = ("BTC", "ETH", "BNB")  # an asset without a USDT market is valued through one of these
_DOLLAR = "USD"  # what contracts are quoted in is not traded by itself


def in_usdt(asset: str, last: LastPrice) -> Decimal | None:
    """One unit in USDT, through whichever market prices it; None where none does."""
    if asset in (USDT, _DOLLAR):
        return Decimal(1)
    if (direct := _priced(asset, USDT, last)) is not None:
        return direct
    for bridge in _BRIDGES:
        through, price = _priced(asset, bridge, last), _priced(bridge, USDT, last)
        if through is not None and price is not None:
            return through * price
    return None


def _priced(asset: str, quote: str, last: LastPrice) -> Decimal | None:
    """Price one by the other; lira, for one, are only ever the quote."""
    if price := last(asset + quote):
        return price
    turned = last(quote + asset)
    return 1 / turned if turned else None
