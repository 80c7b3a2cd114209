"""To Binance and back over a socket: the last steps before the wire, and the first after it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from binance.carrier import Carried
from binance.classify import not_by_binance
from binance.clock import Clock, Clocks
from binance.dispatch import Errand
from binance.errors import BinanceError, Unknown, Unreachable
from binance.hooks import Hooks, RequestDone
from binance.limits import Admission
from binance.request import Request
from binance.streams.requests.answers import Message, counts, error_in
from binance.streams.requests.calls import spelt
from binance.streams.requests.line import WsLine
from binance.streams.requests.wsapi import NoAnswer


@dataclass(slots=True)
class _Trip:
    """What has become of one admission so far."""

    sent_at: float | None = None
    answer: Message | None = None
    error: BinanceError | None = None


class WsCarrier:
    """Carries admitted requests over sockets, and settles what they were admitted with."""

    def __init__(self, clocks: Clocks, *, hooks: Hooks, now: Clock) -> None:
        self._clocks, self._hooks, self._now = clocks, hooks, now

    async def carry(
        self,
        line: WsLine,
        errand: Errand[Any],
        admission: Admission,
        leaves: Callable[[], object],
        *,
        logged_on: bool,
    ) -> Carried:
        """Send a request and return the good answer to it, or raise what became of it.

        `Unreachable` means that nothing was written.
        """
        trip = _Trip()
        try:
            admission.check()
            leaves()
            await self._travel(line, errand, trip, logged_on=logged_on)
        finally:  # also when cancelled: it may have left, so its weight stays counted
            await self._settle(admission, trip)
        if trip.error is not None:
            raise trip.error
        assert trip.answer is not None
        assert trip.sent_at is not None
        return Carried(trip.answer["result"], trip.sent_at, self._now())

    async def _travel(
        self, line: WsLine, errand: Errand[Any], trip: _Trip, *, logged_on: bool
    ) -> None:
        """Write on whichever connection is the current one now: it may have changed meanwhile."""
        request = errand.request
        assert request.ws_method is not None
        connection = line.current
        if connection is None:
            raise Unreachable("there is no connection")
        timestamp = self._clocks.of(request.api).ms()
        params = spelt(request, errand.credentials, timestamp, logged_on=logged_on)
        trip.sent_at = self._now()
        try:
            trip.answer = await connection.ask(request.ws_method, params)
            trip.error = self._error_in(request, trip.answer)
        except NoAnswer as lost:
            trip.error = lost
        self._tell(request, trip)

    async def _settle(self, admission: Admission, trip: _Trip) -> None:
        if trip.sent_at is None:
            admission.release()
            return
        used = None if trip.answer is None else counts(trip.answer)
        ok = trip.answer is not None and trip.error is None
        await admission.settle(used, ok=ok, error=trip.error)

    def _error_in(self, request: Request[Any], answer: Message) -> BinanceError | None:
        error = error_in(answer, api=request.api, now=self._clocks.of(request.api).time())
        status = answer.get("status") or 0
        if error is not None and not request.reads and not_by_binance(status, error):
            return Unknown(f"status {status} without a word of Binance's")
        return error

    def _tell(self, request: Request[Any], trip: _Trip) -> None:
        assert trip.sent_at is not None
        self._hooks.tell(
            RequestDone(
                api=f"ws-{request.api}",
                method="WS",
                path=request.ws_method or "",
                status=None if trip.answer is None else trip.answer.get("status"),
                error=None if trip.error is None else type(trip.error).__name__,
                seconds=self._now() - trip.sent_at,
                weight=request.ws_cost,
            )
        )
