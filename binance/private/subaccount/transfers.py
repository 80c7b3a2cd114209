"""Money that moves between members of the family, or between the wallets of one.

Only `UniversalTransfer` bears a name of ours. After an `Unknown` of the others nothing may be sent
again before it is known what has moved.
"""

from typing import Any

from pydantic import Field

from binance.models.subaccount import transfers
from binance.models.subaccount.terms import (
    AccountType,
    FuturesTransferType,
    FuturesType,
    MarginTransferType,
    TransferWay,
)
from binance.parameters import Amount, new_transfer_name
from binance.request import Moment, Private, Security
from binance.rules import at_most_one, when, within
from binance.weights import Bucket


def _moves_somewhere(request: Any) -> None:
    """Between two wallets of one type there must be two members."""
    emails = (request.from_email, request.to_email)
    if request.from_account_type == request.to_account_type and emails == (None, None):
        raise ValueError("from_email or to_email must be given, or nothing moves")


class UniversalTransfer(
    Private[transfers.UniversalTransferResult],
    endpoint="POST /sapi/v1/sub-account/universalTransfer",
    weight=360,
    weight_by_ip=1,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
    rules=(
        _moves_somewhere,
        when("from_account_type", AccountType.ISOLATED_MARGIN, needs=("symbol",)),
        when("to_account_type", AccountType.ISOLATED_MARGIN, needs=("symbol",)),
    ),
):
    """Move money within the family; an e-mail address left out means the master account.

    `client_tran_id` is our name for it: after an `Unknown`, ask `UniversalTransferHistory` for
    it. Margin accounts exchange with the master's spot wallet, cross margin also among subs;
    all else goes by a spot wallet. The key must allow internal transfers.
    """

    from_account_type: AccountType
    to_account_type: AccountType
    asset: str
    amount: Amount
    from_email: str | None = None
    to_email: str | None = None
    client_tran_id: str = Field(default_factory=new_transfer_name)
    symbol: str | None = None


class UniversalTransferHistory(
    Private[transfers.UniversalTransfers],
    endpoint="GET /sapi/v1/sub-account/universalTransfer",
    security=Security.USER_DATA,
    rules=(at_most_one("from_email", "to_email"), within(days=7)),
):
    """Transfers of 7 days at most, of the last 7 without times.

    Without an address it tells what the master account sent, and nothing of what it received.
    """

    from_email: str | None = None
    to_email: str | None = None
    client_tran_id: str | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    page: int | None = Field(None, ge=1)
    limit: int | None = Field(None, ge=1)


class SpotTransferHistory(
    Private[list[transfers.SpotTransfer]],
    endpoint="GET /sapi/v1/sub-account/sub/transfer/history",
    security=Security.USER_DATA,
    rules=(at_most_one("from_email", "to_email"),),
):
    """Transfers between spot accounts; without an address, those that the master sent."""

    from_email: str | None = None
    to_email: str | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    page: int | None = Field(None, ge=1)
    limit: int | None = Field(None, ge=1)


class TransferBetweenFutures(
    Private[transfers.FuturesTransferResult],
    endpoint="POST /sapi/v1/sub-account/futures/internalTransfer",
    security=Security.USER_DATA,
):
    """Move money from one member's futures account to another's; 2,000 times a minute at most.

    After an `Unknown` look into `FuturesTransferHistory` before anything is sent again.
    """

    from_email: str
    to_email: str
    futures_type: FuturesType
    asset: str
    amount: Amount


class FuturesTransferHistory(
    Private[transfers.FuturesTransfers],
    endpoint="GET /sapi/v1/sub-account/futures/internalTransfer",
    security=Security.USER_DATA,
):
    """Transfers between futures accounts; `start_time` lies at most a month back."""

    email: str
    futures_type: FuturesType
    start_time: Moment | None = None
    end_time: Moment | None = None
    page: int | None = Field(None, ge=1)
    limit: int | None = Field(None, ge=1)


class TransferFutures(
    Private[transfers.TransactionId],
    endpoint="POST /sapi/v1/sub-account/futures/transfer",
    security=Security.USER_DATA,
):
    """Move a sub-account's money between its spot wallet and its futures accounts.

    No history of the master's is documented to tell of it: after an `Unknown` compare what the
    wallets have (`Assets`, `FuturesAccounts`) before anything is sent again.
    """

    email: str
    asset: str
    amount: Amount
    type: FuturesTransferType


class TransferMargin(
    Private[transfers.TransactionId],
    endpoint="POST /sapi/v1/sub-account/margin/transfer",
    security=Security.USER_DATA,
):
    """Move a sub-account's money between its spot wallet and its cross margin account.

    No history of the master's is documented to tell of it: after an `Unknown` compare what the
    wallets have (`Assets`, `MarginAccount`) before anything is sent again.
    """

    email: str
    asset: str
    amount: Amount
    type: MarginTransferType


class TransferToMaster(
    Private[transfers.TransactionId],
    endpoint="POST /sapi/v1/sub-account/transfer/subToMaster",
    security=Security.USER_DATA,
):
    """Give money to the master account; signed with a key of the sub-account.

    After an `Unknown` look into `OwnTransferHistory` before anything is sent again.
    """

    asset: str
    amount: Amount


class TransferToSub(
    Private[transfers.TransactionId],
    endpoint="POST /sapi/v1/sub-account/transfer/subToSub",
    security=Security.USER_DATA,
):
    """Give money to another sub-account of the family; signed with a key of the one that gives.

    After an `Unknown` look into `OwnTransferHistory` before anything is sent again.
    """

    to_email: str
    asset: str
    amount: Amount


class OwnTransferHistory(
    Private[list[transfers.OwnTransfer]],
    endpoint="GET /sapi/v1/sub-account/transfer/subUserHistory",
    security=Security.USER_DATA,
):
    """What the sub-account that signs gave, or with `type` received; without times, 30 days.

    Transfers that failed are left out unless asked for.
    """

    asset: str | None = None
    type: TransferWay | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)
    return_fail_history: bool | None = None
