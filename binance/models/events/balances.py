"""What happened to the money of a spot or margin account."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Event, Millis
from binance.models.margin.account import MarginLevelStatus


class PositionBalance(Event):
    asset: str = Field(alias="a")
    free: Decimal = Field(alias="f")
    locked: Decimal = Field(alias="l")


class AccountPosition(Event):
    """Balances that may have changed; others are as they were."""

    event_time: Millis = Field(alias="E")
    last_update: Millis = Field(alias="u")
    balances: tuple[PositionBalance, ...] = Field(alias="B")


class BalanceUpdate(Event):
    """A deposit, withdrawal or transfer; `delta` may be negative."""

    event_time: Millis = Field(alias="E")
    asset: str = Field(alias="a")
    delta: Decimal = Field(alias="d")
    clear_time: Millis = Field(alias="T")


class ExternalLockUpdate(Event):
    """Part of a balance was locked or freed from outside, for example as collateral."""

    event_time: Millis = Field(alias="E")
    asset: str = Field(alias="a")
    delta: Decimal = Field(alias="d")
    transact_time: Millis = Field(alias="T")


class MarginLevelStatusChange(Event):
    """A margin account became safer or less safe; told on the stream of risks only."""

    event_time: Millis = Field(alias="E")
    margin_level: Decimal = Field(alias="l")
    status: MarginLevelStatus = Field(alias="s")


class UserLiabilityChange(Event):
    """A debt changed: by a loan, a repayment or interest; told on the stream of risks only."""

    event_time: Millis = Field(alias="E")
    asset: str = Field(alias="a")
    type: str = Field(alias="t")
    principal: Decimal = Field(alias="p")
    interest: Decimal = Field(alias="i")
