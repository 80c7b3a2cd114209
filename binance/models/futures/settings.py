"""What an account has chosen, and the terms it is given."""

from decimal import Decimal

from binance.models.base import Model
from binance.models.futures.terms import MarginType


class FeeBurn(Model):
    """Whether commissions are paid in BNB, at a discount."""

    fee_burn: bool


class MultiAssetsMode(Model):
    """Whether all assets together are margin, or USDT alone."""

    multi_assets_margin: bool


class PositionMode(Model):
    """Whether a symbol can be held long and short at once (hedge mode)."""

    dual_side_position: bool


class Leverage(Model):
    """A symbol's leverage, and the largest position it allows."""

    symbol: str
    leverage: int
    max_notional_value: Decimal


class SymbolConfig(Model):
    """What an account has chosen for a symbol."""

    symbol: str
    margin_type: MarginType
    is_auto_add_margin: bool
    leverage: int
    max_notional_value: Decimal


class LeverageBracket(Model):
    """How high leverage may be for a position of this size, and what it must keep as margin."""

    bracket: int
    initial_leverage: int
    notional_cap: Decimal
    notional_floor: Decimal
    maint_margin_ratio: Decimal
    cum: Decimal  # taken off the maintenance margin, so that it grows without steps


class LeverageBrackets(Model):
    """Brackets of a symbol; `notional_coef` is set where the user's are not the usual ones."""

    symbol: str
    notional_coef: Decimal | None = None
    brackets: tuple[LeverageBracket, ...]


class CommissionRate(Model):
    """What a user pays on a symbol, as a share of the trade."""

    symbol: str
    maker_commission_rate: Decimal
    taker_commission_rate: Decimal
    rpi_commission_rate: Decimal | None = None


class Countdown(Model):
    """Milliseconds until all orders of a symbol are cancelled; 0 for never."""

    symbol: str
    countdown_time: int
