"""What stands between a market and its losses, and when the markets behind it are open."""

from decimal import Decimal

from binance.models.base import Millis, Model, OpenEnum


class InsuranceAsset(Model):
    asset: str
    margin_balance: Decimal
    update_time: Millis


class InsuranceFund(Model):
    """An insurance fund, and the symbols that share it."""

    symbols: tuple[str, ...]
    assets: tuple[InsuranceAsset, ...]


class AdlRiskRating(OpenEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class AdlRisk(Model):
    """How likely positions of a symbol are to be deleveraged; rated every half hour."""

    symbol: str
    adl_risk: AdlRiskRating
    update_time: Millis


class SessionType(OpenEnum):
    PRE_MARKET = "PRE_MARKET"
    REGULAR = "REGULAR"
    AFTER_MARKET = "AFTER_MARKET"
    OVERNIGHT = "OVERNIGHT"
    NO_TRADING = "NO_TRADING"


class Session(Model):
    start_time: Millis
    end_time: Millis
    type: SessionType


class MarketSchedule(Model):
    sessions: tuple[Session, ...]


class TradingSchedule(Model):
    """Sessions of the markets behind TradFi contracts, such as EQUITY, from last week to next."""

    update_time: Millis
    market_schedules: dict[str, MarketSchedule]
