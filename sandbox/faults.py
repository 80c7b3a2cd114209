"""Faults that a test or a person orders from a sandbox, and the cut connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from sandbox.server import ABORT, Receive, Scope, Send

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "status",  # this status instead of an answer; the request is carried out when `execute`
    "delay",  # the answer waits `seconds`
    "drop_before",  # the connection ends, nothing was done
    "drop_after",  # the request is carried out, then the connection ends
    "garbage",  # the request is carried out, the answer cannot be parsed
    "ban",  # every request from that address is refused for `seconds`
    "shutdown",  # sockets are told that the server goes away, then closed
    "silence",  # sockets stay open and say nothing for `seconds`
    "cut",  # sockets are closed at once
]


class Match(BaseModel):
    """What a fault applies to; what is left out applies to everything."""

    model_config = ConfigDict(extra="forbid")

    method: str | None = None
    path: str = "*"

    def covers(self, method: str, path: str) -> bool:
        if self.method is not None and self.method.upper() != method.upper():
            return False
        if self.path.endswith("*"):
            return path.startswith(self.path[:-1])
        return path == self.path


class Fault(BaseModel):
    """A fault that happens the next `times` times something matches."""

    model_config = ConfigDict(extra="forbid")

    match: Match = Match()
    times: int = Field(default=1, ge=1)
    kind: Kind
    seconds: float = Field(default=1.0, ge=0)
    status: int | None = Field(default=None, ge=400, le=599)
    code: int | None = None
    msg: str | None = None
    execute: bool = False
    retry_after: int | None = None
    description: str | None = None


class Faults:
    """The faults that wait for their turn, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._waiting)

    def add(self, faults: list[Fault]) -> None:
        self._waiting.extend(fault.model_copy() for fault in faults)

    def take(self, method: str, path: str, *, kinds: frozenset[str] | None = None) -> Fault | None:
        """Return the first fault that covers the call (and is one of `kinds`), used up by one."""
        for fault in self._waiting:
            if (kinds is None or fault.kind in kinds) and fault.match.covers(method, path):
                fault.times -= 1
                self.discard_spent()
                return fault
        return None

    def discard_spent(self) -> None:
        """Forget the faults that have happened as often as they should."""
        self._waiting = [fault for fault in self._waiting if fault.times > 0]

    def clear(self) -> None:
        self._waiting.clear()


class DropConnection(Response):
    """The response that never comes: the connection ends without an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the ASGI signature
        cut(scope)
        while not (await receive())["type"].endswith(".disconnect"):
            pass  # until the server knows too, it would answer for us


def cut(scope: Scope) -> None:
    """End the connection of `scope` at once, without a word."""
    abort = scope.get("extensions", {}).get(ABORT)
    if abort is None:  # called in-process, by httpx: it would raise this for a real socket
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
    abort["now"]()
