"""Positions that were handed from one member of a family to another."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.futures.terms import PositionSide
from binance.models.orders import Side
from binance.models.subaccount.terms import ProductType


class _Move(Model):
    from_user_email: str
    to_user_email: str
    product_type: ProductType
    symbol: str
    price: Decimal
    quantity: Decimal
    position_side: PositionSide
    side: Side


class MoveResult(_Move):
    """Look at `success` of each: some positions may have moved and others not."""

    price_type: str
    success: bool


class MoveResults(Model):
    moves: tuple[MoveResult, ...] = Field(alias="movePositionOrders")


class PastMove(_Move):
    time_stamp: Millis


class PastMoves(Model):
    total: int
    moves: tuple[PastMove, ...] = Field(alias="futureMovePositionOrderVoList")
