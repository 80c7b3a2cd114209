"""Staked SOL: BNSOL, which is worth a little more every day and earns boost rewards beside."""

from datetime import datetime
from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.earn.account import AnnualRate, Success
from binance.models.page import Page
from binance.models.staking.pools import StakingQuota, Swap
from binance.models.staking.terms import StakingStatus


class SolAccount(Model):
    bnsol_amount: Decimal
    holding_in_sol: Decimal = Field(alias="holdingInSOL")
    thirty_days_profit_in_sol: Decimal = Field(alias="thirtyDaysProfitInSOL")


class SolQuota(StakingQuota):
    sold_out: bool
    next_epoch_time: Millis


class SolStaked(Success):
    """How much BNSOL was given; `exchange_rate` is SOL for one BNSOL."""

    bnsol_amount: Decimal
    purchase_id: int
    exchange_rate: Decimal


class SolRedeemed(Success):
    """How much SOL will arrive, and when."""

    sol_amount: Decimal
    redeem_id: int
    exchange_rate: Decimal
    arrival_time: Millis


class SolStake(Swap):
    exchange_rate: Decimal


class SolRedemption(SolStake):
    arrival_time: Millis


class BoostRate(Model):
    boost_apr: Decimal = Field(alias="boostAPR")
    rewards_asset: str


class BnsolRate(AnnualRate):
    """The rate of a day, and how much SOL one BNSOL was worth."""

    exchange_rate: Decimal
    boost_rewards: tuple[BoostRate, ...]


class BnsolReward(AnnualRate):
    """What BNSOL gained in worth on a day; no coin moved."""

    amount_in_sol: Decimal = Field(alias="amountInSOL")
    holding: Decimal
    holding_in_sol: Decimal = Field(alias="holdingInSOL")


class BnsolRewards(Page[BnsolReward]):
    """A page of rewards; the estimate is of all pages."""

    est_rewards_in_sol: Decimal = Field(alias="estRewardsInSOL")


class BoostReward(Model):
    """A boost reward that was paid or fell due."""

    time: datetime  # in seconds, unlike all else: pydantic tells them from milliseconds by size
    token: str
    amount: Decimal
    bnsol_holding: Decimal
    status: StakingStatus


class UnclaimedReward(Model):
    amount: Decimal
    rewards_asset: str
