"""Kinds of requests that differ in what they are charged."""

from typing import Any

from binance.request import Private, Public, Security
from binance.weights import FUNDING, Bucket, Orders

Row = dict[str, Any]


class Spot(Public[Row], endpoint="GET /api/v3/depth", weight=lambda request: request.weight_of_it):
    """Costs what it is told to."""

    weight_of_it: int = 1


class SpotOrder(
    Private[Row],
    endpoint="POST /api/v3/order",
    security=Security.TRADE,
    orders=1,
    free_on_success=True,
):
    pass


class FuturesOrder(
    Private[Row],
    endpoint="POST /fapi/v1/batchOrders",
    weight=5,
    security=Security.TRADE,
    orders=Orders(5, 1),
):
    pass


class CoinDepth(Public[Row], endpoint="GET /dapi/v1/depth", weight=20):
    pass


class FundingRate(Public[Row], endpoint="GET /fapi/v1/fundingRate", weight=0, quota=FUNDING):
    pass


class Coins(
    Private[Row],
    endpoint="GET /sapi/v1/capital/config/getall",
    weight=10,
    security=Security.USER_DATA,
):
    pass


class MarginOrder(
    Private[Row],
    endpoint="POST /sapi/v1/margin/order",
    weight=6,
    security=Security.TRADE,
    bucket=Bucket.UID,
):
    pass


class Withdrawals(
    Private[Row],
    endpoint="GET /sapi/v1/capital/withdraw/history",
    weight=18_000,
    security=Security.USER_DATA,
    bucket=Bucket.UID,
    weight_by_ip=10,
):
    pass


def spot(weight: int) -> Spot:
    return Spot(weight_of_it=weight)
