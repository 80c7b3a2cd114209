"""What an account chooses, for a symbol or for all of them, and the terms it is given."""

from pydantic import Field

from binance.models.futures import settings
from binance.models.futures.answers import Done
from binance.models.futures.terms import MarginType
from binance.request import Private, Security


class GetPositionMode(
    Private[settings.PositionMode],
    endpoint="GET /fapi/v1/positionSide/dual",
    weight=30,
    security=Security.USER_DATA,
):
    """Whether long and short positions are held side by side (hedge mode)."""


class ChangePositionMode(
    Private[Done], endpoint="POST /fapi/v1/positionSide/dual", security=Security.TRADE
):
    """Switch hedge mode on or off, on USD-M and COIN-M at once.

    Refused while either has open orders (-4067) or positions (-4068); -4059 says that it was so
    already.
    """

    dual_side_position: bool


class GetMultiAssetsMode(
    Private[settings.MultiAssetsMode],
    endpoint="GET /fapi/v1/multiAssetsMargin",
    weight=30,
    security=Security.USER_DATA,
):
    """Whether all assets together are margin."""


class ChangeMultiAssetsMode(
    Private[Done], endpoint="POST /fapi/v1/multiAssetsMargin", security=Security.TRADE
):
    """Let all assets together be margin, or each its own; -4171 says that it was so already."""

    multi_assets_margin: bool


class GetFeeBurn(
    Private[settings.FeeBurn],
    endpoint="GET /fapi/v1/feeBurn",
    weight=30,
    security=Security.USER_DATA,
):
    """Whether commissions are paid in BNB, at a discount."""


class ChangeFeeBurn(Private[Done], endpoint="POST /fapi/v1/feeBurn", security=Security.TRADE):
    """Pay commissions in BNB, at a discount, or in what is traded; of all symbols."""

    fee_burn: bool


class ChangeLeverage(
    Private[settings.Leverage], endpoint="POST /fapi/v1/leverage", security=Security.TRADE
):
    """Choose the leverage of a symbol, up to that of its first bracket."""

    symbol: str
    leverage: int = Field(ge=1)


class ChangeMarginType(Private[Done], endpoint="POST /fapi/v1/marginType", security=Security.TRADE):
    """Choose whether a symbol's positions share a margin; -4046 says that it was so already."""

    symbol: str
    margin_type: MarginType


class SymbolConfigs(
    Private[list[settings.SymbolConfig]],
    endpoint="GET /fapi/v1/symbolConfig",
    weight=5,
    security=Security.USER_DATA,
):
    """Leverage and margin type that the account has chosen, of a symbol or of all."""

    symbol: str | None = None


class LeverageBrackets(
    Private[list[settings.LeverageBrackets]],
    endpoint="GET /fapi/v1/leverageBracket",
    security=Security.USER_DATA,
):
    """How much leverage positions of a size may have, by symbol."""

    symbol: str | None = None


class CommissionRate(
    Private[settings.CommissionRate],
    endpoint="GET /fapi/v1/commissionRate",
    weight=20,
    security=Security.USER_DATA,
):
    """What the account pays for trading a symbol."""

    symbol: str
