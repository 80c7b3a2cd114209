"""The client: `Binance` for what anybody may ask, `Account` for what only its owner may.

async with Binance(Hosts.live()) as binance:
    price = await binance.send(spot.Price(symbol="BTCUSDT"))
    order = await binance.account(signer).send(NewOrder(...))
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from pydantic import ValidationError

from binance.account import Account
from binance.answers import unreadable
from binance.breaker import Breaker, BreakerPolicy, BreakerState
from binance.cache import AnswerCache, Kept
from binance.calls import Credentials
from binance.carrier import Carrier
from binance.clock import Clock, Clocks, ServerClock, ticking
from binance.dispatch import Dispatcher
from binance.errors import BinanceError, NotAvailable
from binance.gather import Progress, gather
from binance.hooks import CacheHit, Hook, Hooks
from binance.hosts import Hosts
from binance.limits import BanStore, Ledger, Limits, PoolState, Priority, Target
from binance.metrics import Meter, Metrics
from binance.origins import Origins
from binance.request import Private, Public
from binance.retry import Retry
from binance.room import Room
from binance.signing import Signer
from binance.symbols import Symbols
from binance.transport import AsyncTransport, Transport

if TYPE_CHECKING:
    from binance.streams.connection import SocketPolicy

T = TypeVar("T")
log = logging.getLogger(__name__)

_CLOCK_EVERY = 600.0
_AFTER_FAILURE = 60.0
_LOOK_EVERY = 10.0  # at our own clock, which costs nothing
_SYMBOLS_EVERY = 3600.0
_SYMBOLS_AGAIN = 30.0


@dataclass(frozen=True)
class Health:
    """How things stand; times in seconds."""

    pools: tuple[PoolState, ...]
    breakers: dict[str, BreakerState]
    clock_offset: float
    last_success_age: float | None


class Binance:
    """One world of Binance's, shared by all users: one set of connections, limits and breakers.

    `bans` outlive the process, a `ledger` may be shared by several, a `target` is the rate of
    success at which the limits aim; `timeout` and `max_wait` are seconds. `ticks` is a clock that
    nobody sets, for what has to last so long whatever happens to `now`.
    """

    def __init__(
        self,
        hosts: Hosts,
        *,
        api_key: str | None = None,
        transport: AsyncTransport | None = None,
        now: Clock = time.time,
        ticks: Clock | None = None,
        bans: BanStore | None = None,
        ledger: Ledger | None = None,
        target: Target | None = None,
        cache: AnswerCache | None = None,
        hooks: Sequence[Hook] = (),
        timeout: float = 10,
        max_wait: float = 10,
        retry: Retry | None = None,
        breaker: BreakerPolicy | None = None,
    ) -> None:
        self.hosts = hosts
        self._now, self._ticks, self._timeout = now, ticks or ticking(now), timeout
        self._meter = Meter(now)
        self._hooks = Hooks([self._meter, *hooks])
        self._clocks = Clocks(now, self._ticks)
        self.limits = Limits(
            hosts.name,
            self.clock.time,
            bans=bans,
            ledger=ledger,
            max_wait=max_wait,
            target=target,
            tell=self._hooks.tell,
        )
        self._transport = Transport(transport, timeout=timeout)
        room = Room()
        self._cache = cache
        origins = Origins(hosts, self._ticks)
        self._carrier = Carrier(
            self._transport,
            origins,
            self._clocks,
            hooks=self._hooks,
            now=now,
            api_key=api_key,
            room=room,
        )
        self._dispatcher = Dispatcher(
            self._carrier,
            origins,
            self._clocks,
            self.limits,
            retry=retry or Retry(),
            hooks=self._hooks,
            ticks=self._ticks,
            policy=breaker or BreakerPolicy(),
            within=max_wait + room.patience,
        )
        self._symbols = Kept(self._fetch_symbols, now, ttl=_SYMBOLS_EVERY)

    async def __aenter__(self) -> Self:
        await self.limits.restore()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.close()

    @property
    def clock(self) -> ServerClock:
        """The clock of spot's servers."""
        return self._clocks.spot

    async def send(
        self, request: Public[T], *, owner: str = "", priority: Priority | None = None
    ) -> T:
        """Ask what anybody may ask; `owner` is on whose behalf, for fairness among users."""
        if not isinstance(request, Public):
            raise TypeError(_through_another_door(request))
        if self._cache is None:
            answer = await self._dispatcher.send(request, user=owner, priority=priority)
        else:
            answer = await self._through(self._cache, request, owner, priority)
        if request.path.endswith("/exchangeInfo"):
            self.limits.adopt(getattr(answer, "rate_limits", ()), request.api)
        return answer

    async def gather(
        self,
        requests: Iterable[Public[T]],
        *,
        limit: int = 8,
        owner: str = "",
        priority: Priority | None = None,
        progress: Progress | None = None,
    ) -> list[T | BinanceError]:
        """Send many requests side by side; answers in order, with errors among them."""

        async def send(request: Public[T]) -> T:
            return await self.send(request, owner=owner, priority=priority)

        return await gather(send, requests, limit=limit, progress=progress)

    def account(
        self, signer: Signer, *, owner: str | None = None, recv_window: int = 5000
    ) -> Account:
        """Open the door for one user's key; keep it, because it remembers a refused key.

        `owner` names the account at Binance, whose keys share its limits; without it each key
        is taken for an account of its own.
        """
        credentials = Credentials(signer, recv_window)
        return Account(self._dispatcher, credentials, owner, self._ticks)

    @asynccontextmanager
    async def over_sockets(
        self, *, sessions: int = 4, policy: "SocketPolicy | None" = None
    ) -> AsyncIterator[Self]:
        """Open a twin whose requests travel over the WebSocket APIs, and by REST where they cannot.

        All else they have in common. The first `sessions` Ed25519 keys log on, each to a
        connection of its own; all others share one, and sign what they send.
        """
        from binance.streams.connection import SocketPolicy  # REST alone needs none of it
        from binance.streams.requests import WsCarrier, WsRequests

        sockets = WsRequests(
            self.hosts,
            self._clocks,
            self.limits,
            WsCarrier(self._clocks, hooks=self._hooks, now=self._now),
            self._dispatcher.resync,
            policy=policy or SocketPolicy(),
            sessions=sessions,
            timeout=self._timeout,
        )
        twin = copy(self)
        twin._dispatcher = self._dispatcher.over(sockets)  # noqa: SLF001 - it is one of us
        async with sockets.opened():
            yield twin

    def breaker(self, api: str) -> Breaker:
        """The breaker of a family, to open or close by hand.

        "api", "sapi", "fapi" and "dapi"; those of WebSocket APIs are "ws-api" and its likes.
        """
        if not (self.hosts.origins(api) or self.hosts.wsapi(api.removeprefix("ws-"))):
            raise NotAvailable(self.hosts.absence(api))
        return self._dispatcher.breaker(api)

    async def symbols(self) -> Symbols:
        """Every symbol and its rules, at most an hour old."""
        return await self._symbols.get()

    async def symbols_anew(self, *, pause: float = _SYMBOLS_AGAIN) -> Symbols:
        """As `symbols`, asked for before their time: one is wanted that is not among them.

        Once in `pause` seconds at most, whoever wants it.
        """
        return await self._symbols.renewed(pause=pause)

    async def resync(self) -> None:
        """Compare our clock with Binance's, and with the futures' when they are in use."""
        await self._dispatcher.resync("api")
        if self._clocks.futures.synced_at is not None:
            await self._dispatcher.resync("fapi")

    async def run(self) -> None:
        """Keep the clock and the symbols fresh; never returns."""
        while True:
            pause = _CLOCK_EVERY
            try:
                await self.resync()
                await self.symbols()
            except BinanceError as error:
                log.warning("clock and symbols could not be refreshed: %s", error)
                pause = _AFTER_FAILURE
            await self._rest(pause)

    def health(self) -> Health:
        last = self._meter.last_success_at
        return Health(
            pools=self.limits.states(),
            breakers=self._breaker_states(),
            clock_offset=self.clock.offset,
            last_success_age=None if last is None else self._now() - last,
        )

    def metrics(self) -> Metrics:
        """Count the last minutes."""
        return Metrics(
            families=self._meter.families(),
            pools=self.limits.states(),
            breakers=self._breaker_states(),
            retries=self._meter.retries,
            cache_hits=self._meter.cache_hits,
            cache_hit_ratio=self._meter.cache_hit_ratio,
        )

    async def _through(
        self, cache: AnswerCache, request: Public[T], owner: str, priority: Priority | None
    ) -> T:
        """Ask the cache, which fetches what it does not have."""
        fetched = False

        async def fetch() -> bytes:
            nonlocal fetched
            fetched = True
            self._meter.cache_misses += 1
            return await self._dispatcher.fetch(request, user=owner, priority=priority)

        try:
            answer = await cache.answer(request, fetch)
        except ValidationError as error:  # of a cache that is not ours; it would quote values
            failure = unreadable(request, error)
        else:
            if not fetched:
                self._hooks.tell(CacheHit(f"{request.method} {request.path}"))
            return answer
        raise failure

    async def _rest(self, seconds: float) -> None:
        """Sleep, but no longer than until our clock is found to have been set."""
        for _ in range(int(seconds / _LOOK_EVERY)):
            await asyncio.sleep(_LOOK_EVERY)
            if self.clock.jumped:
                log.warning("our clock was set: asking Binance for the time")
                return

    def _breaker_states(self) -> dict[str, BreakerState]:
        return {name: one.state for name, one in self._dispatcher.breakers.items()}

    async def _fetch_symbols(self) -> Symbols:
        from binance.public.spot import ExchangeInfo

        info = await self._dispatcher.send(ExchangeInfo())  # past the cache: this is one itself
        self.limits.adopt(info.rate_limits)
        await asyncio.sleep(0)  # megabytes were read: others have their turn first
        return Symbols(info.symbols)


def _through_another_door(request: object) -> str:
    name = type(request).__name__
    if isinstance(request, Private):
        return f"{name} needs its owner's key: send it with binance.account(key).send(...)"
    return f"a request such as spot.Price(symbol='BTCUSDT') is sent, and not a {name}"
