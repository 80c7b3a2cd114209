"""Tokens with which the WebSocket API lets one hear of a margin account."""

from __future__ import annotations

from typing import Any

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.operations.table import Call, Table
from sandbox.exchange.sapi.history import UNREAD
from sandbox.exchange.sapi.margin.accounts import Margins
from sandbox.exchange.wire import errors

TABLE = Table()


@TABLE.operation(
    "POST /sapi/v1/userListenToken",
    weight=1,
    by_uid=True,
    parameters=f"symbol isIsolated validity {UNREAD}",
    key_only=True,
)
def listen_token(call: Call) -> dict[str, Any]:
    isolated = call.params.flag("isIsolated")
    margin = call.account.part(Margins).of(call.params.symbol() if isolated else None)
    validity = call.params.integer("validity")
    validity = DAY if validity is None else validity
    if not 0 < validity <= DAY:
        raise errors.not_valid("validity")
    token, expires = call.core.listen_tokens.issue(margin.seat, validity)
    return {"token": token, "expirationTime": expires}
