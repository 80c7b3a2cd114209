"""How a margin account's events are heard.

Orders and balances: with a listen token on spot's WebSocket API. Margin calls and debts: with a
listen key on margin-stream.binance.com.
"""

from typing import Annotated, Any

from pydantic import Field

from binance.models.margin import keys
from binance.request import Private, Security
from binance.rules import when
from binance.weights import Bucket

_DAY = 24 * 60 * 60 * 1000


class CreateListenToken(
    Private[keys.ListenToken],
    endpoint="POST /sapi/v1/userListenToken",
    security=Security.USER_STREAM,
    bucket=Bucket.UID,
    rules=(when("is_isolated", True, needs=("symbol",)),),
):
    """Make a token for `userDataStream.subscribe.listenToken`.

    `validity` is in milliseconds: a day at most, and by default. Nobody renews it: before it
    ends make another one and subscribe again.
    """

    symbol: str | None = None
    is_isolated: bool | None = None
    validity: Annotated[int, Field(gt=0, le=_DAY)] | None = None


class StartRiskStream(
    Private[keys.ListenKey],
    endpoint="POST /sapi/v1/margin/listen-key",
    security=Security.USER_STREAM,
    bucket=Bucket.UID,
):
    """Make a listen key for margin calls and changes of debts."""


class KeepRiskStream(
    Private[Any],  # its answer is not documented
    endpoint="PUT /sapi/v1/margin/listen-key",
    security=Security.USER_STREAM,
    bucket=Bucket.UID,
):
    """Keep a listen key from expiring."""

    listen_key: str = Field(repr=False)


class CloseRiskStream(
    Private[Any],  # its answer is not documented
    endpoint="DELETE /sapi/v1/margin/listen-key",
    weight=3000,
    security=Security.USER_STREAM,
    bucket=Bucket.UID,
):
    """Give the account's listen key up."""


class StartRiskStreamV2(
    Private[keys.ListenKey],
    endpoint="POST /sapi/v2/margin/listen-key",
    security=Security.USER_STREAM,
):
    """Make a listen key of the second version, which is charged to the address.

    Binance documents neither its answer nor its streams: it is read as that of the first.
    """


class KeepRiskStreamV2(
    Private[Any],  # its answer is not documented
    endpoint="PUT /sapi/v2/margin/listen-key",
    security=Security.USER_STREAM,
):
    """Keep a listen key of the second version from expiring."""

    listen_key: str = Field(repr=False)


class CloseRiskStreamV2(
    Private[Any],  # its answer is not documented
    endpoint="DELETE /sapi/v2/margin/listen-key",
    security=Security.USER_STREAM,
):
    """Give the account's listen key of the second version up."""
