"""Soft staking: coins earn where they are, in the spot wallet."""

from binance.history import THREE_MONTHS, History, Paging
from binance.models.earn.account import Success
from binance.models.page import Page
from binance.models.staking.soft import SoftReward, SoftStaking
from binance.request import Private, Security


class SoftProducts(
    Private[SoftStaking],
    Paging,
    endpoint="GET /sapi/v1/soft-staking/list",
    weight=50,
    security=Security.USER_DATA,
):
    """Whether soft staking is on, and what each asset earns."""

    asset: str | None = None


class SetSoftStaking(
    Private[Success],
    endpoint="GET /sapi/v1/soft-staking/set",
    weight=50,
    security=Security.USER_DATA,
    reads=False,
):
    """Switch soft staking on or off, for all assets; a GET that changes something."""

    soft_staking: bool


class SoftRewardsHistory(
    Private[Page[SoftReward]],
    History,
    endpoint="GET /sapi/v1/soft-staking/history/rewardsRecord",
    weight=50,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What was earned, day by day; three months at most."""

    asset: str | None = None
