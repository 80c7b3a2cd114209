"""The client: `Binance` for what anybody may ask, `Account` for what only its owner may.

async with Binance(Hosts.live()) as binance:
    price = await binance.send(spot.Price(symbol="BTCUSDT"))
    order = await binance.account(signer).send(NewOrder(...))
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

from binance.breaker import BreakerState, KeyBreaker
from binance.cache import Kept
from binance.clock import Clock, ServerClock
from binance.dispatch import Credentials, Dispatcher
from binance.errors import BinanceError
from binance.hooks import Hook, Hooks
from binance.hosts import Hosts
from binance.limits import BanStore, Limits, PoolState, Priority
from binance.public.spot import ExchangeInfo
from binance.request import Public, Request
from binance.retry import Retry
from binance.signing import Signer
from binance.symbols import Symbols
from binance.transport import AsyncTransport, Transport

T = TypeVar("T")
log = logging.getLogger(__name__)

_CLOCK_EVERY = 600.0
_SYMBOLS_EVERY = 3600.0


@dataclass(frozen=True)
class Health:
    """How things stand; times in seconds."""

    pools: tuple[PoolState, ...]
    breakers: dict[str, BreakerState]
    clock_offset: float
    last_success_age: float | None


class Binance:
    """One world of Binance's, shared by all users: one set of connections, limits and breakers."""

    def __init__(
        self,
        hosts: Hosts,
        *,
        api_key: str | None = None,
        transport: AsyncTransport | None = None,
        now: Clock = time.time,
        bans: BanStore | None = None,
        hooks: Sequence[Hook] = (),
        timeout: float = 10,
        max_wait: float = 10,
        retry: Retry | None = None,
    ) -> None:
        self.hosts = hosts
        self.clock = ServerClock(now)
        self.limits = Limits(hosts.name, self.clock.time, bans=bans, max_wait=max_wait)
        self._now = now
        self._transport = Transport(transport, timeout=timeout)
        self._dispatcher = Dispatcher(
            hosts,
            self._transport,
            self.clock,
            self.limits,
            retry=retry or Retry(),
            hooks=Hooks(hooks),
            now=now,
            api_key=api_key,
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

    async def send(self, request: Public[T], *, priority: Priority = Priority.NORMAL) -> T:
        """Ask what anybody may ask."""
        return await self._dispatcher.send(request, priority=priority)

    def account(self, signer: Signer, *, recv_window: int = 5000) -> "Account":
        """Open the door for one user's key; keep it, because it remembers a refused key."""
        return Account(self._dispatcher, signer, recv_window, self._now)

    async def symbols(self) -> Symbols:
        """Every symbol and its rules, at most an hour old."""
        return await self._symbols.get()

    async def resync(self) -> None:
        """Compare our clock with Binance's."""
        await self.clock.resync(self._dispatcher.read_time)

    async def run(self) -> None:
        """Keep the clock and the symbols fresh; never returns."""
        while True:
            try:
                await self.resync()
                await self.symbols()
            except BinanceError as error:
                log.warning("clock and symbols could not be refreshed: %s", error)
            await asyncio.sleep(_CLOCK_EVERY)

    def health(self) -> Health:
        last = self._dispatcher.last_success_at
        return Health(
            pools=self.limits.states(),
            breakers={name: one.state for name, one in self._dispatcher.breakers.items()},
            clock_offset=self.clock.offset,
            last_success_age=None if last is None else self._now() - last,
        )

    async def _fetch_symbols(self) -> Symbols:
        info = await self.send(ExchangeInfo())
        self.limits.adopt(info.rate_limits)
        return Symbols(info.symbols)


class Account:
    """The same door for the owner of one key."""

    def __init__(
        self, dispatcher: Dispatcher, signer: Signer, recv_window: int, now: Clock
    ) -> None:
        self.signer = signer
        self._dispatcher = dispatcher
        self._credentials = Credentials(signer, recv_window)
        self._key = KeyBreaker(now)

    def __repr__(self) -> str:
        return f"Account({self.signer!r})"

    async def send(self, request: Request[T], *, priority: Priority = Priority.NORMAL) -> T:
        """Ask or order in the owner's name.

        After `Unknown` an order must be asked for by its client order id, never sent again.
        """
        self._key.check()
        try:
            answer = await self._dispatcher.send(request, self._credentials, priority=priority)
        except BinanceError as error:
            self._key.report(error)
            raise
        self._key.report(None)
        return answer
