"""On-chain Yields: locked products of other protocols, as Binance offers them."""

from pydantic import Field

from binance.history import Paging
from binance.models.earn.account import EarnAccount, LeftQuota, Redeemed, Success
from binance.models.earn.locked import LockedProduct
from binance.models.earn.terms import RedeemTo, SourceAccount
from binance.models.page import Page
from binance.models.staking.onchain import (
    OnchainPosition,
    OnchainSubscribed,
    OnchainSubscriptionPreview,
)
from binance.parameters import Amount, new_transfer_name
from binance.request import Private, Security


class GetOnchainAccount(
    Private[EarnAccount],
    endpoint="GET /sapi/v1/onchain-yields/account",
    weight=50,
    security=Security.USER_DATA,
):
    """What all positions are worth together, in BTC and in USDT."""


class OnchainProducts(
    Private[Page[LockedProduct]],
    Paging,
    endpoint="GET /sapi/v1/onchain-yields/locked/list",
    weight=50,
    security=Security.USER_DATA,
):
    """Products on offer; the reward is often of another asset than what is locked."""

    asset: str | None = None


class OnchainPositions(
    Private[Page[OnchainPosition]],
    Paging,
    endpoint="GET /sapi/v1/onchain-yields/locked/position",
    weight=50,
    security=Security.USER_DATA,
):
    """What one has locked, until when, and what it has brought."""

    asset: str | None = None
    position_id: str | None = None
    project_id: str | None = None


class OnchainLeftQuota(
    Private[LeftQuota],
    endpoint="GET /sapi/v1/onchain-yields/locked/personalLeftQuota",
    weight=50,
    security=Security.USER_DATA,
):
    """How much more of a product this account may lock."""

    project_id: str


class PreviewOnchain(
    Private[OnchainSubscriptionPreview],
    endpoint="GET /sapi/v1/onchain-yields/locked/subscriptionPreview",
    weight=50,
    security=Security.USER_DATA,
):
    """What an amount would earn, and when; nothing is locked."""

    project_id: str
    amount: Amount
    auto_subscribe: bool | None = None


class SubscribeOnchain(
    Private[OnchainSubscribed],
    endpoint="POST /sapi/v1/onchain-yields/locked/subscribe",
    weight=200,
    security=Security.TRADE,
):
    """Lock money for the product's duration; `redeem_to` counts unless it is locked again.

    The client id is chosen here, so that after an `Unknown` `OnchainSubscriptionHistory` can
    be asked for it. Do not simply send again: nothing says that Binance takes an id only once.
    """

    project_id: str
    amount: Amount
    auto_subscribe: bool | None = None
    source_account: SourceAccount | None = None
    redeem_to: RedeemTo | None = None
    channel_id: str | None = None
    client_id: str = Field(default_factory=new_transfer_name)


class RedeemOnchain(
    Private[Redeemed],
    endpoint="POST /sapi/v1/onchain-yields/locked/redeem",
    weight=200,
    security=Security.TRADE,
):
    """Take a whole position out before its time.

    What that cost, and after an `Unknown` whether it was done, `OnchainRedemptionHistory` tells.
    """

    position_id: str
    channel_id: str | None = None


class SetOnchainAutoSubscribe(
    Private[Success],
    endpoint="POST /sapi/v1/onchain-yields/locked/setAutoSubscribe",
    weight=50,
    security=Security.USER_DATA,
):
    """Say whether a position shall be locked again when its time is over."""

    position_id: str
    auto_subscribe: bool


class SetOnchainRedeemOption(
    Private[Success],
    endpoint="POST /sapi/v1/onchain-yields/locked/setRedeemOption",
    weight=50,
    security=Security.USER_DATA,
):
    """Say where a position's money shall go when its time is over."""

    position_id: str
    redeem_to: RedeemTo
