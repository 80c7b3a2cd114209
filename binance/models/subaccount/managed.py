"""Managed sub-accounts: an investor's money, traded by somebody else."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.subaccount.assets import MarginTotals
from binance.models.subaccount.terms import AccountType, TransferStatus
from binance.models.wallet.snapshots import MarginAsset, Snapshot


class ManagedSubAccount(Model):
    """A managed sub-account and the account of the trading team that it is bound to."""

    root_user_id: int
    managersub_user_id: int
    bind_parent_user_id: int
    email: str
    insert_time_stamp: Millis
    bind_parent_email: str
    is_sub_user_enabled: bool
    is_user_active: bool
    is_margin_enabled: bool
    is_future_enabled: bool
    is_signed_lvt_risk_agreement: bool = Field(alias="isSignedLVTRiskAgreement")


class ManagedSubAccounts(Model):
    total: int
    rows: tuple[ManagedSubAccount, ...] = Field(alias="managerSubUserInfoVoList")


class ManagedAsset(Model):
    """One coin of the spot wallet."""

    coin: str
    name: str
    total_balance: Decimal
    available_balance: Decimal
    in_order: Decimal
    btc_value: Decimal


class ManagedMarginAccount(MarginTotals):
    margin_level: Decimal
    user_assets: tuple[MarginAsset, ...]


class ManagedFuturesAccount(Model):
    """The futures account as it is now, in the form of a snapshot; `code` is 200."""

    code: int
    message: str
    snapshots: tuple[Snapshot, ...] = Field(alias="snapshotVos")


class ManagedTransfer(Model):
    from_email: str
    from_account_type: AccountType
    to_email: str
    to_account_type: AccountType
    asset: str
    amount: Decimal
    scheduled_data: Millis
    """When it is due; the misspelling is Binance's."""
    create_time: Millis
    status: TransferStatus
    tran_id: int


class ManagedTransfers(Model):
    transfers: tuple[ManagedTransfer, ...] = Field(alias="managerSubTransferHistoryVos")
    count: int
