"""Staking SOL: it becomes BNSOL, and days after a redemption SOL again."""

from typing import Annotated

from pydantic import Field

from binance.history import THREE_MONTHS, History
from binance.models.earn.account import Success
from binance.models.page import Page
from binance.models.staking.solana import (
    BnsolRate,
    BnsolRewards,
    BoostReward,
    SolAccount,
    SolQuota,
    SolRedeemed,
    SolRedemption,
    SolStake,
    SolStaked,
    UnclaimedReward,
)
from binance.models.staking.terms import BoostRewardType
from binance.parameters import Amount
from binance.request import Private, Security


class GetSolAccount(
    Private[SolAccount],
    endpoint="GET /sapi/v1/sol-staking/account",
    weight=150,
    security=Security.USER_DATA,
):
    """What one has staked, in SOL, and what it has brought in 30 days."""


class GetSolQuota(
    Private[SolQuota],
    endpoint="GET /sapi/v1/sol-staking/sol/quota",
    weight=150,
    security=Security.USER_DATA,
):
    """How much may be staked and redeemed now, and when the next epoch begins."""


class StakeSol(
    Private[SolStaked],
    endpoint="POST /sapi/v1/sol-staking/sol/stake",
    weight=150,
    security=Security.TRADE,
):
    """Give SOL for BNSOL.

    It bears no name of ours: after an `Unknown` look into `SolStakingHistory` before anything
    is sent again.
    """

    amount: Amount


class RedeemSol(
    Private[SolRedeemed],
    endpoint="POST /sapi/v1/sol-staking/sol/redeem",
    weight=150,
    security=Security.TRADE,
):
    """Give an amount of BNSOL for SOL, which arrives days later.

    It bears no name of ours: after an `Unknown` look into `SolRedemptionHistory` before
    anything is sent again.
    """

    amount: Annotated[Amount, Field(decimal_places=8)]


class ClaimBoostRewards(
    Private[Success],
    endpoint="POST /sapi/v1/sol-staking/sol/claim",
    weight=150,
    security=Security.TRADE,
):
    """Have all boost rewards paid out; after an `Unknown`, `UnclaimedRewards` tells what is due."""


class UnclaimedRewards(
    Private[list[UnclaimedReward]],
    endpoint="GET /sapi/v1/sol-staking/sol/history/unclaimedRewards",
    weight=150,
    security=Security.USER_DATA,
):
    """Boost rewards that wait to be claimed, by asset."""


class SolStakingHistory(
    Private[Page[SolStake]],
    History,
    endpoint="GET /sapi/v1/sol-staking/sol/history/stakingHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What was staked; three months at most."""

    purchase_id: int | None = None


class SolRedemptionHistory(
    Private[Page[SolRedemption]],
    History,
    endpoint="GET /sapi/v1/sol-staking/sol/history/redemptionHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What was redeemed, and when it arrives; three months at most."""

    redeem_id: int | None = None


class BnsolRateHistory(
    Private[Page[BnsolRate]],
    History,
    endpoint="GET /sapi/v1/sol-staking/sol/history/rateHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What BNSOL paid and was worth, boost included; three months at most."""


class BnsolRewardsHistory(
    Private[BnsolRewards],
    History,
    endpoint="GET /sapi/v1/sol-staking/sol/history/bnsolRewardsHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What one's own BNSOL gained in worth; three months at most."""


class BoostRewardsHistory(
    Private[Page[BoostReward]],
    History,
    endpoint="GET /sapi/v1/sol-staking/sol/history/boostRewardsHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """Boost rewards that were claimed, or that fell due; three months at most."""

    type: BoostRewardType
