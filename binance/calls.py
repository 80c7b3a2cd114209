"""How a request is spelt on the wire, and signed."""

from dataclasses import dataclass
from typing import Any

from binance.request import Request, Security
from binance.signing import Signer, query_string, signed_query
from binance.transport import Call


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs, and for how many milliseconds the signature may be used."""

    signer: Signer
    recv_window: int


def unsigned(request: Request[Any], origin: str, api_key: str | None) -> Call:
    """Spell a request that is not signed; a key goes along where the endpoint asks for one."""
    if request.security is Security.NONE:
        api_key = None
    query = query_string(request.params())
    return Call(request.method, origin, request.path, query=query, api_key=api_key)


def signed(request: Request[Any], origin: str, credentials: Credentials, timestamp_ms: int) -> Call:
    """Spell and sign a request; parameters of a POST travel in the body, out of URL logs."""
    payload = signed_query(
        request.params(),
        credentials.signer,
        timestamp_ms=timestamp_ms,
        recv_window=credentials.recv_window,
    )
    in_body = request.method in {"POST", "PUT"}
    return Call(
        request.method,
        origin,
        request.path,
        query="" if in_body else payload,
        body=payload if in_body else "",
        api_key=credentials.signer.api_key,
    )
