"""The members of the family: who they are and what they may do. For master accounts."""

from pydantic import Field

from binance.models.subaccount import members
from binance.request import Private, Security


class CreateVirtualSubAccount(
    Private[members.VirtualSubAccount],
    endpoint="POST /sapi/v1/sub-account/virtualSubAccount",
    security=Security.USER_DATA,
):
    """Make a sub-account; the e-mail address in the answer is its name from then on.

    After an `Unknown` look for it among `SubAccounts`: sent again, it may make another one.
    """

    sub_account_string: str


class EnableFutures(
    Private[members.FuturesEnabled],
    endpoint="POST /sapi/v1/sub-account/futures/enable",
    security=Security.USER_DATA,
):
    """Open futures for a sub-account; there is no request to close them again."""

    email: str


class EnableOptions(
    Private[members.OptionsEnabled],
    endpoint="POST /sapi/v1/sub-account/eoptions/enable",
    security=Security.USER_DATA,
):
    """Open options for a sub-account; there is no request to close them again."""

    email: str


class SubAccounts(
    Private[members.SubAccounts],
    endpoint="GET /sapi/v1/sub-account/list",
    security=Security.USER_DATA,
):
    """A page of the sub-accounts, or the one with the e-mail address."""

    email: str | None = None
    is_freeze: bool | None = None
    page: int | None = Field(None, ge=1)
    limit: int | None = Field(None, ge=1)


class SubAccountStatus(
    Private[list[members.SubAccountStatus]],
    endpoint="GET /sapi/v1/sub-account/status",
    weight=10,
    security=Security.USER_DATA,
):
    """What a sub-account may do; without `email`, what each of them may."""

    email: str | None = None


class TransactionStatistics(
    Private[members.TransactionStatistics],
    endpoint="GET /sapi/v1/sub-account/transaction-statistics",
    weight=60,
    security=Security.USER_DATA,
):
    """What was traded in the last 30 days, in BTC and in BUSD."""

    email: str | None = None
