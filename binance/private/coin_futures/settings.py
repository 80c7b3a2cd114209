"""What an account chooses, for a symbol or for all of them, and the terms it is given."""

from pydantic import Field

from binance.models.coin_futures import settings
from binance.models.futures.answers import Done
from binance.models.futures.settings import CommissionRate as CommissionRates
from binance.models.futures.settings import PositionMode
from binance.models.futures.terms import MarginType
from binance.request import Private, Security
from binance.weights import by_symbol


class GetPositionMode(
    Private[PositionMode],
    endpoint="GET /dapi/v1/positionSide/dual",
    weight=30,
    security=Security.USER_DATA,
):
    """Whether long and short positions are held side by side (hedge mode)."""


class ChangePositionMode(
    Private[Done], endpoint="POST /dapi/v1/positionSide/dual", security=Security.TRADE
):
    """Switch hedge mode on or off, on COIN-M and USD-M at once.

    Refused while either has open orders (-4067) or positions (-4068); -4059 says that it was so
    already.
    """

    dual_side_position: bool


class ChangeLeverage(
    Private[settings.Leverage], endpoint="POST /dapi/v1/leverage", security=Security.TRADE
):
    """Choose the leverage of a symbol, for both sides of hedge mode."""

    symbol: str
    leverage: int = Field(ge=1, le=125)


class ChangeMarginType(Private[Done], endpoint="POST /dapi/v1/marginType", security=Security.TRADE):
    """Choose whether a symbol's positions share a margin; -4046 says that it was so already."""

    symbol: str
    margin_type: MarginType


class LeverageBrackets(
    Private[list[settings.LeverageBrackets]],
    endpoint="GET /dapi/v2/leverageBracket",
    weight=by_symbol(1, 2),
    security=Security.USER_DATA,
):
    """How much leverage positions of a size may have, by symbol."""

    symbol: str | None = None


class PairLeverageBrackets(
    Private[list[settings.PairLeverageBrackets]],
    endpoint="GET /dapi/v1/leverageBracket",
    security=Security.USER_DATA,
):
    """What `LeverageBrackets` has replaced: a pair's symbols may differ in what this tells."""

    pair: str | None = None


class CommissionRate(
    Private[CommissionRates],
    endpoint="GET /dapi/v1/commissionRate",
    weight=20,
    security=Security.USER_DATA,
):
    """What the account pays for trading a symbol."""

    symbol: str
