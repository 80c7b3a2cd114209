"""What happens to every request, whichever door it came through."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations.table import Call
from sandbox.exchange.wire import errors, signing
from sandbox.exchange.wire.pools import RAW_REQUESTS, SPOT

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.operations.table import Operation
    from sandbox.exchange.trading.accounts import ApiKey
    from sandbox.exchange.wire.params import Params

_API_KEY = re.compile(r"[A-Za-z0-9]{64}")
_LONGEST_WINDOW = 60_000
_AHEAD = 1_000


@dataclass(frozen=True)
class Request:
    """What a door makes of what it was sent."""

    params: Params
    ip: str
    api_key: str | None
    payload: bytes  # what was signed
    session: ApiKey | None = None  # who logged on to this connection


def perform(core: Core, operation: Operation, request: Request) -> tuple[Any, ApiKey | None]:
    """Weigh, check and carry out a request; return its answer and who asked."""
    weight, pool = _weigh(core, operation, request), operation.pool
    if pool is SPOT:
        core.weights.charge(request.ip, RAW_REQUESTS, 1)
    if pool.by_uid:
        core.weights.admit(request.ip)
    else:
        core.weights.charge(request.ip, pool, weight)
    request.params.only(operation.parameters)
    key = _asker(core, operation, request)
    if pool.by_uid and key is not None:
        core.weights.charge(request.ip, pool, weight, uid=key.account.uid)
    core.advance()
    answer = operation.run(Call(core, request.params, key))
    if operation.free:
        core.weights.refund(request.ip, pool, weight)
    return answer, key


def _asker(core: Core, operation: Operation, request: Request) -> ApiKey | None:
    """Return whose key the request was signed with, or at least sent with."""
    if operation.permission is not None:
        microseconds = operation.microseconds
        return authenticate(core, request, operation.permission, microseconds=microseconds)
    return _known(core, request) if operation.key_only else None


def authenticate(
    core: Core, request: Request, permission: str, *, microseconds: bool = True
) -> ApiKey:
    """Return the key that signed a request in time and may do what it asks."""
    timestamp = request.params.integer("timestamp")
    if timestamp is None:
        raise errors.missing("timestamp")
    key = request.session
    if key is None or request.api_key is not None:
        key = _signer(core, request, timestamp, microseconds=microseconds)
    else:
        _in_time(core, request, timestamp, microseconds=microseconds)
    if not key.may(permission):
        raise errors.rejected_key()
    return key


def _signer(core: Core, request: Request, timestamp: int, *, microseconds: bool) -> ApiKey:
    signature = request.params.required("signature")
    _well_formed(request.api_key)
    _in_time(core, request, timestamp, microseconds=microseconds)
    key = _known(core, request)
    signing.check(key.verifier, request.payload, signature)
    return key


def _known(core: Core, request: Request) -> ApiKey:
    key = core.registry.keys.get(_well_formed(request.api_key))
    if key is None or key.revoked:
        raise errors.rejected_key()
    return key


def _well_formed(api_key: str | None) -> str:
    if not api_key or not _API_KEY.fullmatch(api_key):
        raise errors.bad_key_format()
    return api_key


def _in_time(core: Core, request: Request, timestamp: int, *, microseconds: bool) -> None:
    """Refuse what was sent too long ago, or by a clock that is ahead."""
    window = request.params.decimal("recvWindow")
    window = Decimal(5_000) if window is None else window
    if window > _LONGEST_WINDOW:
        raise errors.window_too_long()
    sent = Decimal(timestamp) / (1_000 if microseconds and timestamp > 10**14 else 1)
    if sent >= core.server_time() + _AHEAD:
        raise errors.ahead_of_time()
    if core.server_time() - sent > window:
        raise errors.outside_window()


def _weigh(core: Core, operation: Operation, request: Request) -> int:
    try:
        return operation.cost(request.params)
    except errors.ApiError:
        core.weights.charge(request.ip, operation.pool, 1)
        raise
