"""How the account stands, and its switches."""

from typing import Annotated, Any

from pydantic import Field

from binance.models.margin.account import BnbBurnStatus
from binance.models.wallet import account
from binance.models.wallet.snapshots import Snapshots
from binance.models.wallet.terms import SnapshotType
from binance.request import Moment, Private, Security
from binance.rules import either, within


class ApiRestrictions(
    Private[account.ApiRestrictions],
    endpoint="GET /sapi/v1/account/apiRestrictions",
    security=Security.USER_DATA,
):
    """What the key that signs this request may do."""


class AccountInfo(
    Private[account.AccountInfo],
    endpoint="GET /sapi/v1/account/info",
    security=Security.USER_DATA,
):
    """The VIP level, and which products are opened; balances are elsewhere (`UserAssets`)."""


class AccountStatus(
    Private[account.AccountStatus],
    endpoint="GET /sapi/v1/account/status",
    security=Security.USER_DATA,
):
    """Whether anything is wrong with the account."""


class ApiTradingStatus(
    Private[account.ApiTradingStatus],
    endpoint="GET /sapi/v1/account/apiTradingStatus",
    security=Security.USER_DATA,
):
    """Whether trading by API is locked, and until when."""


class AccountSnapshot(
    Private[Snapshots],
    endpoint="GET /sapi/v1/accountSnapshot",
    weight=2400,
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """What the account had at the end of each day: of the last month only, without times 7 days.

    Dear: an address can ask five times a minute.
    """

    type: SnapshotType
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)


class EnableFastWithdraw(
    Private[dict[str, Any]],
    endpoint="POST /sapi/v1/account/enableFastWithdrawSwitch",
    security=Security.USER_DATA,
):
    """Have withdrawals to other people at Binance done at once, off chain and without a fee."""


class DisableFastWithdraw(
    Private[dict[str, Any]],
    endpoint="POST /sapi/v1/account/disableFastWithdrawSwitch",
    security=Security.USER_DATA,
):
    """Have withdrawals to other people at Binance go over the chain again."""


class SetBnbBurn(
    Private[BnbBurnStatus],
    endpoint="POST /sapi/v1/bnbBurn",
    security=Security.USER_DATA,
    rules=(either("spot_bnb_burn", "interest_bnb_burn"),),
):
    """Switch paying with BNB on or off, for trading fees and for the interest of margin loans."""

    spot_bnb_burn: Annotated[bool | None, Field(alias="spotBNBBurn")] = None
    interest_bnb_burn: Annotated[bool | None, Field(alias="interestBNBBurn")] = None
