"""Open positions, their margin, and how soon they would be deleveraged."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, MillisOrNever, Model
from binance.models.futures.answers import Done
from binance.models.futures.terms import MarginChange, PositionMarginType, PositionSide


class PositionState(Model):
    """What both versions tell of a position; short ones have a negative `position_amt`."""

    symbol: str
    position_side: PositionSide
    position_amt: Decimal
    entry_price: Decimal
    break_even_price: Decimal
    mark_price: Decimal
    un_realized_profit: Decimal
    liquidation_price: Decimal  # 0 where it cannot be liquidated
    isolated_margin: Decimal
    notional: Decimal
    isolated_wallet: Decimal
    update_time: MillisOrNever


class Position(PositionState):
    """A position, or open orders that could become one; leverage is in the symbol's config."""

    margin_asset: str
    initial_margin: Decimal
    maint_margin: Decimal
    position_initial_margin: Decimal
    open_order_initial_margin: Decimal
    bid_notional: Decimal
    ask_notional: Decimal
    adl: int


class PositionV2(PositionState):
    """A position as the second version tells it; every symbol has one."""

    leverage: int
    margin_type: PositionMarginType
    is_auto_add_margin: bool
    max_notional_value: Decimal


class MarginMoved(Done):
    """The answer to a change of an isolated position's margin."""

    amount: Decimal
    type: MarginChange


class MarginMovement(Model):
    """One change of an isolated position's margin, and whether the user made it."""

    symbol: str
    position_side: PositionSide
    type: MarginChange
    delta_type: str
    amount: Decimal
    asset: str
    time: Millis


class AdlQueue(Model):
    """Places in the queue, 0 the last and 4 the first to be deleveraged.

    `hedge` stands instead of `both` for crossed positions in hedge mode, and is no place.
    """

    long: int | None = Field(None, alias="LONG")
    short: int | None = Field(None, alias="SHORT")
    both: int | None = Field(None, alias="BOTH")
    hedge: int | None = Field(None, alias="HEDGE")


class AdlQuantile(Model):
    symbol: str
    adl_quantile: AdlQueue
