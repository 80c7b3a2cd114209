"""The methods of spot's WebSocket API that open and end user data streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.doors.session import signer
from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from sandbox.exchange.doors.connection import Connection, Own
    from sandbox.exchange.operations.desk import Request

JSON = dict[str, Any]


def methods(connection: Connection) -> Own:
    """Return what one connection can be asked about its streams."""
    streams = UserStreams(connection)
    return {
        "userDataStream.subscribe": streams.of_session,
        "userDataStream.subscribe.signature": streams.of_signer,
        "userDataStream.subscribe.listenToken": streams.of_token,
        "userDataStream.unsubscribe": streams.end,
        "session.subscriptions": streams.list,
    }


class UserStreams:
    """The ways in which a connection comes to hear of an account."""

    def __init__(self, connection: Connection) -> None:
        self._core = connection.core
        self._session = connection.session
        self._subscriptions = connection.subscriptions

    def of_session(self, _: Request) -> JSON:
        if self._session.key is None:
            raise ApiError(-1193, "WebSocket session not authenticated")
        return {"subscriptionId": self._subscriptions.open(self._session.key, of_session=True)}

    def of_signer(self, request: Request) -> JSON:
        return {"subscriptionId": self._subscriptions.open(signer(self._core, request))}

    def of_token(self, request: Request) -> JSON:
        """Listen to a margin account; a token got later lets the same stream go on for longer."""
        grant = self._core.listen_tokens.grant(request.params.required("listenToken"))
        if grant is None:
            raise ApiError(-1209, "invalid listenToken")
        number = self._subscriptions.open_until(grant.account, grant.expires)
        return {"subscriptionId": number, "expirationTime": grant.expires * 1_000}

    def end(self, request: Request) -> JSON:
        self._subscriptions.close(request.params.integer("subscriptionId"))
        return {}

    def list(self, _: Request) -> list[JSON]:
        return [{"subscriptionId": each} for each in self._subscriptions.ids()]
