"""Deposits, and the addresses they go to. Addresses are kept out of `repr` and thus of logs."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.wallet.terms import DepositStatus, TransferPath, WalletType


class DepositAddress(Model):
    """Where to send a coin; with a tag, both are needed or the money is lost on the way."""

    coin: str
    address: str = Field(repr=False)
    tag: str = Field(repr=False)
    url: str = Field(repr=False)


class ListedDepositAddress(Model):
    """One of the addresses that an account has for a coin."""

    coin: str
    address: str = Field(repr=False)
    tag: str = Field(repr=False)
    is_default: bool


class Deposit(Model):
    """One deposit; `confirm_times` is how many of how many confirmations it has: "1/12"."""

    id: int
    amount: Decimal
    coin: str
    network: str
    status: DepositStatus
    address: str = Field(repr=False)
    address_tag: str = Field(repr=False)
    source_address: str | None = Field(None, repr=False)
    tx_id: str = Field(repr=False)
    insert_time: Millis
    complete_time: Millis | None = None
    transfer_type: TransferPath
    confirm_times: str
    unlock_confirm: int
    wallet_type: WalletType
    travel_rule_status: int | None = None


class CreditApplication(Model):
    """Whether a deposit to an expired address will be credited; `code` is "000000" if it will."""

    code: str
    message: str
    data: bool
    success: bool
