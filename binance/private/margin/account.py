"""Margin accounts: what they hold, how they are opened, what they pay, what goes in and out."""

from pydantic import Field

from binance.history import Paging, Span
from binance.models.margin import account
from binance.models.margin.terms import FlowType, RollType
from binance.models.page import Page
from binance.parameters import CommaSeparated
from binance.private.margin.parameters import Limit
from binance.request import Private, Security
from binance.rules import within
from binance.weights import Bucket, Quota, by_symbol


class GetCrossAccount(
    Private[account.CrossAccount],
    endpoint="GET /sapi/v1/margin/account",
    weight=10,
    security=Security.USER_DATA,
):
    """Balances, debts and rights of the cross account."""


class GetIsolatedAccounts(
    Private[account.IsolatedAccounts],
    endpoint="GET /sapi/v1/margin/isolated/account",
    weight=10,
    security=Security.USER_DATA,
):
    """Balances and debts of some symbols' accounts; without symbols of all, and their sum."""

    symbols: CommaSeparated | None = None


class EnableIsolatedAccount(
    Private[account.IsolatedAccountSwitched],
    endpoint="POST /sapi/v1/margin/isolated/account",
    weight=300,
    security=Security.TRADE,
    bucket=Bucket.UID,
):
    """Open an isolated account again that was disabled before."""

    symbol: str


class DisableIsolatedAccount(
    Private[account.IsolatedAccountSwitched],
    endpoint="DELETE /sapi/v1/margin/isolated/account",
    weight=300,
    security=Security.TRADE,
    bucket=Bucket.UID,
):
    """Close an isolated account; a symbol's can be closed once in 24 hours."""

    symbol: str


class IsolatedAccountLimit(
    Private[account.IsolatedAccountLimit],
    endpoint="GET /sapi/v1/margin/isolated/accountLimit",
    security=Security.USER_DATA,
):
    """How many isolated accounts are open, and how many may be."""


class SetMaxLeverage(
    Private[account.LeverageAdjusted],
    endpoint="POST /sapi/v1/margin/max-leverage",
    weight=3000,
    security=Security.USER_DATA,
    bucket=Bucket.UID,
    quota=Quota("margin/max-leverage", 1, 60),
):
    """Change the cross account's leverage to 3, 5, 10 or, where Binance offers it, 20.

    The margin level must be above the new leverage's initial risk ratio, such as 1.5 for 3
    and 1.25 for 5.
    """

    max_leverage: int = Field(ge=1)


class BnbBurn(
    Private[account.BnbBurnStatus],
    endpoint="GET /sapi/v1/bnbBurn",
    security=Security.USER_DATA,
):
    """Whether BNB pays for trading on spot and for interest."""


class TradeCoefficients(
    Private[account.TradeCoefficients],
    endpoint="GET /sapi/v1/margin/tradeCoeff",
    weight=10,
    security=Security.USER_DATA,
):
    """The margin levels that this account must keep."""


class CapitalFlows(
    Private[list[account.CapitalFlow]],
    Span,
    endpoint="GET /sapi/v1/margin/capital-flow",
    weight=100,
    security=Security.USER_DATA,
    rules=(within(days=7),),
):
    """Every change of the cross account's assets, or with `symbol` of an isolated one's.

    At most 7 days at a time of the last 90. `from_id` pages inside these days and does not
    reach beyond them.
    """

    asset: str | None = None
    symbol: str | None = None
    type: FlowType | None = None
    from_id: int | None = None
    limit: Limit | None = None


class CrossFees(
    Private[list[account.CrossFees]],
    endpoint="GET /sapi/v1/margin/crossMarginData",
    weight=by_symbol(1, 5, name="coin"),
    security=Security.USER_DATA,
):
    """Interest and limits of coins in the cross account, at one's own VIP level or another."""

    vip_level: int | None = None
    coin: str | None = None


class IsolatedFees(
    Private[list[account.IsolatedFees]],
    endpoint="GET /sapi/v1/margin/isolatedMarginData",
    weight=by_symbol(1, 10),
    security=Security.USER_DATA,
):
    """Interest and limits of isolated accounts, at one's own VIP level or another."""

    vip_level: int | None = None
    symbol: str | None = None


class IsolatedTiers(
    Private[list[account.IsolatedTier]],
    endpoint="GET /sapi/v1/margin/isolatedMarginTier",
    security=Security.USER_DATA,
):
    """The risk limits of an isolated account: one tier, or all."""

    symbol: str
    tier: int | None = None


class MaxTransferable(
    Private[account.MaxTransferable],
    endpoint="GET /sapi/v1/margin/maxTransferable",
    weight=50,
    security=Security.USER_DATA,
):
    """How much of an asset may be taken out of the cross account, or of an isolated one."""

    asset: str
    isolated_symbol: str | None = None


class TransferHistory(
    Private[Page[account.MarginTransfer]],
    Span,
    Paging,
    endpoint="GET /sapi/v1/margin/transfer",
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """Transfers in and out, latest first; without times of the last 7 days, at most 30."""

    asset: str | None = None
    type: RollType | None = None
    isolated_symbol: str | None = None
