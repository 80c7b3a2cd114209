"""Borrowing and repaying, and what it costs."""

from binance.history import Paging, Span
from binance.models.margin import lending
from binance.models.margin.terms import AccountType, LoanType
from binance.models.page import Page
from binance.parameters import Amount, CommaSeparated
from binance.private.margin.parameters import ISOLATED_NEEDS_SYMBOL, Isolated
from binance.request import Private, Security
from binance.rules import within
from binance.weights import Bucket


class BorrowRepay(
    Private[lending.BorrowedOrRepaid],
    endpoint="POST /sapi/v1/margin/borrow-repay",
    weight=1500,
    security=Security.USER_DATA,
    bucket=Bucket.UID,
    rules=(ISOLATED_NEEDS_SYMBOL,),
):
    """Borrow an asset, or pay a debt back.

    It bears no name of ours: after an `Unknown` look into `LoanHistory` before anything is sent
    again. One at a time: a second within 100 ms or so is refused (-3007), and so is a repayment
    that would leave next to nothing owed (-3015).
    """

    asset: str
    is_isolated: Isolated
    amount: Amount
    type: LoanType
    symbol: str | None = None


class LoanHistory(
    Private[Page[lending.LoanRecord]],
    Span,
    Paging,
    endpoint="GET /sapi/v1/margin/borrow-repay",
    weight=10,
    security=Security.USER_DATA,
):
    """Loans or repayments, latest first: one by its number, or those of a span of time.

    The span reaches 7 days back from its end, or 30 where an asset is given; what went before
    is left out without a word.
    """

    type: LoanType
    asset: str | None = None
    isolated_symbol: str | None = None
    tx_id: int | None = None


class InterestHistory(
    Private[Page[lending.InterestCharge]],
    Span,
    Paging,
    endpoint="GET /sapi/v1/margin/interestHistory",
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """Interest charged, latest first, of the last 90 days; without times of the last 7.

    Give both times, at most 30 days apart: with one alone Binance chooses the other.
    """

    asset: str | None = None
    isolated_symbol: str | None = None


class InterestRateHistory(
    Private[list[lending.InterestRate]],
    Span,
    endpoint="GET /sapi/v1/margin/interestRateHistory",
    security=Security.USER_DATA,
):
    """What borrowing an asset cost day by day, at one's own VIP level or another."""

    asset: str
    vip_level: int | None = None


class NextHourlyInterestRates(
    Private[list[lending.HourlyInterestRate]],
    endpoint="GET /sapi/v1/margin/next-hourly-interest-rate",
    weight=100,
    security=Security.USER_DATA,
):
    """What borrowing will cost in the coming hour."""

    assets: CommaSeparated
    is_isolated: Isolated


class MaxBorrowable(
    Private[lending.MaxBorrowable],
    endpoint="GET /sapi/v1/margin/maxBorrowable",
    weight=750,
    security=Security.USER_DATA,
    bucket=Bucket.UID,
):
    """How much of an asset the cross account, or an isolated one, could borrow now."""

    asset: str
    isolated_symbol: str | None = None


class AvailableInventory(
    Private[lending.AvailableInventory],
    endpoint="GET /sapi/v1/margin/available-inventory",
    weight=50,
    security=Security.USER_DATA,
    bucket=Bucket.UID,
):
    """What Binance has left to lend; beyond it every loan is refused (-3045)."""

    type: AccountType
