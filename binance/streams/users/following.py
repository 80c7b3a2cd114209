"""Accounts that are followed: each is seen to in its own time, and what happens there is told."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from binance.errors import BinanceError, BreakerOpen, RateLimited
from binance.limits import Priority
from binance.models.events import Product
from binance.request import Request
from binance.signing import Signer
from binance.streams.events import Ended, UserEvent
from binance.streams.once import Once
from binance.streams.pace import Pauses
from binance.streams.users.echoes import Echoes
from binance.streams.users.hearing import Hearing
from binance.streams.users.inbox import AccountInbox
from binance.streams.users.reading import understood

T = TypeVar("T")
Work = Callable[[], Coroutine[Any, Any, None]]

_AT_ONCE = 8  # accounts that are asked about over REST


class Sends(Protocol):
    """The door of one account, as `binance.account` opens it."""

    async def send(self, request: Request[T], *, priority: Priority | None = None) -> T: ...


OpensAccount = Callable[[Signer], Sends]


@dataclass(eq=False)
class Follower:
    """One wish to be told of an account; a changed key is another wish."""

    user: int
    account: Sends = field(repr=False)
    backoff: Pauses = field(repr=False)
    hearing: Hearing = field(repr=False)
    followed: bool = True
    called: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def event(self, told: Any) -> UserEvent:
        return UserEvent(self.user, told)

    def call(self) -> None:
        """Have it seen to now."""
        self.called.set()

    async def rest(self, seconds: float) -> None:
        """Wait until it is to be seen to again."""
        try:
            async with asyncio.timeout(seconds):
                await self.called.wait()
        except TimeoutError:
            return
        self.called.clear()

    def pause_after(self, error: BinanceError) -> float:
        """Say when to try again, in seconds."""
        pause = self.backoff.next()
        if isinstance(error, RateLimited | BreakerOpen):
            pause = max(pause, error.retry_after)
        return pause


F = TypeVar("F", bound=Follower)


class Following(Generic[F]):
    """Everybody who is followed, in one task each, and all that waits to be told of them.

    `see_to` does what an account needs at the moment, and returns after how many seconds it
    wants to be looked at again.
    """

    def __init__(
        self, product: Product, see_to: Callable[[F], Awaitable[float]], backlog: int
    ) -> None:
        self._product, self._see_to = product, see_to
        self._echoes = Echoes()
        self._inbox = AccountInbox(backlog)
        self._work: asyncio.Queue[Work] = asyncio.Queue()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._once = Once(f"streams of {product} accounts")

    async def run(self) -> None:
        """Own the tasks; never returns, and is for one call."""
        self._once.begin()
        async with asyncio.TaskGroup() as group:
            while True:
                work = await self._work.get()
                group.create_task(work())

    def own(self, work: Work) -> None:
        """Let something run beside."""
        self._work.put_nowait(work)

    def begin(self, follower: F) -> None:
        self.own(lambda: self._attend(follower))

    def end(self, follower: F) -> None:
        follower.followed = False
        follower.call()

    def tell(self, follower: F, told: Any) -> None:
        if follower.followed or isinstance(told, Ended):
            self._inbox.put(follower.event(told))

    def hear(self, follower: F, carrier: Hashable, event: Mapping[str, Any]) -> None:
        """Tell what a carrier brought, unless another one has brought it already."""
        if self._echoes.echo(follower, carrier, event):
            return
        if (told := understood(self._product, event)) is not None:
            self.tell(follower, told)

    def begins(self, follower: F, carrier: Hashable) -> None:
        """Note that a carrier brings an account's events from now on."""
        if (resumed := follower.hearing.begins(carrier)) is not None:
            self.tell(follower, resumed)

    def ends(self, follower: F, carrier: Hashable, heard_at: float) -> None:
        """Note that a carrier has ended, on whose connection something was last heard then."""
        if (resumed := follower.hearing.ends(carrier, heard_at)) is not None:
            self.tell(follower, resumed)

    async def events(self) -> AsyncGenerator[UserEvent, None]:
        while True:
            yield await self._inbox.get()

    async def _attend(self, follower: F) -> None:
        while follower.followed:
            async with self._turns:
                pause = await self._see_to(follower)
            await follower.rest(pause)
