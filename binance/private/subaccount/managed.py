"""Managed sub-accounts: an investor's money, traded by somebody else.

For the investor's master account where nothing else is said.
"""

from pydantic import BaseModel, Field

from binance.history import SIX_MONTHS
from binance.models.subaccount import managed
from binance.models.subaccount.terms import (
    AccountType,
    FuturesAccountType,
    MarginAccountType,
    TransferDirection,
)
from binance.models.wallet.deposits import DepositAddress
from binance.models.wallet.snapshots import Snapshots
from binance.models.wallet.terms import SnapshotType
from binance.models.wallet.transfers import TransferId
from binance.parameters import Amount
from binance.private.networks import LIGHTNING_NEEDS_AN_AMOUNT
from binance.request import Moment, Private, Security
from binance.rules import within
from binance.weights import Bucket


class ManagedSubAccounts(
    Private[managed.ManagedSubAccounts],
    endpoint="GET /sapi/v1/managed-subaccount/info",
    weight=60,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """A page of the investor's managed sub-accounts, or the one with the e-mail address."""

    email: str | None = None
    page: int | None = Field(None, ge=1)
    limit: int | None = Field(None, ge=1)


class DepositManaged(
    Private[TransferId],
    endpoint="POST /sapi/v1/managed-subaccount/deposit",
    security=Security.USER_DATA,
):
    """Put money under management.

    It bears no name of ours: after an `Unknown` look into `InvestorTransferLog` before anything
    is sent again.
    """

    to_email: str
    asset: str
    amount: Amount


class WithdrawManaged(
    Private[TransferId],
    endpoint="POST /sapi/v1/managed-subaccount/withdraw",
    security=Security.USER_DATA,
):
    """Take money back from management, at once or on the day (UTC) of `transfer_date`.

    It bears no name of ours: after an `Unknown` look into `InvestorTransferLog` before anything
    is sent again.
    """

    from_email: str
    asset: str
    amount: Amount
    transfer_date: Moment | None = None


class ManagedDepositAddress(
    Private[DepositAddress],
    endpoint="GET /sapi/v1/managed-subaccount/deposit/address",
    bucket=Bucket.UID,
    security=Security.USER_DATA,
    rules=(LIGHTNING_NEEDS_AN_AMOUNT,),
):
    """Where to send a coin so that it arrives at a managed sub-account."""

    email: str
    coin: str
    network: str | None = None
    amount: Amount | None = None


class ManagedAssets(
    Private[list[managed.ManagedAsset]],
    endpoint="GET /sapi/v1/managed-subaccount/asset",
    security=Security.USER_DATA,
):
    """What a managed sub-account has in its spot wallet."""

    email: str


class ManagedFuturesAccount(
    Private[managed.ManagedFuturesAccount],
    endpoint="GET /sapi/v1/managed-subaccount/fetch-future-asset",
    weight=60,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """What a managed sub-account has on futures, USDT-margined unless told otherwise."""

    email: str
    account_type: FuturesAccountType | None = None


class ManagedMarginAccount(
    Private[managed.ManagedMarginAccount],
    endpoint="GET /sapi/v1/managed-subaccount/marginAsset",
    security=Security.USER_DATA,
):
    """What a managed sub-account has on margin, cross unless told otherwise."""

    email: str
    account_type: MarginAccountType | None = None


class ManagedSnapshot(
    Private[Snapshots],
    endpoint="GET /sapi/v1/managed-subaccount/accountSnapshot",
    weight=2400,
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """What the sub-account had at the end of each day: of the last month, without times 7 days."""

    email: str
    type: SnapshotType
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)


class TransferLogFields(BaseModel):
    """A page of half a year at most; without an account type, of all of them."""

    start_time: Moment
    end_time: Moment
    page: int = Field(ge=1)
    limit: int = Field(ge=1)
    transfer_function_account_type: AccountType | None = None


class InvestorTransferLog(
    Private[managed.ManagedTransfers],
    TransferLogFields,
    endpoint="GET /sapi/v1/managed-subaccount/queryTransLogForInvestor",
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """Transfers of a managed sub-account, for the investor."""

    email: str
    transfers: TransferDirection | None = None


class TradingTeamTransferLog(
    Private[managed.ManagedTransfers],
    TransferLogFields,
    endpoint="GET /sapi/v1/managed-subaccount/queryTransLogForTradeParent",
    weight=60,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """Transfers of a managed sub-account, for the trading team's master account."""

    email: str
    transfers: TransferDirection | None = None


class OwnTransferLog(
    Private[managed.ManagedTransfers],
    TransferLogFields,
    endpoint="GET /sapi/v1/managed-subaccount/query-trans-log",
    weight=60,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
    rules=(SIX_MONTHS,),
):
    """Transfers of the managed sub-account that signs, for the trading team.

    Here the direction is written small: "from" or "to".
    """

    transfers: str | None = Field(None, pattern="^(from|to)$")
