"""Withdrawals and where they may go. Addresses are kept out of `repr` and thus of logs."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Model
from binance.models.wallet.terms import SpeltTime, TransferPath, WalletType, WithdrawStatus


class WithdrawalId(Model):
    """The number under which Binance will carry out the withdrawal."""

    id: str


class WithdrawalRecord(Model):
    """What all histories tell of a withdrawal; `amount` is what arrives, without the fee."""

    id: str
    amount: Decimal
    transaction_fee: Decimal
    coin: str
    address: str = Field(repr=False)
    address_tag: str | None = Field(None, repr=False)
    tx_id: str = Field(repr=False)
    apply_time: SpeltTime
    network: str | None = None
    """Old records have none."""
    transfer_type: TransferPath
    withdraw_order_id: str | None = None
    info: str
    """Why it failed."""
    confirm_no: int | None = None
    wallet_type: WalletType
    tx_key: str = Field(repr=False)
    complete_time: SpeltTime | None = None


class Withdrawal(WithdrawalRecord):
    status: WithdrawStatus


class WithdrawAddress(Model):
    """An entry of the address book; `white_status` tells whether it is on the whitelist."""

    address: str = Field(repr=False)
    address_tag: str = Field(repr=False)
    coin: str
    name: str
    network: str
    origin: str
    origin_type: str
    white_status: bool


class WithdrawQuota(Model):
    """How much may be withdrawn in 24 hours, and how much of it was."""

    wd_quota: Decimal
    used_wd_quota: Decimal
