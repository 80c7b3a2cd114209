"""What the control door shows of the exchange as a whole, and the faults ordered there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from sandbox.exchange.doors.answers import Json
from sandbox.faults import KINDS, Fault

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.sockets import Sockets

JSON = dict[str, Any]
_FAULTS = TypeAdapter(list[Fault])


class Panel:
    """Answers `/sandbox/state` and `/sandbox/faults`."""

    def __init__(self, core: Core, sockets: Sockets) -> None:
        self._core = core
        self._sockets = sockets

    async def state(self, _: Request) -> Response:
        core = self._core
        core.advance()
        accounts, pairs = core.registry.accounts.values(), core.market.pairs.values()
        return Json(
            {
                "seed": core.seed,
                "now": core.clock(),
                "symbols": {pair.symbol: f"{pair.last.price:.8f}" for pair in pairs},
                "weights": _weights(core),
                "limits": _limits(core),
                "bans": core.weights.bans(),
                "connections": [socket.path for socket in self._sockets],
                "faults": sum(fault.times for fault in core.faults),
                "accounts": len(accounts),
                "orders": sum(len(account.orders) for account in accounts),
            }
        )

    async def faults(self, _: Request) -> Response:
        return Json([fault.model_dump(exclude_none=True) for fault in self._core.faults])

    async def kinds(self, _: Request) -> Response:
        """Say which faults there are, and how each can be ordered."""
        return Json(
            [
                {"kind": kind, "says": sentence, "parameters": parameters.split()}
                for kind, (sentence, parameters) in KINDS.items()
            ]
        )

    async def add_faults(self, request: Request) -> Response:
        self._core.faults.add(_FAULTS.validate_json(await request.body()))
        self._sockets.apply_faults()
        return await self.faults(request)

    async def clear_faults(self, request: Request) -> Response:
        self._core.faults.clear()
        return await self.faults(request)


def _weights(core: Core) -> JSON:
    """Return what each address, and each account, has used of each pool."""
    weights: JSON = {}
    for payer, pool, used in core.weights.everything():
        weights.setdefault(payer, {})[pool.name] = used
    return weights


def _limits(core: Core) -> JSON:
    """Return how much may be used of each pool that somebody has used, and in how many seconds."""
    return {
        pool.name: {"limit": pool.limit, "seconds": pool.seconds}
        for _, pool, _ in core.weights.everything()
    }
