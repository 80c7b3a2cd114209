"""How a request is spelt on a WebSocket API, and signed."""

from typing import Any

from binance.calls import Credentials
from binance.request import Request, Security
from binance.signing import signed_params


def spelt(
    request: Request[Any],
    credentials: Credentials | None,
    timestamp_ms: int,
    *,
    logged_on: bool = False,
) -> dict[str, Any]:
    """Spell the parameters, with whatever they need to be accepted.

    Who is `logged_on` needs no signature. Market data that REST asks a key for is free here, and
    a key with it would be refused.
    """
    params: dict[str, str] = request.params()
    if credentials is not None and request.security is Security.USER_STREAM:
        params["apiKey"] = credentials.signer.api_key
    elif credentials is not None and request.security.signed:
        params = _signed(params, credentials, timestamp_ms, logged_on=logged_on)
    return params | _native(request)


def _signed(
    params: dict[str, str], credentials: Credentials, timestamp_ms: int, *, logged_on: bool
) -> dict[str, str]:
    window = credentials.recv_window
    if logged_on:
        return params | {"recvWindow": str(window), "timestamp": str(timestamp_ms)}
    return signed_params(params, credentials.signer, timestamp_ms=timestamp_ms, recv_window=window)


def _native(request: Request[Any]) -> dict[str, Any]:
    """Pick what is written as JSON has it: lists and truth values; numbers travel as text."""
    fields = request.model_dump(by_alias=True, exclude_none=True)
    return {name: value for name, value in fields.items() if isinstance(value, bool | tuple | list)}
