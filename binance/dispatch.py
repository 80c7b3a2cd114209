"""The way of a request: breaker, limiter, wire, and another attempt where that may be."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any, Generic, Protocol, Self, TypeVar

from binance.answers import decoded
from binance.breaker import Breaker, BreakerPolicy, BreakerState
from binance.calls import Credentials
from binance.carrier import Carried, Carrier
from binance.clock import Clock, Clocks, Reading
from binance.codes import FUTURES_APIS
from binance.errors import BinanceError, BreakerOpen, ClockSkew, HeldUp, Unknown, Unreachable
from binance.hooks import BreakerChanged, Hooks, Retried
from binance.limits import Admission, Limits, Priority
from binance.limits.admission import Halted
from binance.models.market import ServerTime
from binance.origins import Origins
from binance.request import Public, Request, Security
from binance.retry import Retry

Leaves = Callable[[], object]
R = TypeVar("R")
T = TypeVar("T")
log = logging.getLogger(__name__)

_CLOCK_WITHIN = 10.0  # seconds: what is to be sent waits no longer for the time


@dataclass(frozen=True, slots=True)
class Errand(Generic[R]):
    """A request on its way: who asks, how urgently, and what is made of the answer.

    `leave_by`, by the loop's clock, is when it is too late to begin.
    """

    request: Request[Any]
    read: Callable[[Carried], R]
    credentials: Credentials | None = None
    user: str = ""
    priority: Priority = Priority.NORMAL
    leave_by: float = inf


@dataclass(frozen=True, slots=True)
class Way:
    """How a request gets to Binance and back; `name` is that of the breaker that watches it.

    Whoever carries calls what it is given when the request would leave, and not before.
    """

    name: str
    carry: Callable[[Errand[Any], Admission, Leaves], Awaitable[Carried]]
    over_socket: bool = False


class Sockets(Protocol):
    """Whoever has connections to the WebSocket APIs."""

    async def way(self, errand: Errand[Any]) -> Way | None:
        """Find a connection that would take a request now."""
        ...


class Dispatcher:
    """Sends requests of all users through one set of limits and breakers.

    What changes something leaves `within` so many seconds, or not at all: it was decided on what
    was true when it was handed over.
    """

    def __init__(
        self,
        carrier: Carrier,
        origins: Origins,
        clocks: Clocks,
        limits: Limits,
        *,
        retry: Retry,
        hooks: Hooks,
        ticks: Clock,
        policy: BreakerPolicy,
        within: float,
    ) -> None:
        self._carrier, self._origins = carrier, origins
        self._clocks, self._limits = clocks, limits
        self._retry, self._hooks, self._ticks = retry, hooks, ticks
        self._policy, self._within = policy, within
        self.sockets: Sockets | None = None
        self.breakers: dict[str, Breaker] = {}

    def over(self, sockets: Sockets) -> Self:
        """Make a twin that sends over sockets where it can; all else they have in common."""
        twin = copy(self)
        twin.sockets = sockets
        return twin

    async def send(
        self,
        request: Request[T],
        credentials: Credentials | None = None,
        *,
        user: str = "",
        priority: Priority | None = None,
    ) -> T:
        """Carry out a request and read its answer.

        Reads are tried again; anything else only where Binance says that it did nothing.
        """
        priority = usual_priority(request) if priority is None else priority

        def read(carried: Carried) -> T:
            return decoded(request, carried.body)

        leave_by = inf if request.reads else asyncio.get_running_loop().time() + self._within
        return await self._run(Errand(request, read, credentials, user, priority, leave_by))

    async def fetch(
        self, request: Request[Any], *, user: str = "", priority: Priority | None = None
    ) -> bytes:
        """Carry out what anybody may ask, and return the answer as it came."""
        priority = usual_priority(request) if priority is None else priority
        return await self._run(Errand(request, _body, None, user, priority))

    async def resync(self, api: str) -> None:
        """Compare our clock with that of an API family."""
        await self._clocks.of(api).resync(partial(self._read_time, api))

    def breaker(self, api: str) -> Breaker:
        """Find the breaker of an API family."""
        if api not in self.breakers:
            self.breakers[api] = Breaker(
                api, self._ticks, self._policy, changed=self._breaker_changed
            )
        return self.breakers[api]

    async def _run(self, errand: Errand[R]) -> R:
        request = errand.request
        return await self._retry.run(
            partial(self._attempt, errand),
            reads=request.reads,
            told=partial(self._retried, request),
        )

    async def _attempt(self, errand: Errand[R]) -> R:
        """Try once, or twice when the clock is wrong: Binance then looked at nothing else."""
        api = errand.request.api
        if self._clocks.of(api).jumped:
            await self._resynced(api)
        try:
            return await self._carry(errand)
        except ClockSkew as skew:
            skewed = skew
        if not await self._resynced(api):
            raise skewed
        return await self._carry(errand)

    async def _carry(self, errand: Errand[R]) -> R:
        """Bring a request there and back; what a silence overtook waits in line again."""
        while True:
            try:
                return await self._carry_once(errand)
            except Halted:
                continue

    async def _carry_once(self, errand: Errand[R]) -> R:
        """Bring a request there and back: over a socket, or by REST.

        What could not leave over the socket was certainly never sent.
        """
        socket = None if self.sockets is None else await self.sockets.way(errand)
        if socket is not None:
            try:
                return await self._travel(errand, socket)
            except HeldUp:
                raise  # it is too late for REST as well
            except (Unreachable, BreakerOpen) as error:
                log.info("by REST, because of the socket: %s", error)
        return await self._travel(errand, self._rest(errand.request.api))

    async def _travel(self, errand: Errand[R], way: Way) -> R:
        """Bring a request there and back, and read the answer.

        The breaker is asked twice: before the waits for room and for a connection, so that nobody
        waits in vain, and after them, so that it sees and holds permits for the way only.
        """
        request, user, priority = errand.request, errand.user, errand.priority
        breaker = self.breaker(way.name)
        urgent = priority is Priority.CRITICAL and not request.reads
        breaker.check(urgent=urgent)
        admission = await self._limits.admit(
            request, user=user, priority=priority, over_socket=way.over_socket
        )

        def leaves() -> None:
            if asyncio.get_running_loop().time() > errand.leave_by:
                raise HeldUp("it has waited here for too long")
            permits.enter_context(breaker.permit(urgent=urgent))

        try:
            with ExitStack() as permits:
                return errand.read(await way.carry(errand, admission, leaves))
        except Unknown as unknown:
            unknown.concerns(request)
            raise

    def _rest(self, api: str) -> Way:
        origins = self._origins.of(api)

        async def carry(errand: Errand[Any], admission: Admission, leaves: Leaves) -> Carried:
            return await self._carrier.carry(
                errand.request,
                origins,
                errand.credentials,
                admission,
                errand.priority,
                leaves=leaves,
                leave_by=errand.leave_by,
            )

        return Way(api, carry)

    async def _read_time(self, api: str) -> Reading:
        question = _question_of_time(api)

        def read(carried: Carried) -> Reading:
            time = decoded(question, carried.body)
            return Reading(carried.sent_at, time.server_time, carried.received_at)

        return await self._carry(Errand(question, read, priority=Priority.CRITICAL))

    async def _resynced(self, api: str) -> bool:
        """Set the clock if that can be done soon; why not is no answer to what was asked."""
        clock = self._clocks.of(api)
        if clock.in_vain:
            return False
        try:
            async with asyncio.timeout(_CLOCK_WITHIN):
                await self.resync(api)
        except (BinanceError, TimeoutError) as error:
            clock.failed()
            log.warning("Binance's clock could not be read: %s", error or "no answer in time")
            return False
        return True

    def _retried(
        self, request: Request[Any], number: int, pause: float, error: BinanceError
    ) -> None:
        name = type(error).__name__
        self._hooks.tell(Retried(request.api, request.method, request.path, number, pause, name))

    def _breaker_changed(self, api: str, state: BreakerState) -> None:
        self._hooks.tell(BreakerChanged(api, state))


def usual_priority(request: Request[Any]) -> Priority:
    """Put what frees money before what risks it, and both before what is only looked at.

    By its security, because margin's orders count in no ORDERS limit.
    """
    if request.reads or request.security is not Security.TRADE:
        return Priority.NORMAL
    return Priority.CRITICAL if request.method == "DELETE" else Priority.HIGH


def _question_of_time(api: str) -> Public[ServerTime]:
    """Choose whom to ask; imported here, because a quick start needs neither."""
    if api in FUTURES_APIS:
        from binance.public import futures

        return futures.Time()
    from binance.public import spot

    return spot.Time()


def _body(carried: Carried) -> bytes:
    return carried.body
