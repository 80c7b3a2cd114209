"""Statistics of a market by period, kept for 30 days, and the prices of past deliveries."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model, OrBlank
from binance.models.futures.terms import ContractType


class OpenInterestStatistics(Model):
    """What is held, in the base asset and in USD; a period without trades has no row."""

    symbol: str
    sum_open_interest: Decimal
    sum_open_interest_value: Decimal
    cmc_circulating_supply: Decimal | None = Field(None, alias="CMCCirculatingSupply")
    timestamp: Millis


class LongShortRatio(Model):
    """Which share is long, which short: of accounts, or of positions though they say account."""

    symbol: str
    long_short_ratio: Decimal
    long_account: Decimal
    short_account: Decimal
    timestamp: Millis


class TakerVolume(Model):
    """What takers bought and sold."""

    buy_sell_ratio: Decimal
    buy_vol: Decimal
    sell_vol: Decimal
    timestamp: Millis


class Basis(Model):
    """How far a contract is from its index; a perpetual one has no annualised rate."""

    pair: str
    contract_type: ContractType
    index_price: Decimal
    futures_price: Decimal
    basis: Decimal
    basis_rate: Decimal
    annualized_basis_rate: OrBlank[Decimal]
    timestamp: Millis


class DeliveryPrice(Model):
    """What a quarterly contract was settled at."""

    delivery_time: Millis
    delivery_price: Decimal
