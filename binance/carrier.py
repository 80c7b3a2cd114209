"""To Binance and back: the last steps before the wire, and the first after it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

from binance.calls import Credentials, signed, unsigned
from binance.classify import failure, not_by_binance
from binance.clock import Clock, Clocks
from binance.errors import BinanceError, Unknown, Unreachable
from binance.hooks import Hooks, RequestDone
from binance.limits import Admission, Priority
from binance.origins import Origins
from binance.request import Request
from binance.room import Room
from binance.transport import Answer, Call, Transport


class Carried(NamedTuple):
    """The body of an answer, when its request left and when it was there."""

    body: bytes
    sent_at: float
    received_at: float


@dataclass(slots=True)
class _Trip:
    """What has become of one admission so far."""

    sent_at: float | None = None
    answer: Answer | None = None
    error: BinanceError | None = None


class Carrier:
    """Carries admitted requests, and settles what they were admitted with."""

    def __init__(
        self,
        transport: Transport,
        origins: Origins,
        clocks: Clocks,
        *,
        hooks: Hooks,
        now: Clock,
        api_key: str | None,
        room: Room,
    ) -> None:
        self._transport, self._origins, self._clocks = transport, origins, clocks
        self._hooks, self._now = hooks, now
        self._api_key, self._room = api_key, room

    async def carry(
        self,
        request: Request[Any],
        origins: Sequence[str],
        credentials: Credentials | None,
        admission: Admission,
        priority: Priority,
        *,
        leaves: Callable[[], object],
        leave_by: float = inf,
    ) -> Carried:
        """Send a request and return the good answer to it, or raise what became of it.

        `leaves` is called when it would leave, and raises what keeps it here; after `leave_by`, by
        the loop's clock, no other address is tried.
        """
        trip = _Trip()
        try:
            await self._room.enter(priority)
            try:
                admission.check()
                leaves()
                await self._travel(request, origins, credentials, trip, leave_by)
            finally:
                self._room.leave()
        finally:  # also when cancelled: it may have left, so its weight stays counted
            if trip.sent_at is None:
                admission.release()
            else:
                headers = trip.answer.headers if trip.answer else None
                ok = trip.answer is not None and trip.error is None
                await admission.settle(headers, ok=ok, error=trip.error)
        if trip.error is not None:
            raise trip.error
        assert trip.answer is not None
        assert trip.sent_at is not None
        return Carried(trip.answer.body, trip.sent_at, self._now())

    async def _travel(
        self,
        request: Request[Any],
        origins: Sequence[str],
        credentials: Credentials | None,
        trip: _Trip,
        leave_by: float,
    ) -> None:
        """Try one address after another until one can be reached."""
        now = asyncio.get_running_loop().time
        for origin in origins:
            if trip.error is not None and now() > leave_by:
                return
            # Signed only now: no wait for a limit or a place may eat into recvWindow.
            call = self._call(request, origin, credentials)
            trip.sent_at = self._now()
            try:
                trip.answer = await self._transport.send(call)
            except Unreachable as unreachable:
                self._origins.failed(origin)
                self._tell(request, trip.sent_at, None, unreachable)
                trip.sent_at, trip.error = None, unreachable
                continue
            except Unknown as unknown:
                trip.error = unknown
            else:
                self._origins.answered(origin)
                trip.error = self._error_in(request, trip.answer)
            self._tell(request, trip.sent_at, trip.answer, trip.error)
            return

    def _call(self, request: Request[Any], origin: str, credentials: Credentials | None) -> Call:
        if credentials is not None and request.security.signed:
            return signed(request, origin, credentials, self._clocks.of(request.api).ms())
        api_key = self._api_key if credentials is None else credentials.signer.api_key
        return unsigned(request, origin, api_key)

    def _error_in(self, request: Request[Any], answer: Answer) -> BinanceError | None:
        error = failure(
            answer.status,
            answer.body,
            api=request.api,
            retry_after=answer.headers.get("retry-after"),
            now=self._clocks.of(request.api).time(),
        )
        if error is not None and not request.reads and not_by_binance(answer.status, error):
            return Unknown(f"HTTP {answer.status} without a word of Binance's")
        return error

    def _tell(
        self,
        request: Request[Any],
        since: float,
        answer: Answer | None,
        error: BinanceError | None,
    ) -> None:
        self._hooks.tell(
            RequestDone(
                api=request.api,
                method=request.method,
                path=request.path,
                status=answer.status if answer else None,
                error=type(error).__name__ if error else None,
                seconds=self._now() - since,
                weight=request.cost,
            )
        )
