"""The way of a request: breaker, limiter, signature, wire, and the meaning of the answer."""

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from binance.breaker import Breaker, BreakerState
from binance.classify import demands_silence, failure, not_by_binance
from binance.clock import Clock, Reading, ServerClock
from binance.errors import (
    BinanceError,
    ClockSkew,
    NotAvailable,
    RateLimited,
    Unknown,
    Unreachable,
    Unreadable,
)
from binance.hooks import BreakerChanged, Hooks, RequestDone, Stopped, Waited
from binance.hosts import Hosts
from binance.limits import Limits, Priority, Reservation, WeightPool
from binance.public.spot import Time
from binance.request import Request, Security
from binance.retry import Retry
from binance.signing import Signer, query_string, signed_query
from binance.transport import Answer, Call, Transport

T = TypeVar("T")


@dataclass(frozen=True)
class Credentials:
    """Who signs, and for how many milliseconds the signature may be used."""

    signer: Signer
    recv_window: int


class Dispatcher:
    """Sends requests of all users through one set of limits and breakers."""

    def __init__(
        self,
        hosts: Hosts,
        transport: Transport,
        clock: ServerClock,
        limits: Limits,
        *,
        retry: Retry,
        hooks: Hooks,
        now: Clock,
        api_key: str | None = None,
    ) -> None:
        self._hosts, self._transport = hosts, transport
        self._clock, self._limits = clock, limits
        self._retry, self._hooks, self._now = retry, hooks, now
        self._api_key = api_key
        self.breakers: dict[str, Breaker] = {}
        self.last_success_at: float | None = None

    async def send(
        self,
        request: Request[T],
        credentials: Credentials | None = None,
        *,
        priority: Priority = Priority.NORMAL,
    ) -> T:
        """Carry out a request; reads are retried, anything else leaves at most once.

        The one exception is a wrong clock: Binance then looked at nothing but the timestamp.
        """

        async def attempt() -> T:
            try:
                return (await self._carry(request, credentials, priority))[0]
            except ClockSkew:
                pass
            await self._clock.resync(self.read_time)
            return (await self._carry(request, credentials, priority))[0]

        return await (self._retry.read(attempt) if request.reads else attempt())

    async def read_time(self) -> Reading:
        """Look at Binance's clock."""
        time, sent_at, received_at = await self._carry(Time(), None, Priority.CRITICAL)
        return Reading(sent_at, time.server_time, received_at)

    async def _carry(
        self, request: Request[T], credentials: Credentials | None, priority: Priority
    ) -> tuple[T, float, float]:
        """Bring a request there and back; tells also when it left and when the answer came."""
        origin = self._hosts.rest(request.api)
        if origin is None:
            raise NotAvailable(f"{self._hosts.name} has no /{request.api}")
        with self._breaker(request.api).permit():
            pool = self._limits.pool(request)
            reservation = await self._reserve(pool, request.cost, priority)
            # Signed only now: the wait for room must not eat into recvWindow.
            call = self._call(request, origin, credentials)
            sent_at = self._now()
            answer = await self._exchange(request, call, pool, reservation)
            return _model(request, answer), sent_at, self._now()

    async def _exchange(
        self, request: Request[Any], call: Call, pool: WeightPool, reservation: Reservation
    ) -> Answer:
        started_at = self._now()
        answer: Answer | None = None
        error: BinanceError | None
        try:
            answer = await self._transport.send(call)
            error = self._error_in(request, answer)
            if demands_silence(error):  # before anybody who waits is let through below
                pool.stop(error.until)
        except Unreachable as unreachable:
            pool.release(reservation)
            error = unreachable
        except Unknown as unknown:
            error = unknown
        finally:  # also when cancelled: it may have left, so its weight stays counted
            free = request.free_on_success and answer is not None and answer.status == 200
            pool.settle(reservation, _weight_used(answer), free=free)
        self._tell(request, answer, error, self._now() - started_at)
        if answer is not None and error is None:
            self.last_success_at = self._now()
            return answer
        if demands_silence(error):
            self._hooks.tell(Stopped(pool.name, error.until))
            await self._limits.remember(pool)
        assert error is not None
        raise error

    async def _reserve(self, pool: WeightPool, cost: int, priority: Priority) -> Reservation:
        asked_at = self._now()
        try:
            reservation = await pool.reserve(cost, priority)
        except RateLimited:
            self._hooks.tell(Waited(pool.name, self._now() - asked_at, granted=False))
            raise
        self._hooks.tell(Waited(pool.name, self._now() - asked_at, granted=True))
        return reservation

    def _call(self, request: Request[Any], origin: str, credentials: Credentials | None) -> Call:
        """Spell a request; signed parameters of a POST travel in the body, out of URL logs."""
        if credentials is None or not request.security.signed:
            api_key = None if request.security is Security.NONE else self._api_key
            query = query_string(request.params())
            return Call(request.method, origin, request.path, query=query, api_key=api_key)
        signed = signed_query(
            request.params(),
            credentials.signer,
            timestamp_ms=self._clock.ms(),
            recv_window=credentials.recv_window,
        )
        in_body = request.method in {"POST", "PUT"}
        return Call(
            request.method,
            origin,
            request.path,
            query="" if in_body else signed,
            body=signed if in_body else "",
            api_key=credentials.signer.api_key,
        )

    def _error_in(self, request: Request[Any], answer: Answer) -> BinanceError | None:
        retry_after = answer.headers.get("retry-after")
        now = self._clock.time()
        error = failure(answer.status, answer.body, retry_after=retry_after, now=now)
        if error is not None and not request.reads and not_by_binance(answer.status, error):
            return Unknown(f"HTTP {answer.status} without a word of Binance's")
        return error

    def _tell(
        self,
        request: Request[Any],
        answer: Answer | None,
        error: BinanceError | None,
        seconds: float,
    ) -> None:
        self._hooks.tell(
            RequestDone(
                method=request.method,
                path=request.path,
                status=answer.status if answer else None,
                error=type(error).__name__ if error else None,
                seconds=seconds,
                weight=request.cost,
            )
        )

    def _breaker(self, api: str) -> Breaker:
        if api not in self.breakers:
            self.breakers[api] = Breaker(api, self._now, changed=self._breaker_changed)
        return self.breakers[api]

    def _breaker_changed(self, api: str, state: BreakerState) -> None:
        self._hooks.tell(BreakerChanged(api, state))


def _model(request: Request[T], answer: Answer) -> T:
    """Read an answer; one to an order that cannot be read leaves its fate unknown."""
    try:
        model: T = request.read(answer.body)
    except ValidationError as error:
        # Only where it failed: pydantic's own text quotes the values, which are a user's.
        places = {".".join(map(str, problem["loc"])) for problem in error.errors()}
    else:
        return model
    what = f"the answer to {request.method} {request.path} does not fit"
    where = ", ".join(sorted(places)[:3]) or "JSON"
    raise Unreadable(f"{what} at {where}") if request.reads else Unknown(what)


def _weight_used(answer: Answer | None) -> int | None:
    """Read what Binance has counted in this minute, whichever of its headers says so."""
    for name in ("x-mbx-used-weight-1m", "x-sapi-used-ip-weight-1m"):
        if answer is not None and (used := answer.headers.get(name, "")).isdigit():
            return int(used)
    return None
