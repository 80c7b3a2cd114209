"""Liquidations and what they leave; small debts and how to be rid of them."""

from typing import Any

from pydantic import Field

from binance.history import Paging, Span
from binance.models.margin import liquidation
from binance.models.margin.terms import AccountType
from binance.models.page import Page
from binance.parameters import Amount, CommaSeparated
from binance.request import Private, Security
from binance.rules import when, within
from binance.weights import Bucket


class ForceLiquidations(
    Private[Page[liquidation.ForceLiquidation]],
    Span,
    Paging,
    endpoint="GET /sapi/v1/margin/forceLiquidationRec",
    security=Security.USER_DATA,
):
    """Orders by which Binance sold the account out, latest first."""

    isolated_symbol: str | None = None


class ManualLiquidation(
    Private[liquidation.Liability],
    endpoint="POST /sapi/v1/margin/manual-liquidation",
    weight=3000,
    security=Security.TRADE,
    bucket=Bucket.UID,
    rules=(when("type", AccountType.ISOLATED, needs=("symbol",)),),
):
    """Sell the account out and repay, before Binance does; there is no way back.

    After an `Unknown` look at the account before anything is sent again. Isolated accounts only
    in some countries.
    """

    type: AccountType
    symbol: str | None = None


class LiquidationLoan(
    Private[liquidation.LiquidationLoan],
    endpoint="GET /sapi/v1/margin/liquidation-loan",
    weight=100,
    security=Security.USER_DATA,
    bucket=Bucket.UID,
):
    """What one owes, in USDC, because a liquidation did not cover the cross account's debts."""


class RepayLiquidationLoan(
    Private[liquidation.LoanRepayment],
    endpoint="POST /sapi/v1/margin/liquidation-loan/repay",
    weight=100,
    security=Security.MARGIN,
    bucket=Bucket.UID,
):
    """Pay from the spot wallet towards a liquidation loan, no more than what remains of it.

    It bears no name of ours: after an `Unknown` look into `LiquidationLoanRepayments` before
    anything is sent again.
    """

    asset: str
    amount: Amount


class LiquidationLoanRepayments(
    Private[Page[liquidation.LoanRepayment]],
    Span,
    Paging,
    endpoint="GET /sapi/v1/margin/liquidation-loan/repay-history",
    weight=100,
    security=Security.USER_DATA,
    bucket=Bucket.UID,
    rules=(within(days=90),),
):
    """Payments that succeeded or are under way, of the last 90 days; without times of the last 7.

    A payment that failed is not among them.
    """


class SmallLiabilities(
    Private[list[liquidation.Liability]],
    endpoint="GET /sapi/v1/margin/exchange-small-liability",
    weight=100,
    security=Security.USER_DATA,
):
    """Debts small enough to be exchanged."""


class ExchangeSmallLiabilities(
    Private[Any],  # its answer is not documented
    endpoint="POST /sapi/v1/margin/exchange-small-liability",
    weight=3000,
    security=Security.MARGIN,
    bucket=Bucket.UID,
):
    """Turn debts in up to 10 assets, each worth less than 10 USDT, into one; once in 6 hours.

    After an `Unknown` look into `SmallLiabilityHistory` before anything is sent again.
    """

    asset_names: CommaSeparated = Field(max_length=10)


class SmallLiabilityHistory(
    Private[Page[liquidation.LiabilityExchange]],
    Span,
    endpoint="GET /sapi/v1/margin/exchange-small-liability-history",
    weight=100,
    security=Security.USER_DATA,
    bucket=Bucket.UID,
):
    """Small debts that were exchanged; here the page must be given."""

    current: int = Field(ge=1)
    size: int = Field(ge=1)
