"""What can be exchanged within the futures wallet; doing it is in `binance.private.futures`."""

from binance.models import convert
from binance.request import Public


class ConvertPairs(
    Public[list[convert.ConvertPair]], endpoint="GET /fapi/v1/convert/exchangeInfo", weight=20
):
    """Pairs of assets and their limits; only a part of them where neither asset is named."""

    from_asset: str | None = None
    to_asset: str | None = None
