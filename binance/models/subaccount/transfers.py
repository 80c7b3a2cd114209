"""Money that moved between the members of a family."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.subaccount.terms import AccountType, FuturesType, TransferStatus, TransferWay


class TransactionId(Model):
    """The number under which a transfer is found in the histories, as `tran_id`."""

    txn_id: int


class FuturesTransferResult(TransactionId):
    success: bool


class UniversalTransferResult(Model):
    tran_id: int
    client_tran_id: str


class UniversalTransferRecord(Model):
    tran_id: int
    client_tran_id: str
    from_email: str
    to_email: str
    from_account_type: AccountType
    to_account_type: AccountType
    asset: str
    amount: Decimal
    create_time_stamp: Millis
    status: TransferStatus


class UniversalTransfers(Model):
    result: tuple[UniversalTransferRecord, ...]
    total_count: int


class FuturesTransfer(Model):
    """A transfer between the futures accounts of two members, by their e-mail addresses."""

    from_: str = Field(alias="from")
    to: str
    asset: str
    qty: Decimal
    tran_id: int
    time: Millis


class FuturesTransfers(Model):
    success: bool
    futures_type: FuturesType
    transfers: tuple[FuturesTransfer, ...]


class SpotTransfer(FuturesTransfer):
    """A transfer between the spot accounts of two members."""

    status: TransferStatus


class OwnTransfer(Model):
    """A transfer as the sub-account sees it; `email` is the other side's."""

    counter_party: str
    email: str
    type: TransferWay
    asset: str
    qty: Decimal
    from_account_type: AccountType
    to_account_type: AccountType
    status: TransferStatus
    tran_id: int
    time: Millis
