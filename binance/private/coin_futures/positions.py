"""Positions, and the margin of isolated ones."""

from pydantic import Field

from binance.models.coin_futures.positions import MarginMovement, PositionRisk
from binance.models.futures.positions import AdlQuantile, MarginMoved
from binance.models.futures.terms import MarginChange, PositionSide
from binance.parameters import Amount
from binance.request import Moment, Private, Security


class PositionInformation(
    Private[list[PositionRisk]],
    endpoint="GET /dapi/v1/positionRisk",
    ws_method="account.position",
    ws_weight=5,
    security=Security.USER_DATA,
):
    """Positions of a coin, of a pair or of all symbols that trade, empty ones as well."""

    margin_asset: str | None = None
    pair: str | None = None


class AdlQuantiles(
    Private[list[AdlQuantile]],
    endpoint="GET /dapi/v1/adlQuantile",
    weight=5,
    security=Security.USER_DATA,
):
    """How soon positions would be closed for a bankrupt's sake: 0 last, 4 first."""

    symbol: str | None = None


class ModifyPositionMargin(
    Private[MarginMoved], endpoint="POST /dapi/v1/positionMargin", security=Security.TRADE
):
    """Add coin to the margin of an isolated position, or take some out of it.

    It bears no name of ours: after an `Unknown` look into `PositionMarginHistory` before
    anything is sent again. In hedge mode `position_side` must be given.
    """

    symbol: str
    position_side: PositionSide | None = None
    amount: Amount
    type: MarginChange


class PositionMarginHistory(
    Private[list[MarginMovement]],
    endpoint="GET /dapi/v1/positionMargin/history",
    security=Security.TRADE,
):
    """Changes of the margin of a symbol's isolated positions."""

    symbol: str
    type: MarginChange | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)
