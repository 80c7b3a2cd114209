"""Who has logged on to a WebSocket API connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations.desk import Request, authenticate
from sandbox.exchange.operations.table import READ
from sandbox.exchange.wire.errors import ApiError
from sandbox.exchange.wire.signing import Asymmetric

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.subscriptions import Subscriptions
    from sandbox.exchange.trading.accounts import ApiKey
    from sandbox.exchange.wire.signing import Verifier

JSON = dict[str, Any]
_SIGNING = frozenset({"apiKey", "timestamp", "recvWindow", "signature"})


class Session:
    """The key that a connection's requests use when they name none."""

    def __init__(self, core: Core, subscriptions: Subscriptions, *, show_limits: bool) -> None:
        self._core = core
        self._subscriptions = subscriptions
        self._show_limits = show_limits
        self._connected = core.clock()
        self._authorized: int | None = None
        self.key: ApiKey | None = None

    def revoked(self) -> bool:
        """Forget a key that has lost its rights; tell whether there was one."""
        if self.key is None or not self.key.revoked:
            return False
        self.key = self._authorized = None
        return True

    def log_on(self, request: Request) -> JSON:
        key = self._core.registry.keys.get(request.params.required("apiKey"))
        if key is not None and (kind := _unsuited(key.verifier)):
            raise ApiError(-2028, f"{kind} API key is not supported")
        self.key = signer(self._core, request)
        self._authorized = self._core.clock()
        return self.status(request)

    def log_out(self, request: Request) -> JSON:
        """Forget the key, and end the stream that was opened by its session alone."""
        self._subscriptions.close_session()
        self.key = self._authorized = None
        return self.status(request)

    def status(self, _: Request) -> JSON:
        return {
            "apiKey": self.key.api_key if self.key else None,
            "authorizedSince": self._authorized,
            "connectedSince": self._connected,
            "returnRateLimits": self._show_limits,
            "serverTime": self._core.server_time(),
            "userDataStream": bool(self._subscriptions.ids()),
        }


def signer(core: Core, request: Request) -> ApiKey:
    """Return whose key signed a request that carries nothing but its signature."""
    request.params.only(_SIGNING)
    request.params.required("apiKey")
    key = authenticate(core, request, READ)
    core.advance()
    return key


def _unsuited(verifier: Verifier) -> str | None:
    """Return the name of a kind of key that cannot log on; only Ed25519 can."""
    if isinstance(verifier, Asymmetric):
        return None if verifier.ed25519 else "RSA"
    return "HMAC-SHA-256"
