"""What the products of Earn answer alike, and the overview of an account."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.earn.terms import TextId


class Success(Model):
    """Whether Binance did what it was asked to."""

    success: bool


class Subscribed(Success):
    """The answer to a subscription; its `purchase_id` finds it in the history."""

    purchase_id: TextId


class Redeemed(Success):
    """The answer to a redemption; the money may arrive later."""

    redeem_id: TextId


class LeftQuota(Model):
    """How much more of a product one may subscribe to, in its own asset."""

    left_personal_quota: Decimal


class AnnualRate(Model):
    """What a product paid at a time; 0.05 is five percent a year."""

    annual_percentage_rate: Decimal
    time: Millis


class EarnAccount(Model):
    """What all positions are worth, by kind, in BTC and in USDT."""

    total_amount_in_btc: Decimal = Field(alias="totalAmountInBTC")
    total_amount_in_usdt: Decimal = Field(alias="totalAmountInUSDT")
    total_flexible_amount_in_btc: Decimal = Field(alias="totalFlexibleAmountInBTC")
    total_flexible_amount_in_usdt: Decimal = Field(alias="totalFlexibleAmountInUSDT")
    total_locked_in_btc: Decimal = Field(alias="totalLockedInBTC")
    total_locked_in_usdt: Decimal = Field(alias="totalLockedInUSDT")
