"""The whole of Earn at a glance."""

from binance.models.earn.account import EarnAccount
from binance.models.earn.arena import Activities
from binance.request import Private, Security


class GetAccount(
    Private[EarnAccount],
    endpoint="GET /sapi/v1/simple-earn/account",
    weight=150,
    security=Security.USER_DATA,
):
    """What flexible and locked positions are worth together, in BTC and in USDT."""


class ArenaActivities(
    Private[Activities],
    endpoint="GET /sapi/v1/earn/arena/activities",
    weight=150,
    security=Security.USER_DATA,
):
    """Giveaways that this account may join; texts in `lang` ("en", "zh-CN"), or else English."""

    lang: str | None = None
