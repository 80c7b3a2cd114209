"""Dust: balances too small to trade. The misspelt names are Binance's."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model


class DustTransfer(Model):
    """One balance that was converted; `transfered_amount` is what came out, without the charge."""

    tran_id: int
    from_asset: str
    amount: Decimal
    transfered_amount: Decimal
    service_charge_amount: Decimal
    operate_time: Millis


class DustConversion(Model):
    """What a conversion brought in all."""

    total_transfered: Decimal
    total_service_charge: Decimal
    transfer_result: tuple[DustTransfer, ...]


class _ConvertibleBalance(Model):
    asset: str
    asset_full_name: str
    amount_free: Decimal
    exchange: Decimal
    """The charge."""


class ConvertibleBalance(_ConvertibleBalance):
    """What a balance would bring in the target asset, before and after the charge."""

    to_quota_asset_amount: Decimal
    to_target_asset_amount: Decimal
    to_target_asset_off_exchange: Decimal


class ConvertibleDust(Model):
    """What can be converted now; `dribblet_percentage` is the share that is charged."""

    details: tuple[ConvertibleBalance, ...]
    total_transfer_quota_asset_amount: Decimal
    total_transfer_target_asset_amount: Decimal
    dribblet_percentage: Decimal
    dribblet_base: Decimal


class BnbConvertibleBalance(_ConvertibleBalance):
    """What a balance would bring in BNB, before and after the charge."""

    to_btc: Decimal = Field(alias="toBTC")
    to_bnb: Decimal = Field(alias="toBNB")
    to_bnb_off_exchange: Decimal = Field(alias="toBNBOffExchange")


class BnbConvertibleDust(Model):
    """What can be converted into BNB now; `dribblet_percentage` is the share that is charged."""

    details: tuple[BnbConvertibleBalance, ...]
    total_transfer_btc: Decimal
    total_transfer_bnb: Decimal = Field(alias="totalTransferBNB")
    dribblet_percentage: Decimal


class DribbletDetail(Model):
    """One balance of a past conversion."""

    trans_id: int
    from_asset: str
    target_asset: str
    amount: Decimal
    transfered_amount: Decimal
    service_charge_amount: Decimal
    operate_time: Millis


class Dribblet(Model):
    """One past conversion of some balances."""

    trans_id: int
    operate_time: Millis
    total_transfered_amount: Decimal
    total_service_charge_amount: Decimal
    details: tuple[DribbletDetail, ...] = Field(alias="userAssetDribbletDetails")


class DustLog(Model):
    """Past conversions; `total` may be more than the 100 that are shown."""

    total: int
    dribblets: tuple[Dribblet, ...] = Field(alias="userAssetDribblets")
