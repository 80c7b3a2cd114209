"""The words of Simple Earn and of its relatives, On-chain Yields, BFUSD and RWUSD."""

from typing import Annotated

from pydantic import Field

from binance.models.base import OpenEnum

TextId = Annotated[str, Field(coerce_numbers_to_str=True)]
"""An id that answers spell as a number or as text, by endpoint; requests take it as text."""


class SourceAccount(OpenEnum):
    """Which wallet pays for a subscription; ALL takes from spot first, then from funding."""

    SPOT = "SPOT"
    FUND = "FUND"
    ALL = "ALL"


class DestAccount(OpenEnum):
    """Which wallet receives what is redeemed."""

    SPOT = "SPOT"
    FUND = "FUND"


class RedeemTo(OpenEnum):
    """Where locked money goes at its end: into the spot wallet, or a flexible product."""

    SPOT = "SPOT"
    FLEXIBLE = "FLEXIBLE"


class RedeemType(OpenEnum):
    """How soon BFUSD or RWUSD become dollars again; the fees differ, and so do the quotas."""

    FAST = "FAST"
    STANDARD = "STANDARD"


class Stablecoin(OpenEnum):
    """What BFUSD and RWUSD can be bought with."""

    USDT = "USDT"
    USDC = "USDC"


class AprPeriod(OpenEnum):
    DAY = "DAY"
    YEAR = "YEAR"


class RewardType(OpenEnum):
    """What a flexible product paid for: its tiers, its real-time rate, or the historical one."""

    BONUS = "BONUS"
    REALTIME = "REALTIME"
    REWARDS = "REWARDS"
    ALL = "ALL"  # in questions only


class ProductStatus(OpenEnum):
    """Whether a product can be subscribed to; it can while PURCHASING."""

    CREATED = "CREATED"
    PREHEATING = "PREHEATING"
    PURCHASING = "PURCHASING"


class SubscriptionType(OpenEnum):
    """Who subscribed: the user by hand, or Binance as the user once wished."""

    NORMAL = "NORMAL"
    AUTO = "AUTO"


class RedemptionType(OpenEnum):
    """Why locked money came back: its time was over, or it was asked for."""

    MATURE = "MATURE"
    NORMAL = "NORMAL"


class CollateralType(OpenEnum):
    """What moved collateral: the documents show only a repayment."""

    REPAY = "REPAY"


class PositionStatus(OpenEnum):
    HOLDING = "HOLDING"


class RecordStatus(OpenEnum):
    """How far a subscription or a redemption has come; PAID ends a redemption."""

    SUCCESS = "SUCCESS"
    PAID = "PAID"
