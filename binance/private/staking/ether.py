"""Staking ETH: it becomes WBETH, and days after a redemption ETH again.

Amounts finer than documented are refused here: Binance would refuse them, or round.
"""

from typing import Annotated

from pydantic import Field

from binance.history import THREE_MONTHS, History
from binance.models.page import Page
from binance.models.staking.ether import (
    BethWrapped,
    EthAccount,
    EthRedeemed,
    EthRedemption,
    EthStake,
    EthStaked,
    WbethRate,
    WbethRewards,
    Wrapping,
)
from binance.models.staking.pools import StakingQuota
from binance.models.staking.terms import StakedEth
from binance.parameters import Amount
from binance.request import Private, Security


class GetEthAccount(
    Private[EthAccount],
    endpoint="GET /sapi/v2/eth-staking/account",
    weight=150,
    security=Security.USER_DATA,
):
    """What one has staked, in ETH, and what it has brought in 30 days."""


class GetEthQuota(
    Private[StakingQuota],
    endpoint="GET /sapi/v1/eth-staking/eth/quota",
    weight=150,
    security=Security.USER_DATA,
):
    """How much may be staked and redeemed now, and how long a redemption takes."""


class StakeEth(
    Private[EthStaked],
    endpoint="POST /sapi/v2/eth-staking/eth/stake",
    weight=150,
    security=Security.TRADE,
):
    """Give ETH for WBETH.

    It bears no name of ours: after an `Unknown` look into `EthStakingHistory` before anything
    is sent again.
    """

    amount: Annotated[Amount, Field(decimal_places=4)]


class RedeemEth(
    Private[EthRedeemed],
    endpoint="POST /sapi/v1/eth-staking/eth/redeem",
    weight=150,
    security=Security.TRADE,
):
    """Give WBETH or BETH for ETH, which arrives days later; without `asset` it is BETH.

    It bears no name of ours: after an `Unknown` look into `EthRedemptionHistory` before
    anything is sent again.
    """

    amount: Annotated[Amount, Field(decimal_places=8)]
    asset: StakedEth | None = None


class WrapBeth(
    Private[BethWrapped],
    endpoint="POST /sapi/v1/eth-staking/wbeth/wrap",
    weight=150,
    security=Security.TRADE,
):
    """Make BETH into WBETH; after an `Unknown` look into `WbethWrapHistory`."""

    amount: Annotated[Amount, Field(decimal_places=4)]


class EthStakingHistory(
    Private[Page[EthStake]],
    History,
    endpoint="GET /sapi/v1/eth-staking/eth/history/stakingHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What was staked; three months at most."""

    purchase_id: int | None = None


class EthRedemptionHistory(
    Private[Page[EthRedemption]],
    History,
    endpoint="GET /sapi/v1/eth-staking/eth/history/redemptionHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What was redeemed, and when it arrives; three months at most."""

    redeem_id: int | None = None


class WbethRateHistory(
    Private[Page[WbethRate]],
    History,
    endpoint="GET /sapi/v1/eth-staking/eth/history/rateHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What WBETH paid and was worth; three months at most."""


class WbethRewardsHistory(
    Private[WbethRewards],
    History,
    endpoint="GET /sapi/v1/eth-staking/eth/history/wbethRewardsHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What one's own WBETH gained in worth; three months at most."""


class WbethWrapHistory(
    Private[Page[Wrapping]],
    History,
    endpoint="GET /sapi/v1/eth-staking/wbeth/history/wrapHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What BETH was made into WBETH; three months at most."""


class WbethUnwrapHistory(
    Private[Page[Wrapping]],
    History,
    endpoint="GET /sapi/v1/eth-staking/wbeth/history/unwrapHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What WBETH was made into BETH, while that could be done; three months at most."""
