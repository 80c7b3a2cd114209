"""RWUSD: bought with stablecoins, earns while it is held, redeemed for USDC.

Histories reach over six months at most; with `start_time` alone they run to now.
"""

from binance.history import SIX_MONTHS, History
from binance.models.earn.account import AnnualRate
from binance.models.earn.dollars import (
    DollarRedeemed,
    DollarRedemption,
    DollarSubscription,
    RwusdAccount,
    RwusdQuota,
    RwusdReward,
    RwusdSubscribed,
)
from binance.models.earn.terms import RedeemType, Stablecoin
from binance.models.page import Page
from binance.parameters import Amount
from binance.request import Private, Security


class GetRwusdAccount(
    Private[RwusdAccount],
    endpoint="GET /sapi/v1/rwusd/account",
    weight=150,
    security=Security.USER_DATA,
):
    """How much RWUSD one holds, and what it has brought."""


class GetRwusdQuota(
    Private[RwusdQuota],
    endpoint="GET /sapi/v1/rwusd/quota",
    weight=150,
    security=Security.USER_DATA,
):
    """How much more can be bought and redeemed, and for which fees."""


class SubscribeRwusd(
    Private[RwusdSubscribed],
    endpoint="POST /sapi/v1/rwusd/subscribe",
    weight=150,
    security=Security.TRADE,
):
    """Buy RWUSD for `amount` of a stablecoin; spot wallet only.

    It bears no name of ours: after an `Unknown` look into `RwusdSubscriptionHistory` before
    anything is sent again.
    """

    asset: Stablecoin
    amount: Amount


class RedeemRwusd(
    Private[DollarRedeemed],
    endpoint="POST /sapi/v1/rwusd/redeem",
    weight=150,
    security=Security.TRADE,
):
    """Sell an amount of RWUSD for USDC, into the spot wallet.

    It bears no name of ours: after an `Unknown` look into `RwusdRedemptionHistory` before
    anything is sent again.
    """

    amount: Amount
    type: RedeemType


class RwusdSubscriptionHistory(
    Private[Page[DollarSubscription]],
    History,
    endpoint="GET /sapi/v1/rwusd/history/subscriptionHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """What was bought; `asset` is what it was paid with."""

    asset: Stablecoin | None = None


class RwusdRedemptionHistory(
    Private[Page[DollarRedemption]],
    History,
    endpoint="GET /sapi/v1/rwusd/history/redemptionHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """What was sold, for which fee, and when it arrived."""


class RwusdRewardsHistory(
    Private[Page[RwusdReward]],
    History,
    endpoint="GET /sapi/v1/rwusd/history/rewardsHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """What holding RWUSD brought."""


class RwusdRateHistory(
    Private[Page[AnnualRate]],
    History,
    endpoint="GET /sapi/v1/rwusd/history/rateHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """What RWUSD paid, latest first."""
