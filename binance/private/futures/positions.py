"""Positions, and the margin of isolated ones."""

from pydantic import Field

from binance.models.futures import positions
from binance.models.futures.terms import MarginChange, PositionSide
from binance.parameters import Amount
from binance.request import Moment, Private, Security
from binance.rules import within


class PositionInformation(
    Private[list[positions.Position]],
    endpoint="GET /fapi/v3/positionRisk",
    # The WebSocket API's second version tells what the third one tells here.
    ws_method="v2/account.position",
    weight=5,
    security=Security.USER_DATA,
):
    """Positions of a symbol or of all, where there is a position or an open order."""

    symbol: str | None = None


class PositionInformationV2(
    Private[list[positions.PositionV2]],
    endpoint="GET /fapi/v2/positionRisk",
    ws_method="account.position",
    weight=5,
    security=Security.USER_DATA,
):
    """What `PositionInformation` has replaced: empty positions as well, and their leverage."""

    symbol: str | None = None


class AdlQuantiles(
    Private[list[positions.AdlQuantile]],
    endpoint="GET /fapi/v1/adlQuantile",
    weight=5,
    security=Security.USER_DATA,
):
    """How soon positions would be closed for a bankrupt's sake: 0 last, 4 first."""

    symbol: str | None = None


class ModifyPositionMargin(
    Private[positions.MarginMoved],
    endpoint="POST /fapi/v1/positionMargin",
    security=Security.TRADE,
):
    """Add to the margin of an isolated position, or take some out of it.

    It bears no name of ours: after an `Unknown` look into `PositionMarginHistory` before
    anything is sent again. In hedge mode `position_side` must be given.
    """

    symbol: str
    position_side: PositionSide | None = None
    amount: Amount
    type: MarginChange


class PositionMarginHistory(
    Private[list[positions.MarginMovement]],
    endpoint="GET /fapi/v1/positionMargin/history",
    security=Security.TRADE,
    rules=(within(days=30),),
):
    """Changes of the margin of a symbol's isolated positions; 30 days are kept."""

    symbol: str
    type: MarginChange | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)
