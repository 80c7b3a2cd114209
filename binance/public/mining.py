"""What the mining pool mines.

https://developers.binance.com/docs/mining
"""

from binance.models.mining import Algorithm, Answer, Coin
from binance.request import Public, Security


class Algorithms(
    Public[Answer[tuple[Algorithm, ...]]],
    endpoint="GET /sapi/v1/mining/pub/algoList",
    security=Security.MARKET_DATA,
):
    """The algorithms of the pool, and the unit of each one's hash rate."""


class Coins(
    Public[Answer[tuple[Coin, ...]]],
    endpoint="GET /sapi/v1/mining/pub/coinList",
    security=Security.MARKET_DATA,
):
    """The coins that can be mined."""
