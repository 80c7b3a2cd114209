"""Moving money between the wallets of one account, and what has moved."""

from typing import Self

from pydantic import BaseModel, model_validator

from binance.history import SIX_MONTHS, Paging
from binance.models.page import Page
from binance.models.wallet import transfers
from binance.models.wallet.terms import DelegationType, TransferType
from binance.parameters import Amount
from binance.request import Moment, Private, Security
from binance.weights import Bucket

_FROM_ISOLATED = (TransferType.ISOLATEDMARGIN_MARGIN, TransferType.ISOLATEDMARGIN_ISOLATEDMARGIN)
_TO_ISOLATED = (TransferType.MARGIN_ISOLATEDMARGIN, TransferType.ISOLATEDMARGIN_ISOLATEDMARGIN)


class Wallets(BaseModel):
    """From which wallet to which; an isolated margin account is named by its symbol."""

    type: TransferType
    from_symbol: str | None = None
    to_symbol: str | None = None

    @model_validator(mode="after")
    def _isolated_accounts_are_named(self) -> Self:
        if self.type in _FROM_ISOLATED and self.from_symbol is None:
            raise ValueError(f"{self.type} needs from_symbol")
        if self.type in _TO_ISOLATED and self.to_symbol is None:
            raise ValueError(f"{self.type} needs to_symbol")
        return self


class UniversalTransfer(
    Private[transfers.TransferId],
    Wallets,
    endpoint="POST /sapi/v1/asset/transfer",
    weight=300,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Move an amount from one wallet to another; the key must permit universal transfers.

    It bears no name of ours: after an `Unknown` look into `UniversalTransferHistory` before
    anything is sent again.
    """

    asset: str
    amount: Amount


class UniversalTransferHistory(
    Private[Page[transfers.Transfer]],
    Wallets,
    Paging,
    endpoint="GET /sapi/v1/asset/transfer",
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """Transfers of one type in the last six months; without times, of the last 7 days."""

    start_time: Moment | None = None
    end_time: Moment | None = None


class CloudMiningHistory(
    Private[Page[transfers.CloudMiningPayment]],
    Paging,
    endpoint="GET /sapi/v1/asset/ledger-transfer/cloud-mining/queryByPage",
    weight=600,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Payments and refunds from `start_time` until before `end_time`; only those that succeeded."""

    start_time: Moment
    end_time: Moment
    tran_id: int | None = None
    client_tran_id: str | None = None
    asset: str | None = None


class DelegationHistory(
    Private[Page[transfers.Delegation]],
    Paging,
    endpoint="GET /sapi/v1/asset/custody/transfer-history",
    weight=60,
    security=Security.USER_DATA,
):
    """What a user of the master account put into custody and took back."""

    email: str
    start_time: Moment
    end_time: Moment
    type: DelegationType | None = None
    asset: str | None = None
