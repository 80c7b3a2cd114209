"""What the answers of the mining pool have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.sapi.mining.farm import ALGORITHM, Farm, farm
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.operations.table import Call

JSON = dict[str, Any]
_PAGE, _MOST = 20, 200


def said(data: Any) -> JSON:
    return {"code": 0, "msg": "", "data": data}


def paged(call: Call, name: str, rows: list[JSON], *, size: int = _PAGE) -> JSON:
    """Return a page of rows under the name that the pool gives them."""
    number = call.params.integer("pageIndex") or 1
    size = min(call.params.integer("pageSize") or size, _MOST)
    shown = rows[(number - 1) * size :][:size]
    return said({name: shown, "totalNum": len(rows), "pageSize": size})


def asked_farm(call: Call) -> Farm:
    """Return the farm that `algo` and `userName` name, which must be the account's own."""
    own = farm(call.core, call.account)
    if call.params.required("algo") != ALGORITHM:
        raise errors.not_valid("algo")
    if call.params.required("userName") != own.name:
        raise errors.not_valid("userName")
    return own
