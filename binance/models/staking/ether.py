"""Staked ETH: WBETH, which is worth a little more every day, and BETH, which is not."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.earn.account import AnnualRate, Success
from binance.models.page import Page
from binance.models.staking.pools import Swap
from binance.models.staking.terms import StakingStatus


class EthHoldings(Model):
    wbeth_amount: Decimal
    beth_amount: Decimal


class EthProfit(Model):
    """The profit of 30 days in ETH, by the token that made it."""

    amount_from_wbeth: Decimal = Field(alias="amountFromWBETH")
    amount_from_beth: Decimal = Field(alias="amountFromBETH")


class EthAccount(Model):
    holding_in_eth: Decimal = Field(alias="holdingInETH")
    holdings: EthHoldings
    thirty_days_profit_in_eth: Decimal = Field(alias="thirtyDaysProfitInETH")
    profit: EthProfit


class EthStaked(Success):
    """How much WBETH was given; `conversion_ratio` is ETH for one WBETH."""

    wbeth_amount: Decimal
    purchase_id: int
    conversion_ratio: Decimal


class EthRedeemed(Success):
    """How much ETH will arrive, and when."""

    eth_amount: Decimal
    redeem_id: int
    conversion_ratio: Decimal
    arrival_time: Millis


class BethWrapped(Success):
    """How much WBETH was given for BETH."""

    wbeth_amount: Decimal
    exchange_rate: Decimal


class EthStake(Swap):
    conversion_ratio: Decimal


class EthRedemption(EthStake):
    arrival_time: Millis


class WbethRate(AnnualRate):
    """The rate of a day, and how much ETH one WBETH was worth."""

    exchange_rate: Decimal


class WbethReward(AnnualRate):
    """What WBETH gained in worth on a day; no coin moved."""

    amount_in_eth: Decimal = Field(alias="amountInETH")
    holding: Decimal
    holding_in_eth: Decimal = Field(alias="holdingInETH")


class WbethRewards(Page[WbethReward]):
    """A page of rewards; the estimate is of all pages."""

    est_rewards_in_eth: Decimal = Field(alias="estRewardsInETH")


class Wrapping(Model):
    """BETH made into WBETH, or back."""

    time: Millis
    from_asset: str
    from_amount: Decimal
    to_asset: str
    to_amount: Decimal
    exchange_rate: Decimal
    status: StakingStatus
