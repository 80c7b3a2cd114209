"""Loans, and what they cost."""

from decimal import Decimal

from binance.models.base import Millis, Model
from binance.models.margin.terms import InterestType, SecondsOrMillis


class BorrowedOrRepaid(Model):
    """The number by which a loan or repayment is found in the records, there called `tx_id`."""

    tran_id: int


class LoanRecord(Model):
    """A loan or a repayment: `amount` is principal and interest together.

    `type` says how it came about, such as AUTO.
    """

    tx_id: int
    timestamp: Millis
    type: str
    status: str
    asset: str
    amount: Decimal
    principal: Decimal
    interest: Decimal
    isolated_symbol: str | None = None


class InterestCharge(Model):
    """Interest on `raw_asset`, charged in `asset`; Binance's spelling of "accrued" is kept."""

    tx_id: int
    interest_accured_time: Millis
    asset: str
    raw_asset: str
    principal: Decimal
    interest: Decimal
    interest_rate: Decimal
    type: InterestType
    isolated_symbol: str | None = None


class InterestRate(Model):
    """What borrowing cost a day, as a fraction."""

    asset: str
    daily_interest_rate: Decimal
    timestamp: Millis
    vip_level: int


class HourlyInterestRate(Model):
    asset: str
    next_hourly_interest_rate: Decimal


class MaxBorrowable(Model):
    """What the account could borrow now, and what its VIP level allows at most."""

    amount: Decimal
    borrow_limit: Decimal


class AvailableInventory(Model):
    """How much of each asset Binance has left to lend."""

    assets: dict[str, Decimal]
    update_time: SecondsOrMillis
