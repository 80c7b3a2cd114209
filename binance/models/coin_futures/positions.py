"""COIN-M positions and their margin; sizes are contracts."""

from decimal import Decimal

from binance.models.base import Millis, MillisOrNever, Model
from binance.models.futures.terms import MarginChange, PositionMarginType, PositionSide


class PositionRisk(Model):
    """One position and where it would be liquidated; a short one has a negative amount."""

    symbol: str
    position_side: PositionSide
    position_amt: Decimal
    entry_price: Decimal
    break_even_price: Decimal
    mark_price: Decimal
    un_realized_profit: Decimal
    liquidation_price: Decimal  # 0 where it cannot be liquidated
    leverage: int
    max_qty: Decimal
    margin_type: PositionMarginType
    isolated_margin: Decimal
    is_auto_add_margin: bool
    notional_value: Decimal | None = None
    isolated_wallet: Decimal | None = None
    update_time: MillisOrNever


class MarginMovement(Model):
    """One change of an isolated position's margin."""

    symbol: str
    position_side: PositionSide
    type: MarginChange
    amount: Decimal
    asset: str
    time: Millis
