"""Money that moved between wallets of the same owner."""

from decimal import Decimal

from binance.models.base import Millis, Model
from binance.models.wallet.terms import (
    CloudMiningType,
    DelegationDeed,
    TransferStatus,
    TransferType,
)


class TransferId(Model):
    """The number under which a transfer is found in the histories."""

    tran_id: int


class Transfer(Model):
    """One transfer between two wallets."""

    asset: str
    amount: Decimal
    type: TransferType
    status: TransferStatus
    tran_id: int
    timestamp: Millis


class CloudMiningPayment(Model):
    """A payment for cloud mining or a refund; `status` is "S", for success, always."""

    create_time: Millis
    tran_id: int
    type: CloudMiningType
    asset: str
    amount: Decimal
    status: str


class Delegation(Model):
    """An amount that was put into custody, or came back."""

    client_tran_id: str
    transfer_type: DelegationDeed
    asset: str
    amount: Decimal
    time: Millis
