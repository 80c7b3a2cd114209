"""What Convert can turn into what.

https://developers.binance.com/docs/convert
"""

from binance.models.convert import ConvertPair
from binance.request import Public
from binance.rules import either


class ConvertPairs(
    Public[list[ConvertPair]],
    endpoint="GET /sapi/v1/convert/exchangeInfo",
    weight=3000,
    rules=(either("from_asset", "to_asset"),),
):
    """What an asset can be turned into, or from what it can be had. Very dear: keep the answer."""

    from_asset: str | None = None
    """What is given."""
    to_asset: str | None = None
    """What is got."""
