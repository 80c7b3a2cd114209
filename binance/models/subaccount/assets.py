"""What sub-accounts have in their spot and margin wallets."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Model
from binance.models.wallet.snapshots import MarginAsset


class SpotAsset(Model):
    asset: str
    free: Decimal
    locked: Decimal
    freeze: Decimal
    withdrawing: Decimal


class SpotAssets(Model):
    balances: tuple[SpotAsset, ...]


class SpotWorth(Model):
    """What a spot wallet is worth, in BTC."""

    email: str
    total_asset: Decimal


class SpotSummary(Model):
    """What the family's spot wallets are worth, in BTC; `total_count` sub-accounts in all."""

    total_count: int
    master_account_total_asset: Decimal
    sub_accounts: tuple[SpotWorth, ...] = Field(alias="spotSubUserAssetBtcVoList")


class MarginTotals(Model):
    """What a margin account has and owes, in BTC."""

    total_asset_of_btc: Decimal
    total_liability_of_btc: Decimal
    total_net_asset_of_btc: Decimal


class MarginThresholds(Model):
    """The margin levels of the liquidation and of the call, and the one that counts as normal."""

    force_liquidation_bar: Decimal
    margin_call_bar: Decimal
    normal_bar: Decimal


class MarginAccount(MarginTotals):
    """One sub-account's cross margin account."""

    email: str
    margin_level: Decimal
    thresholds: MarginThresholds = Field(alias="marginTradeCoeffVo")
    assets: tuple[MarginAsset, ...] = Field(alias="marginUserAssetVoList")


class MemberMarginTotals(MarginTotals):
    email: str


class MarginSummary(MarginTotals):
    sub_account_list: tuple[MemberMarginTotals, ...]
