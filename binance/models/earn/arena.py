"""The giveaways of the Earn Yield Arena."""

from decimal import Decimal

from binance.models.base import Millis, Model, OpenEnum


class ActivityType(OpenEnum):
    AIRDROP = "AIRDROP"


class Activity(Model):
    """One giveaway; title and description are in the language that was asked for."""

    activity_id: int
    activity_type: ActivityType
    title: str
    description: str
    reward_pool_in_usd: Decimal
    reward_token: tuple[str, ...]
    redirect_url: str
    start_time: Millis
    end_time: Millis


class Activities(Model):
    activities: tuple[Activity, ...]
