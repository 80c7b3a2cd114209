"""The key of an account's user data stream, of which there is one; they need no signature."""

from typing import Any

from binance.models.futures.listen_key import ListenKey
from binance.request import Private, Security


class StartUserDataStream(
    Private[ListenKey],
    endpoint="POST /fapi/v1/listenKey",
    ws_method="userDataStream.start",
    security=Security.USER_STREAM,
):
    """Get the account's listen key, for another hour from now; the same one while it lives."""


class KeepUserDataStream(
    Private[ListenKey],
    endpoint="PUT /fapi/v1/listenKey",
    ws_method="userDataStream.ping",
    security=Security.USER_STREAM,
):
    """Let the key live for another hour; once it is gone (-1125), start anew."""


class CloseUserDataStream(
    Private[dict[str, Any]],
    endpoint="DELETE /fapi/v1/listenKey",
    ws_method="userDataStream.stop",
    security=Security.USER_STREAM,
):
    """End the stream, for everybody who listens with this account's key."""
