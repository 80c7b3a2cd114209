"""What an account has chosen on COIN-M, and the terms it is given."""

from decimal import Decimal

from pydantic import AliasChoices, Field

from binance.models.base import Model


class Leverage(Model):
    """A symbol's leverage, and how many contracts it allows."""

    symbol: str
    leverage: int
    max_qty: Decimal


class LeverageBracket(Model):
    """How high leverage may be for so many contracts, and what they must keep as margin."""

    bracket: int
    initial_leverage: int
    qty_cap: Decimal
    # The documents misspell the name; it is read either way.
    qty_floor: Decimal = Field(
        validation_alias=AliasChoices("qtylFloor", "qtyFloor"), serialization_alias="qtylFloor"
    )
    maint_margin_ratio: Decimal
    cum: Decimal  # taken off the maintenance margin, so that it grows without steps


class PairLeverageBrackets(Model):
    """Brackets of a pair; symbols of it may have others."""

    pair: str
    brackets: tuple[LeverageBracket, ...]


class LeverageBrackets(Model):
    """Brackets of a symbol; `notional_coef` is set where the user's are not the usual ones."""

    symbol: str
    notional_coef: Decimal | None = None
    brackets: tuple[LeverageBracket, ...]
