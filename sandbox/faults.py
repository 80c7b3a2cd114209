"""Faults that a test or a person orders from a sandbox, and the cut connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

import httpx
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.responses import Response

from sandbox.server import ABORT, Receive, Scope, Send

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "status",
    "delay",
    "drop_before",
    "drop_after",
    "garbage",
    "truncated",
    "ban",
    "foreign_weight",
    "clock_skew",
    "read_lag",
    "forgetting",
    "shutdown",
    "silence",
    "cut",
    "duplicate",
    "reorder",
]

_STATUS = "status code msg execute retry_after description"

KINDS: dict[Kind, tuple[str, str]] = {
    "status": ("This status is answered instead; with execute, the deed is done first.", _STATUS),
    "delay": ("The request, or with execute its answer, waits for so long.", "seconds execute"),
    "drop_before": ("The connection ends and nothing was done.", ""),
    "drop_after": ("The request is carried out, then the connection ends.", ""),
    "garbage": ("The request is carried out; its answer cannot be parsed.", ""),
    "truncated": ("The request is carried out; its answer breaks off half way.", ""),
    "ban": ("Everything from that address is refused for so long.", "seconds status"),
    "foreign_weight": ("Somebody else at that address has used this much weight.", "weight"),
    "clock_skew": ("The exchange's clock is ahead by so much, or behind if negative.", "seconds"),
    "read_lag": ("What is younger than this cannot be read, on spot.", "seconds"),
    "forgetting": ("A conditional order that is over cannot be found.", ""),
    "shutdown": ("Sockets are told that the server goes away, then closed.", ""),
    "silence": ("Sockets stay open and say nothing for so long.", "seconds"),
    "cut": ("Sockets are closed at once.", ""),
    "duplicate": ("A user event, of the type in match.method, is sent twice.", ""),
    "reorder": ("A user event is sent after the next one, or after so long.", "seconds"),
}
"""What happens, and the parameters that say how, beside `match` and `times`."""

_OF_ALL = frozenset({"kind", "match", "times"})


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
    seconds: float = Field(default=1.0, allow_inf_nan=False)
    status: int | None = Field(default=None, ge=400, le=599)
    code: int | None = None
    msg: str | None = None
    execute: bool = False
    retry_after: int | None = None
    description: str | None = None
    weight: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        """Refuse a parameter that would be ignored, and a kind without the one it needs."""
        taken = KINDS[self.kind][1].split()
        for name in sorted(self.model_fields_set - _OF_ALL - set(taken)):
            has = f"it has {', '.join(taken)}" if taken else "it has no parameters"
            raise ValueError(f"a fault of kind {self.kind} does not have {name}: {has}")
        if self.kind == "foreign_weight" and self.weight is None:
            raise ValueError("a fault of kind foreign_weight needs weight: how much was used")
        if self.seconds < 0 and self.kind != "clock_skew":
            raise ValueError("seconds must not be negative: only a clock_skew can go back")
        return self


class Faults:
    """The faults that wait for their turn, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self._waiting)

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
