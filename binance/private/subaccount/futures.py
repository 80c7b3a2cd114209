"""Futures accounts of sub-accounts, and positions that change hands. For master accounts."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from binance.models.futures.terms import PositionSide
from binance.models.subaccount import futures, moves
from binance.models.subaccount.terms import FuturesType, ProductType
from binance.parameters import Amount
from binance.request import Moment, Private, Security, wire


class FuturesAccount(
    Private[futures.UsdtFuturesAccount],
    endpoint="GET /sapi/v1/sub-account/futures/account",
    weight=10,
    security=Security.USER_DATA,
):
    """A sub-account's USDT-margined account."""

    email: str


class FuturesAccounts(
    Private[futures.FuturesAccounts],
    endpoint="GET /sapi/v2/sub-account/futures/account",
    security=Security.USER_DATA,
):
    """A sub-account's USDT-margined or coin-margined account."""

    email: str
    futures_type: FuturesType


class FuturesSummary(
    Private[futures.FuturesSummary],
    endpoint="GET /sapi/v1/sub-account/futures/accountSummary",
    security=Security.USER_DATA,
):
    """The family's USDT-margined accounts, a page of its members."""

    page: int = Field(ge=1)
    limit: int = Field(ge=1)


class FuturesSummaries(
    Private[futures.FuturesSummaries],
    endpoint="GET /sapi/v2/sub-account/futures/accountSummary",
    weight=10,
    security=Security.USER_DATA,
):
    """The family's USDT-margined or coin-margined accounts, a page of its members."""

    futures_type: FuturesType
    page: int | None = Field(None, ge=1)
    limit: int | None = Field(None, ge=1)


class UsdtPositions(
    Private[list[futures.UsdtPosition]],
    endpoint="GET /sapi/v1/sub-account/futures/positionRisk",
    weight=10,
    security=Security.USER_DATA,
):
    """A sub-account's positions in USDT-margined contracts."""

    email: str


class Positions(
    Private[futures.Positions],
    endpoint="GET /sapi/v2/sub-account/futures/positionRisk",
    security=Security.USER_DATA,
):
    """A sub-account's positions in USDT-margined or in coin-margined contracts."""

    email: str
    futures_type: FuturesType


class PositionToMove(BaseModel):
    """How much of which position; the side is BOTH where the account is not in hedge mode."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True
    )

    symbol: str
    quantity: Amount
    position_side: PositionSide


class MovePositions(
    Private[moves.MoveResults],
    endpoint="POST /sapi/v1/sub-account/futures/move-position",
    security=Security.USER_DATA,
):
    """Hand up to 10 positions to another member of the family, at the mark price.

    For VIP levels 7 to 9 and cross margin only. If more of a symbol is asked for than there is,
    all fail; look at `success` of each. It bears no name of ours: after an `Unknown` look into
    `PositionMoves` before anything is sent again.
    """

    from_user_email: str
    to_user_email: str
    product_type: ProductType
    order_args: tuple[PositionToMove, ...] = Field(min_length=1, max_length=10)

    def params(self) -> dict[str, str]:
        """List the parameters; those of positions travel as `orderArgs[0].symbol` and so on."""
        fields = self.model_dump(by_alias=True, exclude={"order_args"})
        return {name: wire(value) for name, value in fields.items()} | dict(self._indexed())

    def _indexed(self) -> Iterator[tuple[str, str]]:
        for number, position in enumerate(self.order_args):
            for name, value in position.model_dump(by_alias=True).items():
                yield f"orderArgs[{number}].{name}", wire(value)


class PositionMoves(
    Private[moves.PastMoves],
    endpoint="GET /sapi/v1/sub-account/futures/move-position",
    security=Security.USER_DATA,
):
    """Positions that were handed over in the last 90 days, by symbol, page and rows of it."""

    symbol: str
    page: int = Field(ge=1)
    rows: int = Field(ge=1, le=100)
    product_type: ProductType | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
