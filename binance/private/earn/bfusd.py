"""BFUSD: bought with stablecoins, earns while it is held, redeemed for USDT.

Histories reach over six months at most; with `start_time` alone they run to now.
"""

from binance.history import SIX_MONTHS, History
from binance.models.earn.account import AnnualRate
from binance.models.earn.dollars import (
    BfusdAccount,
    BfusdQuota,
    BfusdReward,
    BfusdSubscribed,
    DollarRedeemed,
    DollarRedemption,
    DollarSubscription,
)
from binance.models.earn.terms import RedeemType, Stablecoin
from binance.models.page import Page
from binance.parameters import Amount
from binance.request import Private, Security


class GetBfusdAccount(
    Private[BfusdAccount],
    endpoint="GET /sapi/v1/bfusd/account",
    weight=150,
    security=Security.USER_DATA,
):
    """How much BFUSD one holds, and what it has brought."""


class GetBfusdQuota(
    Private[BfusdQuota],
    endpoint="GET /sapi/v1/bfusd/quota",
    weight=150,
    security=Security.USER_DATA,
):
    """How much more can be bought and redeemed, and for which fees."""


class SubscribeBfusd(
    Private[BfusdSubscribed],
    endpoint="POST /sapi/v1/bfusd/subscribe",
    weight=150,
    security=Security.TRADE,
):
    """Buy BFUSD for `amount` of a stablecoin; spot wallet only.

    It bears no name of ours: after an `Unknown` look into `BfusdSubscriptionHistory` before
    anything is sent again.
    """

    asset: str
    amount: Amount


class RedeemBfusd(
    Private[DollarRedeemed],
    endpoint="POST /sapi/v1/bfusd/redeem",
    weight=150,
    security=Security.TRADE,
):
    """Sell an amount of BFUSD for USDT, into the spot wallet.

    It bears no name of ours: after an `Unknown` look into `BfusdRedemptionHistory` before
    anything is sent again.
    """

    amount: Amount
    type: RedeemType


class BfusdSubscriptionHistory(
    Private[Page[DollarSubscription]],
    History,
    endpoint="GET /sapi/v1/bfusd/history/subscriptionHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """What was bought; `asset` is what it was paid with."""

    asset: Stablecoin | None = None


class BfusdRedemptionHistory(
    Private[Page[DollarRedemption]],
    History,
    endpoint="GET /sapi/v1/bfusd/history/redemptionHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """What was sold, for which fee, and when it arrived."""


class BfusdRewardsHistory(
    Private[Page[BfusdReward]],
    History,
    endpoint="GET /sapi/v1/bfusd/history/rewardsHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """What holding BFUSD brought."""


class BfusdRateHistory(
    Private[Page[AnnualRate]],
    History,
    endpoint="GET /sapi/v1/bfusd/history/rateHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """What BFUSD paid, latest first."""
