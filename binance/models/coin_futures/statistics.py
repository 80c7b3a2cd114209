"""Statistics of a pair by period, kept for 30 days."""

from decimal import Decimal

from binance.models.base import Millis, Model
from binance.models.futures.terms import ContractType


class OpenInterestStatistics(Model):
    """Open contracts, and their worth in coin."""

    pair: str
    contract_type: ContractType
    sum_open_interest: Decimal
    sum_open_interest_value: Decimal
    timestamp: Millis


class AccountRatio(Model):
    """Which share of the accounts is long, which short."""

    pair: str
    long_short_ratio: Decimal
    long_account: Decimal
    short_account: Decimal
    timestamp: Millis


class PositionRatio(Model):
    """Which share of the positions is long, which short."""

    pair: str
    long_short_ratio: Decimal
    long_position: Decimal
    short_position: Decimal
    timestamp: Millis


class TakerVolume(Model):
    """Contracts that takers bought and sold, and their worth in coin."""

    pair: str
    contract_type: ContractType
    taker_buy_vol: Decimal
    taker_sell_vol: Decimal
    taker_buy_vol_value: Decimal
    taker_sell_vol_value: Decimal
    timestamp: Millis
