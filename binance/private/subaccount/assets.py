"""What sub-accounts have in their spot and margin wallets. For master accounts."""

from pydantic import Field

from binance.models.subaccount import assets
from binance.models.wallet.deposits import Deposit
from binance.models.wallet.deposits import DepositAddress as Address
from binance.models.wallet.terms import DepositStatus
from binance.parameters import Amount
from binance.private.networks import LIGHTNING_NEEDS_AN_AMOUNT
from binance.request import Moment, Private, Security
from binance.weights import Bucket


class Assets(
    Private[assets.SpotAssets],
    endpoint="GET /sapi/v4/sub-account/assets",
    weight=60,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """What a sub-account has in its spot wallet."""

    email: str


class AssetsAsNumbers(
    Private[assets.SpotAssets],
    endpoint="GET /sapi/v3/sub-account/assets",
    weight=60,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """The same, but Binance writes the amounts as JSON numbers; `Assets` is exact."""

    email: str


class SpotSummary(
    Private[assets.SpotSummary],
    endpoint="GET /sapi/v1/sub-account/spotSummary",
    security=Security.USER_DATA,
):
    """What the spot wallets of the family are worth, in BTC; a page of its members."""

    email: str | None = None
    page: int | None = Field(None, ge=1)
    size: int | None = Field(None, ge=1)


class MarginAccount(
    Private[assets.MarginAccount],
    endpoint="GET /sapi/v1/sub-account/margin/account",
    weight=10,
    security=Security.USER_DATA,
):
    """A sub-account's cross margin account."""

    email: str


class MarginSummary(
    Private[assets.MarginSummary],
    endpoint="GET /sapi/v1/sub-account/margin/accountSummary",
    weight=10,
    security=Security.USER_DATA,
):
    """What the margin accounts of the family have and owe, in BTC."""


class DepositAddress(
    Private[Address],
    endpoint="GET /sapi/v1/capital/deposit/subAddress",
    security=Security.USER_DATA,
    rules=(LIGHTNING_NEEDS_AN_AMOUNT,),
):
    """Where to send a coin so that it arrives at a sub-account."""

    email: str
    coin: str
    network: str | None = None
    amount: Amount | None = None


class DepositHistory(
    Private[list[Deposit]],
    endpoint="GET /sapi/v1/capital/deposit/subHisrec",
    security=Security.USER_DATA,
):
    """Deposits that arrived at a sub-account; their sources only if asked for."""

    email: str
    include_source: bool | None = None
    coin: str | None = None
    status: DepositStatus | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)
    offset: int | None = Field(None, ge=0)
    tx_id: str | None = None
