"""Words and spellings that only margin has."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator

from binance.models.base import OpenEnum, from_ms

_FIRST_MILLISECONDS = 10**11
"""1973 in milliseconds, the year 5138 in seconds."""


def _from_either(value: object) -> object:
    in_seconds = isinstance(value, int) and value < _FIRST_MILLISECONDS
    return from_ms(value * 1000 if in_seconds and isinstance(value, int) else value)


SecondsOrMillis = Annotated[datetime, BeforeValidator(_from_either)]
"""A time of which the documents show seconds, where its neighbours have milliseconds."""


class AccountType(OpenEnum):
    """Which margin account: MARGIN is the cross one."""

    MARGIN = "MARGIN"
    ISOLATED = "ISOLATED"


class SideEffectType(OpenEnum):
    """What an order does to one's debts, besides trading."""

    NO_SIDE_EFFECT = "NO_SIDE_EFFECT"
    MARGIN_BUY = "MARGIN_BUY"
    AUTO_REPAY = "AUTO_REPAY"
    AUTO_BORROW_REPAY = "AUTO_BORROW_REPAY"


BORROWING = frozenset({SideEffectType.MARGIN_BUY, SideEffectType.AUTO_BORROW_REPAY})
"""With these an order borrows what it lacks."""


class LoanType(OpenEnum):
    BORROW = "BORROW"
    REPAY = "REPAY"


class InterestType(OpenEnum):
    """When interest was charged; CONVERTED was paid in BNB, PORTFOLIO is charged daily."""

    PERIODIC = "PERIODIC"
    ON_BORROW = "ON_BORROW"
    PERIODIC_CONVERTED = "PERIODIC_CONVERTED"
    ON_BORROW_CONVERTED = "ON_BORROW_CONVERTED"
    PORTFOLIO = "PORTFOLIO"


class RollType(OpenEnum):
    """Into the margin account, or out of it."""

    ROLL_IN = "ROLL_IN"
    ROLL_OUT = "ROLL_OUT"


class FlowType(OpenEnum):
    """Why an asset of a margin account became more or less."""

    TRANSFER = "TRANSFER"
    BORROW = "BORROW"
    REPAY = "REPAY"
    BUY_INCOME = "BUY_INCOME"
    BUY_EXPENSE = "BUY_EXPENSE"
    SELL_INCOME = "SELL_INCOME"
    SELL_EXPENSE = "SELL_EXPENSE"
    TRADING_COMMISSION = "TRADING_COMMISSION"
    BUY_LIQUIDATION = "BUY_LIQUIDATION"
    SELL_LIQUIDATION = "SELL_LIQUIDATION"
    REPAY_LIQUIDATION = "REPAY_LIQUIDATION"
    OTHER_LIQUIDATION = "OTHER_LIQUIDATION"
    LIQUIDATION_FEE = "LIQUIDATION_FEE"
    SMALL_BALANCE_CONVERT = "SMALL_BALANCE_CONVERT"
    COMMISSION_RETURN = "COMMISSION_RETURN"
    SMALL_CONVERT = "SMALL_CONVERT"


class RepaymentStatus(OpenEnum):
    SUCCESS = "SUCCESS"
    PENDING = "PENDING"


class PermissionMode(OpenEnum):
    """What an Ed25519 special key may do: everything, or look only."""

    TRADE = "TRADE"
    READ = "READ"
